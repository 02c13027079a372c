// `quantity("500m").isGreaterThan(quantity("0.1"))`.
// Source: k8s.io/apiserver/pkg/cel/library (quantity.go).
import type { Environment } from '@marcbachmann/cel-js';
import {
  canonicalQuantity,
  isQuantity,
  QUANTITY_FORMAT_ERROR,
  quantityValue,
} from '../../../apimachinery/quantity';
import { quantityProblem } from '../../schema/formats';
import { CelEvaluationError } from '../celErrors';

const TYPE = 'kubernetes.Quantity';

class CelQuantity {
  readonly value: number;
  readonly #text: string;

  constructor(text: string) {
    this.#text = canonicalQuantity(text);
    this.value = quantityValue(text);
  }

  toString(): string {
    return this.#text;
  }
}

export function registerQuantities(library: Environment): void {
  library
    .registerType(TYPE, CelQuantity)
    .registerFunction(`quantity(string): ${TYPE}`, parsed)
    .registerFunction('isQuantity(string): bool', (text: string) => isQuantity(text.trim()))
    .registerFunction(`${TYPE}.sign(): int`, ({ value }: CelQuantity) => BigInt(Math.sign(value)))
    .registerFunction(`${TYPE}.isInteger(): bool`, ({ value }: CelQuantity) =>
      Number.isInteger(value),
    )
    .registerFunction(`${TYPE}.asInteger(): int`, asInteger)
    .registerFunction(`${TYPE}.asApproximateFloat(): double`, ({ value }: CelQuantity) => value)
    .registerFunction(`${TYPE}.compareTo(${TYPE}): int`, (a: CelQuantity, b: CelQuantity) =>
      BigInt(Math.sign(a.value - b.value)),
    )
    .registerFunction(
      `${TYPE}.isGreaterThan(${TYPE}): bool`,
      (a: CelQuantity, b: CelQuantity) => a.value > b.value,
    )
    .registerFunction(
      `${TYPE}.isLessThan(${TYPE}): bool`,
      (a: CelQuantity, b: CelQuantity) => a.value < b.value,
    )
    .registerOperator(
      `${TYPE} == ${TYPE}`,
      (a: CelQuantity, b: CelQuantity) => a.value === b.value,
    );
  for (const [name, sign] of [
    ['add', 1],
    ['sub', -1],
  ] as const) {
    library
      .registerFunction(`${TYPE}.${name}(${TYPE}): ${TYPE}`, (a: CelQuantity, b: CelQuantity) =>
        sum(a, sign * b.value),
      )
      .registerFunction(`${TYPE}.${name}(int): ${TYPE}`, (a: CelQuantity, b: bigint) =>
        sum(a, sign * Number(b)),
      );
  }
}

function parsed(text: string): CelQuantity {
  const trimmed = text.trim();
  if (isQuantity(trimmed)) return new CelQuantity(trimmed);
  throw new CelEvaluationError(quantityProblem(trimmed) ?? QUANTITY_FORMAT_ERROR);
}

function asInteger({ value }: CelQuantity): bigint {
  if (Number.isInteger(value)) return BigInt(value);
  throw new CelEvaluationError('cannot convert value to integer');
}

/** To a billionth, as quantities are kept. */
function sum(quantity: CelQuantity, other: number): CelQuantity {
  return new CelQuantity(String(Math.round((quantity.value + other) * 1e9) / 1e9));
}
