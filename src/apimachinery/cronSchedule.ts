// What is wrong with a schedule such as `*/5 0-6 1,15 * mon`, in the words of the parser that Kubernetes
// uses. Source: github.com/robfig/cron (parser.go, ParseStandard).

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: Readonly<Record<string, number>>;
}

const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  {
    min: 1,
    max: 12,
    names: {
      jan: 1,
      feb: 2,
      mar: 3,
      apr: 4,
      may: 5,
      jun: 6,
      jul: 7,
      aug: 8,
      sep: 9,
      oct: 10,
      nov: 11,
      dec: 12,
    },
  },
  { min: 0, max: 6, names: { sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6 } },
];
const DESCRIPTORS: readonly string[] = [
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
];
const EVERY = '@every ';
const GO_DURATION = /^[-+]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/;
const TIME_ZONE = /^(?:CRON_)?TZ=\S*\s*/;

/** Undefined for a good schedule. The time zone that may stand before it is not looked into. */
export function cronScheduleProblem(schedule: string): string | undefined {
  if (schedule === '') return 'empty spec string';
  const text = schedule.replace(TIME_ZONE, '');
  if (text.startsWith('@')) return descriptorProblem(text);
  const fields = text.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== FIELDS.length) {
    return `expected exactly ${String(FIELDS.length)} fields, found ${String(fields.length)}: [${fields.join(' ')}]`;
  }
  for (const [index, bounds] of FIELDS.entries()) {
    for (const range of (fields[index] ?? '').split(',')) {
      const problem = range === '' ? undefined : rangeProblem(range, bounds);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function descriptorProblem(text: string): string | undefined {
  if (DESCRIPTORS.includes(text)) return undefined;
  if (!text.startsWith(EVERY)) return `unrecognized descriptor: ${text}`;
  const duration = text.slice(EVERY.length);
  let rest = duration;
  while (GO_DURATION.test(rest)) rest = rest.replace(GO_DURATION, '');
  if (rest === '' && duration !== '') return undefined;
  return `failed to parse duration ${text}: time: invalid duration "${duration}"`;
}

/** `*`, `3`, `mon-fri`, each with a step or without: `0-30/5`. */
function rangeProblem(range: string, bounds: Bounds): string | undefined {
  const [span = '', step, ...moreSteps] = range.split('/');
  const [low = '', high, ...moreHyphens] = span.split('-');
  let start = bounds.min;
  let end = bounds.max;
  if (low !== '*' && low !== '?') {
    const first = numberOrName(low, bounds);
    if (typeof first === 'string') return first;
    start = first;
    if (moreHyphens.length > 0) return `too many hyphens: ${range}`;
    const last = high === undefined ? first : numberOrName(high, bounds);
    if (typeof last === 'string') return last;
    // A single number with a step goes on to the end.
    end = high === undefined && step !== undefined ? bounds.max : last;
  }
  const every = step === undefined ? 1 : wholeNumber(step);
  if (typeof every === 'string') return every;
  if (moreSteps.length > 0) return `too many slashes: ${range}`;
  if (start < bounds.min) {
    return `beginning of range (${String(start)}) below minimum (${String(bounds.min)}): ${range}`;
  }
  if (end > bounds.max) {
    return `end of range (${String(end)}) above maximum (${String(bounds.max)}): ${range}`;
  }
  if (start > end) {
    return `beginning of range (${String(start)}) beyond end of range (${String(end)}): ${range}`;
  }
  return every === 0 ? `step of range should be a positive number: ${range}` : undefined;
}

/** The number, or what is wrong with it. */
function numberOrName(text: string, { names = {} }: Bounds): number | string {
  const name = text.toLowerCase();
  const named = Object.hasOwn(names, name) ? names[name] : undefined;
  return named ?? wholeNumber(text);
}

function wholeNumber(text: string): number | string {
  if (!/^[-+]?\d+$/.test(text)) {
    return `failed to parse int from ${text}: strconv.Atoi: parsing "${text}": invalid syntax`;
  }
  const value = Number(text);
  return value < 0 ? `negative number (${String(value)}) not allowed: ${text}` : value;
}
