// Text in shapes: how wide it is, how it is made to fit, how it is written in Mermaid.

/** Widths in units of an average lower case letter; good for the proportional fonts of user interfaces. */
const NARROW = /[ijlIftr.,:;'|!()[\] -]/;
const WIDE = /[mwMWQO@%…]/;
const CAPITAL = /[A-Z]/;

/** How wide a text is, in average letters. */
export function textUnits(text: string): number {
  let units = 0;
  for (const letter of text) units += letterUnits(letter);
  return units;
}

function letterUnits(letter: string): number {
  if (NARROW.test(letter)) return 0.6;
  if (WIDE.test(letter)) return 1.5;
  if (CAPITAL.test(letter)) return 1.2;
  // Letters beyond Latin, such as CJK, are drawn about twice as wide.
  return letter > '\u2e7f' ? 2 : 1;
}

/**
 * Shortens in the middle, since both ends of a pod's name matter: `frontend-6f8b9c7d4-k0x1z` in 16
 * units is `frontend…4-k0x1z`.
 */
export function shorten(text: string, units: number): string {
  if (textUnits(text) <= units) return text;
  const letters = [...text];
  let head = '';
  let tail = '';
  let left = units - letterUnits('…');
  for (let first = 0, last = letters.length - 1; first <= last;) {
    // Both ends grow in turn, so the longer end is at most one letter ahead.
    const fromHead = head.length <= tail.length;
    const letter = letters[fromHead ? first : last] ?? '';
    left -= letterUnits(letter);
    if (left < 0) break;
    if (fromHead) {
      head += letter;
      first++;
    } else {
      tail = letter + tail;
      last--;
    }
  }
  return `${head}…${tail}`;
}

/** A sentence as one line, or broken between words into two, the first as long as `units` allow. */
export function inTwoLines(sentence: string, units: number): readonly string[] {
  if (textUnits(sentence) <= units) return [sentence];
  const words = sentence.split(' ');
  let count = 1;
  while (count < words.length && textUnits(words.slice(0, count + 1).join(' ')) <= units) count++;
  return [words.slice(0, count).join(' '), words.slice(count).join(' ')];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '"': '#quot;',
  '#': '#35;',
  ';': '#59;',
  '`': '#96;',
  '<': '#lt;',
  '>': '#gt;',
  '&': '#amp;',
  '\\': '#92;',
  '*': '#42;',
  _: '#95;',
  '%': '#37;',
  '{': '#123;',
  '}': '#125;',
  '[': '#91;',
  ']': '#93;',
  '@': '#64;',
};

/** A label as Mermaid takes it between double quotes: one line, nothing in it means anything. */
export function mermaidLabel(text: string): string {
  return text
    .replace(/[\s\u0000-\u001f\u007f\u2028\u2029]+/g, ' ')
    .replace(/["#;`<>&\\*_%{}[\]@]/g, (letter) => ENTITIES[letter] ?? ' ');
}
