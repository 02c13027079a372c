// What a schema may use of JSON schema, and how Kubernetes' extensions fit together.
// Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation (validation.go,
// ValidateCustomResourceDefinitionOpenAPISchema).
import {
  forbiddenValue,
  invalidValue,
  notSupported,
  required,
} from '../../../apimachinery/fieldError';
import type { FieldPath } from '../../../apimachinery/fieldPath';
import { isJsonObject } from '../../../apimachinery/jsonObject';
import type { FieldErrors } from '../../meta/fieldChecks';
import { isEmbedded, type JsonSchema } from './jsonSchema';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const OBJECT_FIELDS = ['metadata', 'kind', 'apiVersion'];

const UNSUPPORTED: readonly (keyof JsonSchema)[] = [
  'id',
  'additionalItems',
  'patternProperties',
  'definitions',
  'dependencies',
  '$ref',
];

export class OpenApiRules {
  readonly #errors: FieldErrors;

  constructor(errors: FieldErrors) {
    this.#errors = errors;
  }

  /** `noDefaults`: why defaults are not allowed here. */
  check(path: FieldPath, schema: JsonSchema, isRoot = true, noDefaults?: string): void {
    this.#checkFeatures(path, schema, noDefaults);
    this.#checkMapType(path, schema);
    this.#checkListType(path, schema);
    this.#checkInner(path, schema, isRoot, noDefaults);
  }

