// The schema of a custom kind as its definition has it, with what every object has beside it.
// Source: k8s.io/apiextensions-apiserver/pkg/controller/openapi/builder (builder.go).
import type { GroupVersionKind } from '../../../apimachinery/resource';
import type { JsonSchema } from '../../../apis/apiextensions/structural/jsonSchema';

const API_VERSION =
  'APIVersion defines the versioned schema of this representation of an object. Servers should convert ' +
  'recognized schemas to the latest internal value, and may reject unrecognized values.';
const KIND =
  'Kind is a string value representing the REST resource this object represents. Servers may infer this ' +
  'from the endpoint the client submits requests to. Cannot be updated. In CamelCase.';

/** `metadata` is the reference to the schema of ObjectMeta. */
export function customSchema(
  { group, version, kind }: GroupVersionKind,
  schema: JsonSchema,
  metadata: string,
): Readonly<Record<string, unknown>> {
  return {
    ...schema,
    type: 'object',
    properties: {
      ...schema.properties,
      apiVersion: { type: 'string', description: API_VERSION },
      kind: { type: 'string', description: KIND },
      metadata: {
        description: "Standard object's metadata.",
        allOf: [{ $ref: metadata }],
      },
    },
    'x-kubernetes-group-version-kind': [{ group, version, kind }],
  };
}
