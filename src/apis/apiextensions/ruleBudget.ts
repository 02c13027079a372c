// What the rules of a schema may cost at most: each, and all together.
// Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation (validation.go, cel_validation.go).
import type { FieldError } from '../../apimachinery/apiStatus';
import { forbiddenValue } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { product, sum } from '../cel/sizeEstimate';
import { declaredElements } from './declaredSizes';
import type { JsonSchema } from './structural/jsonSchema';

const EXPRESSION_LIMIT = 10_000_000;
const TOTAL_LIMIT = 100_000_000;
/** Of those that made the total too large, only the most expensive are told. */
const MOST_EXPENSIVE = 4;
const WORTH_TELLING = TOTAL_LIMIT / 100;

/** How often a place of the schema can be in an object; undefined where nothing says so. */
export type Cardinality = number | undefined;

export class RuleBudget {
  #total = 0;
  readonly #expensive: { readonly path: FieldPath; readonly cost: number }[] = [];

  /** Counts an expression that is asked so many times; says what is wrong with it alone. */
  spend(
    path: FieldPath,
    what: 'rule' | 'messageExpression',
    once: number,
    times: number,
  ): readonly FieldError[] {
    const cost = product(once, times);
    this.#total = sum(this.#total, cost);
    if (cost >= WORTH_TELLING) this.#expensive.push({ path, cost });
    if (cost <= EXPRESSION_LIMIT) return [];
    return [forbiddenValue(path, tooExpensive(`estimated ${what} cost`, cost, EXPRESSION_LIMIT))];
  }

  /** `path` is that of the whole schema. */
  total(path: FieldPath): readonly FieldError[] {
    if (this.#total <= TOTAL_LIMIT) return [];
    const most = this.#expensive.toSorted((a, b) => b.cost - a.cost).slice(0, MOST_EXPENSIVE);
    const all = 'estimated rule cost total';
    const why = `contributed to ${all} exceeding cost limit for entire OpenAPIv3 schema`;
    const what = `x-kubernetes-validations ${all} for entire OpenAPIv3 schema`;
    return [
      ...most.map((each) => forbiddenValue(each.path, why)),
      forbiddenValue(path, tooExpensive(what, this.#total, TOTAL_LIMIT)),
    ];
  }
}

/** Of what is in a list or map of the schema. */
export function cardinalityWithin(schema: JsonSchema, cardinality: Cardinality): Cardinality {
  const elements = declaredElements(schema);
  return elements === undefined || cardinality === undefined
    ? undefined
    : product(elements, cardinality);
}

function tooExpensive(what: string, cost: number, limit: number): string {
  const factor = cost / limit;
  const text =
    factor > 100
      ? 'more than 100x'
      : factor < 1.5
        ? `${factor.toFixed(6)}x`
        : `${factor.toFixed(1)}x`;
  return `${what} exceeds budget by factor of ${text} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}
