// What an unquoted YAML scalar means to Kubernetes. kubectl reads YAML 1.1 with sigs.k8s.io/yaml
// (a fork of go-yaml v2): `yes` and `on` are booleans, 0644 is octal, 1_000 is a number, but times
// and base-60 numbers stay strings. YAML 1.2 parsers differ in each of these.

export type ScalarValue = string | number | boolean | null;

const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, null] => [word, null]),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (word): [string, boolean] => [word, true],
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (word): [string, boolean] => [word, false],
  ),
]);

const MAYBE_NUMBER = /^[-+.]?[0-9]/;
const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/;
const PREFIXED = /^([-+]?)0(?:x([0-9a-fA-F]+)|b([01]+)|o?([0-7]+))$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** The value of an unquoted, untagged scalar. */
export function plainScalar(text: string): ScalarValue {
  // Words are at most five letters long; anything longer is a number or a string.
  if (text.length <= 5) {
    const word = WORDS.get(text);
    if (word !== undefined) return word;
  }
  return MAYBE_NUMBER.test(text) ? numberOrText(text) : text;
}

function numberOrText(text: string): number | string {
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  if (DECIMAL.test(digits)) return Number(digits);
  const prefixed = PREFIXED.exec(digits);
  if (prefixed !== null) {
    const [, sign, hex, binary, octal] = prefixed;
    const value = hex ? parseInt(hex, 16) : binary ? parseInt(binary, 2) : parseInt(octal ?? '', 8);
    return sign === '-' ? -value : value;
  }
  return FLOAT.test(digits) ? Number(digits) : text;
}
