// `semver("1.2.3").isLessThan(semver("1.10.0"))`. Source: k8s.io/apiserver/pkg/cel/library (semverlib.go).
import type { Environment } from '@marcbachmann/cel-js';
import { CelEvaluationError } from '../celErrors';

const TYPE = 'kubernetes.Semver';
const PATTERN =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;

class CelSemver {
  readonly text: string;
  readonly numbers: readonly number[];
  readonly prerelease: readonly string[];

  constructor(text: string, match: RegExpExecArray) {
    this.text = text;
    this.numbers = [match[1], match[2], match[3]].map(Number);
    this.prerelease = match[4] === undefined ? [] : match[4].split('.');
  }

  toString(): string {
    return this.text;
  }
}

export function registerSemver(library: Environment): void {
  library
    .registerType(TYPE, CelSemver)
    .registerFunction(`semver(string): ${TYPE}`, (text: string) => parsed(text))
    .registerFunction(`semver(string, bool): ${TYPE}`, (text: string, normalize: boolean) =>
      parsed(normalize ? normalized(text) : text),
    )
    .registerFunction('isSemver(string): bool', (text: string) => PATTERN.test(text))
    .registerFunction('isSemver(string, bool): bool', (text: string, normalize: boolean) =>
      PATTERN.test(normalize ? normalized(text) : text),
    )
    .registerFunction(`${TYPE}.compareTo(${TYPE}): int`, (a: CelSemver, b: CelSemver) =>
      BigInt(compare(a, b)),
    )
    .registerFunction(
      `${TYPE}.isGreaterThan(${TYPE}): bool`,
      (a: CelSemver, b: CelSemver) => compare(a, b) > 0,
    )
    .registerFunction(
      `${TYPE}.isLessThan(${TYPE}): bool`,
      (a: CelSemver, b: CelSemver) => compare(a, b) < 0,
    )
    .registerOperator(`${TYPE} == ${TYPE}`, (a: CelSemver, b: CelSemver) => compare(a, b) === 0);
  for (const [index, name] of ['major', 'minor', 'patch'].entries()) {
    library.registerFunction(`${TYPE}.${name}(): int`, ({ numbers }: CelSemver) =>
      BigInt(numbers[index] ?? 0),
    );
  }
}

function parsed(text: string): CelSemver {
  const match = PATTERN.exec(text);
  if (match === null) throw new CelEvaluationError(`invalid semver: ${JSON.stringify(text)}`);
  return new CelSemver(text, match);
}

/** Without a leading v and zeros, with all three numbers. */
function normalized(text: string): string {
  const match = /^v?(\d+(?:\.\d+)*)(.*)$/.exec(text);
  if (match === null) return text;
  const numbers = (match[1] ?? '').split('.').map((each) => String(Number(each)));
  while (numbers.length < 3) numbers.push('0');
  return numbers.join('.') + (match[2] ?? '');
}

function compare(a: CelSemver, b: CelSemver): number {
  for (const [index, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  // A release comes after what led to it.
  if (a.prerelease.length === 0 || b.prerelease.length === 0) {
    return Math.sign(b.prerelease.length - a.prerelease.length);
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (part === other) continue;
    const numeric = /^\d+$/.test(part);
    const otherNumeric = /^\d+$/.test(other);
    if (numeric && otherNumeric) return Math.sign(Number(part) - Number(other));
    if (numeric !== otherNumeric) return numeric ? -1 : 1;
    return part < other ? -1 : 1;
  }
  return a.length < b.length ? -1 : 0;
}
