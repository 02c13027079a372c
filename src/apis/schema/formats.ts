// Formats of strings as Kubernetes' decoder checks them, with its words: quantities, times, base64.
// Differs from Kubernetes: of a malformed time only the first wrong element is looked for, by its width.
import { QUANTITY_FORMAT_ERROR } from '../../apimachinery/quantity';

const QUANTITY_SUFFIX = "unable to parse quantity's suffix";
const QUANTITY_NUMBER = 'unable to parse numeric part of quantity';

/** Sign, digits, fraction, suffix: how resource.ParseQuantity cuts a quantity up. */
const QUANTITY_PARTS = /^[+-]?(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;
const KNOWN_SUFFIX = /^(?:[KMGTPE]i|[numkMGTPE]?|[eE][-+]?\d+)$/;

/** What resource.ParseQuantity says of a text, or undefined where it is a quantity such as `100m` or `2Gi`. */
export function quantityProblem(text: string): string | undefined {
  const trimmed = text.trim();
  const parts = trimmed === '' ? null : QUANTITY_PARTS.exec(trimmed);
  if (parts === null) return QUANTITY_FORMAT_ERROR;
  const [, digits = '', fraction = '', suffix = ''] = parts;
  if (!KNOWN_SUFFIX.test(suffix)) return QUANTITY_SUFFIX;
  return digits === '' && fraction === '' ? QUANTITY_NUMBER : undefined;
}

const RFC3339 = '2006-01-02T15:04:05Z07:00';
const RFC3339_MICRO = '2006-01-02T15:04:05.000000Z07:00';

interface TimeElement {
  readonly name: string;
  readonly text: RegExp;
  readonly range?: readonly [number, number];
  readonly rangeName?: string;
}

const TIME_ELEMENTS: readonly TimeElement[] = [
  { name: '2006', text: /^\d{4}/ },
  { name: '-', text: /^-/ },
  { name: '01', text: /^\d{2}/, range: [1, 12], rangeName: 'month' },
  { name: '-', text: /^-/ },
  { name: '02', text: /^\d{2}/, range: [1, 31], rangeName: 'day' },
  { name: 'T', text: /^T/ },
  { name: '15', text: /^\d{2}/, range: [0, 23], rangeName: 'hour' },
  { name: ':', text: /^:/ },
  { name: '04', text: /^\d{2}/, range: [0, 59], rangeName: 'minute' },
  { name: ':', text: /^:/ },
  { name: '05', text: /^\d{2}/, range: [0, 59], rangeName: 'second' },
];
const FRACTION = /^[.,]\d+/;
const MICROSECONDS = /^\.\d{6}/;
const ZONE = /^(?:Z|[+-]\d{2}:\d{2})/;
/** As the API server writes times, on a day that every month has: no further check needed. */
const USUAL_TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{6})?Z$/;

/**
 * What Go's time.Parse says of a text, or undefined where it is a time: RFC 3339 for `date-time`,
 * RFC 3339 with exactly six fractional digits for `micro-time`.
 */
export function timeProblem(text: string, format: 'date-time' | 'micro-time'): string | undefined {
  const micro = format === 'micro-time';
  if (USUAL_TIME.test(text) && text.includes('.') === micro) return undefined;
  const wrong = (rest: string, element: string): string =>
    `parsing time ${JSON.stringify(text)} as "${micro ? RFC3339_MICRO : RFC3339}": ` +
    `cannot parse ${JSON.stringify(rest)} as "${element}"`;
  let rest = text;
  for (const { name, text: pattern, range, rangeName } of TIME_ELEMENTS) {
    const match = pattern.exec(rest)?.[0];
    if (match === undefined) return wrong(rest, name);
    if (range && (Number(match) < range[0] || Number(match) > range[1])) {
      return `parsing time ${JSON.stringify(text)}: ${rangeName ?? name} out of range`;
    }
    rest = rest.slice(match.length);
  }
  const fraction = (micro ? MICROSECONDS : FRACTION).exec(rest)?.[0] ?? '';
  if (micro && fraction === '') return wrong(rest, '.000000');
  rest = rest.slice(fraction.length);
  const zone = ZONE.exec(rest)?.[0];
  if (zone === undefined) return wrong(rest, 'Z07:00');
  rest = rest.slice(zone.length);
  if (rest !== '')
    return `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}`;
  return dayExists(text) ? undefined : `parsing time ${JSON.stringify(text)}: day out of range`;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function dayExists(text: string): boolean {
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
  return Number(text.slice(8, 10)) <= days;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BASE64_CHARACTER = /[A-Za-z0-9+/]/;

/** What Go's base64.StdEncoding says of a text, or undefined where it decodes; line breaks are ignored. */
export function base64Problem(text: string): string | undefined {
  if (BASE64.test(text)) return undefined;
  const offset = corruptByte(text);
  return offset === undefined ? undefined : `illegal base64 data at input byte ${String(offset)}`;
}

/** Index at which Go gives up: the character at fault, or the start of a last group that is too short. */
function corruptByte(text: string): number | undefined {
  const isBreak = (index: number): boolean => text[index] === '\n' || text[index] === '\r';
  let inGroup = 0;
  for (let index = 0; index < text.length; index++) {
    if (isBreak(index)) continue;
    const character = text[index] ?? '';
    if (BASE64_CHARACTER.test(character)) inGroup = (inGroup + 1) % 4;
    else if (character !== '=' || inGroup < 2) return index;
    else return corruptPadding(text, index, inGroup, isBreak);
  }
  return inGroup === 0 ? undefined : text.length - inGroup;
}

function corruptPadding(
  text: string,
  first: number,
  inGroup: number,
  isBreak: (index: number) => boolean,
): number | undefined {
  let next = first + 1;
  const skipBreaks = (): void => {
    while (isBreak(next)) next++;
  };
  if (inGroup === 2) {
    skipBreaks();
    if (next === text.length) return next;
    if (text[next] !== '=') return next - 1;
    next++;
  }
  skipBreaks();
  return next < text.length ? next : undefined;
}
