// The schema of a custom resource as its definition has it (JSONSchemaProps), with the fields typed
// that Kubernetes' own schema leaves open.
// Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
import { isJsonObject } from '../../../apimachinery/jsonObject';
import type { JSONSchemaProps } from '../../generated/apiextensions/v1';

type OpenField =
  | 'items'
  | 'additionalProperties'
  | 'properties'
  | 'allOf'
  | 'anyOf'
  | 'oneOf'
  | 'not'
  | 'enum'
  | 'default';

export interface JsonSchema extends Omit<JSONSchemaProps, OpenField> {
  readonly items?: JsonSchema | undefined;
  readonly additionalProperties?: JsonSchema | boolean | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly allOf?: readonly JsonSchema[] | undefined;
  readonly anyOf?: readonly JsonSchema[] | undefined;
  readonly oneOf?: readonly JsonSchema[] | undefined;
  readonly not?: JsonSchema | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly default?: unknown;
}

/**
 * A definition's schema, as it was decoded. `items` may still be a list and the content of the open
 * fields anything: a definition whose schema is not of this shape is refused by its validation.
 */
export function jsonSchema(props: JSONSchemaProps): JsonSchema {
  return props as JsonSchema;
}

export function preservesUnknown(schema: JsonSchema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true;
}

export function isEmbedded(schema: JsonSchema): boolean {
  return schema['x-kubernetes-embedded-resource'] === true;
}

export function isIntOrString(schema: JsonSchema): boolean {
  return schema['x-kubernetes-int-or-string'] === true;
}

/** The schema of a property, by its name or as one of the additional ones. */
export function propertySchema(schema: JsonSchema, name: string): JsonSchema | undefined {
  const { properties, additionalProperties } = schema;
  if (properties !== undefined && Object.hasOwn(properties, name)) return properties[name];
  return isJsonObject(additionalProperties) ? additionalProperties : undefined;
}

/** A schema that allows additional properties of any shape. */
export function takesAnyProperty({ additionalProperties }: JsonSchema): boolean {
  return additionalProperties === true;
}
