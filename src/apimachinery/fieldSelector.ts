// Field selectors (`status.phase=Running,spec.nodeName!=`), which match exact values of the few
// fields that a kind offers. Source: k8s.io/apimachinery/pkg/fields.
import type { StringMap } from './objectMeta';

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** A field selector's text that cannot be understood; the message is Kubernetes'. */
export class FieldSelectorError extends Error {
  override readonly name = 'FieldSelectorError';
}

/** In values, `\`, `,` and `=` are written with a backslash. Throws {@link FieldSelectorError}. */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  if (PLAIN.test(text)) {
    const at = text.indexOf('=');
    return [{ field: text.slice(0, at), operator: '=', value: text.slice(at + 1) }];
  }
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text).sort()) {
    if (term !== '') requirements.push(parseTerm(term, text));
  }
  return requirements;
}

/** One requirement with nothing to be unescaped, as every kubelet has it. */
const PLAIN = /^[^\\,!=]+=[^\\,!=]*$/;

/** All requirements hold; a field that is not there has the value ''. */
export function matchesFieldSelector(
  requirements: readonly FieldRequirement[],
  fields: StringMap,
): boolean {
  for (const { field, operator, value } of requirements) {
    if (((fields[field] ?? '') === value) !== (operator === '=')) return false;
  }
  return true;
}

/** Back to text, with values escaped. */
export function formatFieldSelector(requirements: readonly FieldRequirement[]): string {
  return requirements
    .map(({ field, operator, value }) => `${field}${operator}${escapeFieldValue(value)}`)
    .join(',');
}

export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, (character) => `\\${character}`);
}

/** At commas that no backslash protects. */
function splitTerms(text: string): string[] {
  return text.match(/(?:\\[^]|[^,\\]|\\$)+/g) ?? [];
}

/** At the first operator outside of an escape: `!=`, `==` or `=`. */
function parseTerm(term: string, selector: string): FieldRequirement {
  const match = /^((?:\\[^]|(?!!=)[^\\=])*)(!=|==|=)([^]*)$/.exec(term);
  if (match === null) {
    throw new FieldSelectorError(`invalid selector: '${selector}'; can't understand '${term}'`);
  }
  const [, field = '', operator, value = ''] = match;
  return { field, operator: operator === '!=' ? '!=' : '=', value: unescapeValue(value) };
}

function unescapeValue(text: string): string {
  let value = '';
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\') {
      const next = text.charAt(++i);
      if (next !== '\\' && next !== ',' && next !== '=') {
        throw new FieldSelectorError(`invalid field selector: invalid escape sequence: \\${next}`);
      }
      value += next;
    } else if (character === '=') {
      // Go prints the rune as its number.
      throw new FieldSelectorError('invalid field selector: unescaped character in value: 61');
    } else value += character;
  }
  return value;
}
