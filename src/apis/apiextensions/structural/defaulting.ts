// Fills in the defaults of a structural schema, when an object is written and when it is read.
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting (algorithm.go, prunenulls.go).
import { isJsonObject } from '../../../apimachinery/jsonObject';
import { changeElements, changeMembers } from './changeJson';
import { propertySchema, type JsonSchema } from './jsonSchema';

/** The value with defaults for what is missing; nulls that a field does not take count as missing. */
export function withSchemaDefaults(schema: JsonSchema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return value;
    return changeElements(value, (element) =>
      element === null && items.nullable !== true && items.default !== undefined
        ? items.default
        : withSchemaDefaults(items, element),
    );
  }
  if (!isJsonObject(value)) return value;
  const filled = withMissing(schema, value);
  return changeMembers(filled, (member, name) => {
    const inner = propertySchema(schema, name);
    if (inner === undefined) return member;
    if (member !== null || inner.nullable === true) return withSchemaDefaults(inner, member);
    // Without a default it is left out.
    return inner.default;
  });
}

function withMissing(
  { properties = {} }: JsonSchema,
  value: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const missing = Object.entries(properties).filter(
    ([name, { default: byDefault }]) =>
      byDefault !== undefined && (!Object.hasOwn(value, name) || value[name] === undefined),
  );
  if (missing.length === 0) return value;
  return { ...value, ...Object.fromEntries(missing.map(([name, inner]) => [name, inner.default])) };
}
