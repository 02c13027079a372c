// JSON values as YAML that people like to read and every parser reads as the same values: strings that
// could be taken for something else are quoted, texts of several lines are blocks.

const PLAIN = /^[A-Za-z_/][\w./@-]*(?: [\w./@-]+)*$/;
/** `50s`, `8Gi`. */
const AMOUNT = /^\d+(?:\.\d+)?(?:ms|s|m|h|k|M|G|T|Ki|Mi|Gi|Ti)$/;
/** What some version of YAML, or some reader of it, takes for no string. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null|~|e[\d.]+)$/i;
const BLOCK = /^(?![ \n])(?:[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff]|\n)*[\x21-\x7e](?:\n|$)$/;

/** The lines of a value that stands at `indent`, below its key. */
export function yamlText(value: unknown, indent: number): string {
  if (Array.isArray(value)) return listText(value, indent);
  if (isObject(value)) return mapText(value, indent);
  return `${' '.repeat(indent)}${scalarText(value)}\n`;
}

/** `key: value`, with everything that belongs to it. */
export function yamlField(key: string, value: unknown, indent: number): string {
  const start = `${' '.repeat(indent)}${keyText(key)}:`;
  if (typeof value === 'string' && isBlock(value))
    return `${start} ${blockText(value, indent + 2)}`;
  if (isCollection(value)) return `${start}\n${yamlText(value, indent + 2)}`;
  return `${start} ${inline(value)}\n`;
}

function mapText(map: object, indent: number): string {
  return Object.entries(map)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => yamlField(key, value, indent))
    .join('');
}

function listText(items: readonly unknown[], indent: number): string {
  const dash = `${' '.repeat(indent)}- `;
  return items
    .map((item) => {
      if (typeof item === 'string' && isBlock(item)) return dash + blockText(item, indent + 2);
      if (!isCollection(item)) return `${dash}${inline(item)}\n`;
      // The first line of what is in the item goes behind the dash.
      return dash + yamlText(item, indent + 2).slice(indent + 2);
    })
    .join('');
}

/** What has lines of its own. */
function isCollection(value: unknown): value is object {
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) && Object.values(value).some((each) => each !== undefined);
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return '[]';
  return isObject(value) ? '{}' : scalarText(value);
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') {
    if ((PLAIN.test(value) && !WORDS.test(value)) || AMOUNT.test(value)) return value;
  }
  return JSON.stringify(value ?? null);
}

function keyText(key: string): string {
  return scalarText(key);
}

function isBlock(text: string): boolean {
  return text.includes('\n') && BLOCK.test(text) && !/\n\n$|[ ]\n/.test(text);
}

function blockText(text: string, indent: number): string {
  const ends = text.endsWith('\n');
  const lines = (ends ? text.slice(0, -1) : text).split('\n');
  const margin = ' '.repeat(indent);
  const body = lines.map((line) => (line === '' ? '' : margin + line)).join('\n');
  return `${ends ? '|' : '|-'}\n${body}\n`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
