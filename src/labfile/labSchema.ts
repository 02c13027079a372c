// The form of a lab file as a JSON schema, for editors that know nothing of Cluster Lab.
import { LAB_API_VERSION, LAB_SHAPE } from './labShape';
import { DURATION_PATTERN, QUANTITY_PATTERN, type ObjectShape, type Shape } from './shape';

/** `media/clusterlab.schema.json`. */
export function labSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `A lab of Cluster Lab (${LAB_API_VERSION})`,
    ...schemaOf(LAB_SHAPE),
  };
}

function schemaOf(shape: Shape): object {
  switch (shape.kind) {
    case 'any':
      return {};
    case 'object':
      return objectSchema(shape);
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(shape.values) };
    case 'list':
      return { type: 'array', items: schemaOf(shape.items) };
    case 'boolean':
      return { type: 'boolean' };
    case 'duration':
      return { type: 'string', pattern: DURATION_PATTERN };
    case 'quantity':
      return { type: ['string', 'number'], pattern: QUANTITY_PATTERN };
    case 'string': {
      const { values, pattern } = shape;
      if (values !== undefined) return { type: 'string', enum: values };
      return pattern === undefined ? { type: 'string' } : { type: 'string', pattern };
    }
    case 'number': {
      const { values, integer, min, max } = shape;
      if (values !== undefined) return { enum: values };
      return {
        type: integer === true ? 'integer' : 'number',
        ...(min === undefined ? {} : { minimum: min }),
        ...(max === undefined ? {} : { maximum: max }),
      };
    }
  }
}

function objectSchema({ fields, oneOf }: ObjectShape): object {
  const entries = Object.entries(fields);
  const required = entries.filter(([, each]) => each.required === true).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, { shape, description }]) => [name, { description, ...schemaOf(shape) }]),
    ),
    ...(required.length === 0 ? {} : { required }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map((name) => ({ required: [name] })) }),
    additionalProperties: false,
  };
}
