// Strings: what cel-go's strings extension (version 2) and Kubernetes' regex library have beyond the
// library's own. Source: github.com/google/cel-go/ext (strings.go), k8s.io/apiserver/pkg/cel/library (regex.go).
import type { Environment } from '@marcbachmann/cel-js';
import { goRegexp, GoRegexpError, type GoRegexp } from '../../../apimachinery/goRegexp';
import { CelEvaluationError } from '../celErrors';
import { formatted } from '../formatString';
import { GO_MATCHES } from '../goRegexps';

class StringsNamespace {}

export function registerStrings(library: Environment): void {
  library
    .registerFunction('string.charAt(int): string', (text: string, index: bigint) =>
      charAt(text, Number(index)),
    )
    .registerFunction(
      'string.replace(string, string): string',
      (text: string, old: string, by: string) => text.replaceAll(old, () => by),
    )
    .registerFunction('string.replace(string, string, int): string', replaceFirst)
    .registerFunction('string.reverse(): string', (text: string) => [...text].reverse().join(''))
    .registerFunction('string.format(list<dyn>): string', formatted)
    .registerFunction(`string.${GO_MATCHES}(string): bool`, (text: string, pattern: string) =>
      regexp(pattern).test(text),
    )
    .registerFunction(`${GO_MATCHES}(string, string): bool`, (text: string, pattern: string) =>
      regexp(pattern).test(text),
    )
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => regexp(pattern).find(text, 1)[0] ?? '',
    )
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
      regexp(pattern).find(text),
    )
    .registerFunction(
      'string.findAll(string, int): list<string>',
      (text: string, pattern: string, limit: bigint) =>
        regexp(pattern).find(text, limit < 0n ? Infinity : Number(limit)),
    )
    .registerType('StringsNamespace', StringsNamespace)
    .registerConstant('strings', 'StringsNamespace', new StringsNamespace())
    .registerFunction('StringsNamespace.quote(string): string', (_: unknown, text: string) =>
      JSON.stringify(text),
    );
}

function charAt(text: string, index: number): string {
  const characters = [...text];
  if (index < 0 || index > characters.length) {
    throw new CelEvaluationError(`index out of range: ${String(index)}`);
  }
  return characters[index] ?? '';
}

function replaceFirst(text: string, old: string, by: string, limit: bigint): string {
  if (limit < 0n) return text.replaceAll(old, () => by);
  let left = Number(limit);
  return text.replaceAll(old, (found) => (left-- > 0 ? by : found));
}

function regexp(pattern: string): GoRegexp {
  try {
    return goRegexp(pattern);
  } catch (error) {
    if (error instanceof GoRegexpError) throw new CelEvaluationError(error.message);
    throw error;
  }
}
