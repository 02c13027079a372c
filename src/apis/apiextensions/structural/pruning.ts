// Leaves out what a structural schema does not specify.
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning (algorithm.go).
import { isJsonObject } from '../../../apimachinery/jsonObject';
import type { FieldPath } from '../../schema/schemaBundle';
import { changeElements, changeMembers } from './changeJson';
import {
  isEmbedded,
  preservesUnknown,
  propertySchema,
  takesAnyProperty,
  type JsonSchema,
} from './jsonSchema';

/** Every object of the API has them, specified or not. */
const ROOT_FIELDS: readonly string[] = ['apiVersion', 'kind', 'metadata'];

/** `unknown` is told of each field that is left out. */
export function prune(
  schema: JsonSchema,
  value: unknown,
  unknown: (path: FieldPath) => void,
): unknown {
  return new Pruner(unknown).prune(schema, value, true);
}

class Pruner {
  readonly #unknown: (path: FieldPath) => void;
  readonly #path: (string | number)[] = [];

  constructor(unknown: (path: FieldPath) => void) {
    this.#unknown = unknown;
  }

  prune(schema: JsonSchema, value: unknown, isRoot = isEmbedded(schema)): unknown {
    if (Array.isArray(value)) {
      const { items } = schema;
      if (items === undefined) return preservesUnknown(schema) ? value : [];
      return changeElements(value, (element, index) =>
        this.#within(index, () => this.prune(items, element)),
      );
    }
    if (!isJsonObject(value)) return value;
    return changeMembers(value, (member, name) => {
      if (isRoot && ROOT_FIELDS.includes(name)) return member;
      const inner = propertySchema(schema, name);
      return this.#within(name, () => {
        if (inner !== undefined) return this.prune(inner, member);
        if (takesAnyProperty(schema) || preservesUnknown(schema)) return member;
        this.#unknown([...this.#path]);
        return undefined;
      });
    });
  }

  #within<T>(step: string | number, run: () => T): T {
    this.#path.push(step);
    const result = run();
    this.#path.pop();
    return result;
  }
}