  #checkFeatures(path: FieldPath, schema: JsonSchema, noDefaults: string | undefined): void {
    const { type, additionalProperties, properties = {} } = schema;
    if (type === 'null') {
      const rule = 'type cannot be set to null, use nullable as an alternative';
      this.#errors.push(forbiddenValue(path.child('type'), rule));
    } else if (type && !TYPES.includes(type)) {
      this.#errors.push(notSupported(path.child('type'), type, TYPES));
    }
    if (schema.default !== undefined && noDefaults !== undefined) {
      this.#errors.push(forbiddenValue(path.child('default'), `must not be set ${noDefaults}`));
    }
    for (const field of UNSUPPORTED) {
      if (schema[field] === undefined) continue;
      this.#errors.push(forbiddenValue(path.child(field), `${field} is not supported`));
    }
    if (Array.isArray(schema.items)) {
      const rule = 'items must be a schema object and not an array';
      this.#errors.push(forbiddenValue(path.child('items'), rule));
    }
    if (schema.uniqueItems === true) {
      const rule =
        'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
      this.#errors.push(forbiddenValue(path.child('uniqueItems'), rule));
    }
    const restricts = additionalProperties !== undefined && additionalProperties !== true;
    if (restricts && Object.keys(properties).length > 0) {
      const rule = 'additionalProperties and properties are mutual exclusive';
      this.#errors.push(forbiddenValue(path.child('additionalProperties'), rule));
    }
    const preserve = 'x-kubernetes-preserve-unknown-fields';
    if (schema[preserve] === false) {
      this.#errors.push(invalidValue(path.child(preserve), false, 'must be true or undefined'));
    }
  }

  #checkMapType(path: FieldPath, schema: JsonSchema): void {
    const mapType = schema['x-kubernetes-map-type'];
    if (mapType === undefined) return;
    this.#needType(path, schema, 'object', 'must be object if x-kubernetes-map-type is specified');
    const at = path.child('x-kubernetes-map-type');
    const known = ['atomic', 'granular'];
    if (!known.includes(mapType)) this.#errors.push(notSupported(at, mapType, known));
  }

  #checkListType(path: FieldPath, schema: JsonSchema): void {
    const listType = schema['x-kubernetes-list-type'];
    const keys = schema['x-kubernetes-list-map-keys'] ?? [];
    const at = path.child('x-kubernetes-list-type');
    if (keys.length > 0 && listType !== 'map') {
      const rule = 'must be map if x-kubernetes-list-map-keys is non-empty';
      this.#errors.push(
        listType === undefined ? required(at, rule) : invalidValue(at, listType, rule),
      );
    }
    if (listType === undefined) return;
    this.#needType(path, schema, 'array', 'must be array if x-kubernetes-list-type is specified');
    const known = ['atomic', 'set', 'map'];
    if (!known.includes(listType)) this.#errors.push(notSupported(at, listType, known));
    const items = isJsonObject(schema.items) ? schema.items : undefined;
    if (listType === 'set' && items !== undefined) this.#checkSetItems(path.child('items'), items);
    if (listType === 'map') this.#checkListMap(path, items, keys);
    if (listType !== 'atomic' && items?.nullable === true) {
      const rule = `cannot be nullable when x-kubernetes-list-type is ${listType}`;
      this.#errors.push(forbiddenValue(path.child('items').child('nullable'), rule));
    }
  }

  #checkSetItems(path: FieldPath, items: JsonSchema): void {
    const rule = 'must be atomic as item of a list with x-kubernetes-list-type=set';
    const listType = items['x-kubernetes-list-type'];
    if (items.type === 'array' && listType !== undefined && listType !== 'atomic') {
      this.#errors.push(invalidValue(path.child('x-kubernetes-list-type'), listType, rule));
    }
    if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic') {
      this.#errors.push(invalidValue(path.child('x-kubernetes-map-type'), null, rule));
    }
  }

  #checkListMap(path: FieldPath, items: JsonSchema | undefined, keys: readonly string[]): void {
    const at = path.child('x-kubernetes-list-map-keys');
    if (keys.length === 0) {
      this.#errors.push(required(at, 'must not be empty if x-kubernetes-list-type is map'));
    }
    if (items === undefined) {
      const rule = 'must have a schema if x-kubernetes-list-type is map';
      this.#errors.push(required(path.child('items'), rule));
      return;
    }
    if (items.type !== 'object') {
      const rule = "must be object if parent array's x-kubernetes-list-type is map";
      this.#errors.push(invalidValue(path.child('items').child('type'), items.type, rule));
      return;
    }
    if (new Set(keys).size < keys.length) {
      this.#errors.push(invalidValue(at, keys, 'must not contain duplicate entries'));
    }
    for (const key of keys) this.#checkListMapKey(path, items, keys, key);
  }

  #checkListMapKey(path: FieldPath, items: JsonSchema, keys: readonly string[], key: string): void {
    const property = items.properties?.[key];
    if (property === undefined) {
      const rule = 'entries must all be names of item properties';
      this.#errors.push(invalidValue(path.child('x-kubernetes-list-map-keys'), keys, rule));
      return;
    }
    const at = path.child('items').child('properties').key(key);
    if (property.type === 'array' || property.type === 'object') {
      const rule = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      this.#errors.push(invalidValue(at.child('type'), items.type, rule));
    }
    const isKey = 'this property is in x-kubernetes-list-map-keys, so it';
    if (items.required?.includes(key) !== true && property.default === undefined) {
      const rule = `${isKey} must have a default or be a required property`;
      this.#errors.push(required(at.child('default'), rule));
    }
    if (property.nullable === true) {
      this.#errors.push(forbiddenValue(at.child('nullable'), `${isKey} cannot be nullable`));
    }
  }

  #needType(path: FieldPath, { type = '' }: JsonSchema, wanted: string, rule: string): void {
    if (type === wanted) return;
    const at = path.child('type');
    this.#errors.push(type === '' ? required(at, rule) : invalidValue(at, type, rule));
  }

  #checkInner(
    path: FieldPath,
    schema: JsonSchema,
    isRoot: boolean,
    noDefaults: string | undefined,
  ): void {
    const { items, properties = {}, additionalProperties, not } = schema;
    for (const [name, inner] of Object.entries(properties)) {
      const isMeta = (isRoot || isEmbedded(schema)) && OBJECT_FIELDS.includes(name);
      const why = isMeta && isRoot ? `in top-level ${name}` : noDefaults;
      this.check(path.child('properties').key(name), inner, false, why);
    }
    if (isJsonObject(additionalProperties)) {
      this.check(path.child('additionalProperties'), additionalProperties, false, noDefaults);
    }
    if (isJsonObject(items)) this.check(path.child('items'), items, false, noDefaults);
    if (not !== undefined) this.check(path.child('not'), not, false, noDefaults);
    for (const name of ['allOf', 'oneOf', 'anyOf'] as const) {
      schema[name]?.forEach((inner, index) => {
        this.check(path.child(name).index(index), inner, false, noDefaults);
      });
    }
  }
}
