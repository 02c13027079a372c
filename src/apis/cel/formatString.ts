// `"%s has %d".format([name, count])`. Source: github.com/google/cel-go/ext (formatting.go).
import { goMapJson } from '../../apimachinery/goJson';
import { CelEvaluationError } from './celErrors';
import { plainValue } from './plainValue';

const CLAUSE = /%(?:\.(\d+))?([sdfeboxX%])/g;

export function formatted(text: string, values: readonly unknown[]): string {
  let next = 0;
  return text.replace(CLAUSE, (_, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (next >= values.length) {
      throw new CelEvaluationError(`index ${String(next)} out of range`);
    }
    return clause(verb, precision === undefined ? 6 : Number(precision), values[next++]);
  });
}

function clause(verb: string, precision: number, value: unknown): string {
  switch (verb) {
    case 's':
      return printed(value);
    case 'd':
      return integer(value).toString();
    case 'f':
      return decimal(value).toFixed(precision);
    case 'e':
      return decimal(value).toExponential(precision);
    case 'b':
      return typeof value === 'boolean' ? (value ? '1' : '0') : integer(value).toString(2);
    case 'o':
      return integer(value).toString(8);
    default: {
      const hex = typeof value === 'string' ? hexOf(value) : integer(value).toString(16);
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
  }
}

function printed(value: unknown): string {
  if (typeof value === 'string') return value;
  const plain = plainValue(value);
  return typeof plain === 'string' ? plain : goMapJson(plain);
}

function integer(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  const plain = plainValue(value);
  if (typeof plain === 'number' && Number.isInteger(plain)) return BigInt(plain);
  throw new CelEvaluationError(
    'error during formatting: integer clause can only be used on integers',
  );
}

function decimal(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  throw new CelEvaluationError(
    'error during formatting: fixed-point clause can only be used on doubles',
  );
}

function hexOf(text: string): string {
  return unescape(encodeURIComponent(text)).replace(/[^]/g, (character) =>
    character.charCodeAt(0).toString(16).padStart(2, '0'),
  );
}
