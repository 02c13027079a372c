// Kubernetes' schema as one JSON schema, built as the one that YAML editors usually download is:
// a definition for each struct, and one alternative for each kind.
import type {
  FieldSchema,
  ObjectSchema,
  SchemaBundle,
} from '../../../src/apis/schema/schemaBundle';

type JsonSchema = Readonly<Record<string, unknown>>;

export function kubernetesJsonSchema({ schemas }: SchemaBundle): JsonSchema {
  const kinds = Object.entries(schemas).filter(([, { gvk }]) => gvk !== undefined);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    oneOf: kinds.map(([name]) => reference(name)),
    definitions: Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, definition(schema)]),
    ),
  };
}

function definition(schema: ObjectSchema): JsonSchema {
  const { description, required, properties, gvk, type, format } = schema;
  const described = description === undefined ? {} : { description };
  if (properties === undefined) {
    return type === 'string' ? { ...described, ...scalar('string', format) } : described;
  }
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, fieldSchema(field)]),
  );
  const identity = gvk && {
    apiVersion: { type: 'string', enum: [gvk.group ? `${gvk.group}/${gvk.version}` : gvk.version] },
    kind: { type: 'string', enum: [gvk.kind] },
  };
  return {
    ...described,
    type: 'object',
    properties: { ...fields, ...identity },
    additionalProperties: false,
    required: [...(required ?? []), ...(gvk === undefined ? [] : ['apiVersion', 'kind'])],
  };
}

function fieldSchema(field: FieldSchema): JsonSchema {
  const described = field.description === undefined ? {} : { description: field.description };
  switch (field.type) {
    case 'object':
      return { ...described, ...reference(field.ref ?? '') };
    case 'array':
      return { ...described, type: 'array', items: field.items ? fieldSchema(field.items) : {} };
    case 'map': {
      const values = field.values ? fieldSchema(field.values) : {};
      return { ...described, type: 'object', additionalProperties: values };
    }
    case 'any':
      return described;
    default: {
      const values = field.enum === undefined ? {} : { enum: field.enum };
      return { ...described, ...scalar(field.type, field.format), ...values };
    }
  }
}

function scalar(type: string, format: FieldSchema['format']): JsonSchema {
  return format === 'quantity' || format === 'int-or-string'
    ? { oneOf: [{ type: 'string' }, { type: 'number' }] }
    : { type };
}

function reference(name: string): JsonSchema {
  return { $ref: `#/definitions/${name}` };
}
