// What the schema of one version of a CustomResourceDefinition means for its objects: how they are
// decoded, completed and validated. The API server and the editor both use it.
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver (customresource_handler.go) and
// pkg/registry/customresource (strategy.go, validator.go).
import type { FieldError } from '../../apimachinery/apiStatus';
import { isJsonObject, type JsonObject } from '../../apimachinery/jsonObject';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { DecodeResult, SchemaDecoder } from '../schema/decode';
import { unknownField, type DecodeProblem } from '../schema/decodeProblem';
import { withSchemaDefaults } from './structural/defaulting';
import { embeddedResourceErrors } from './structural/embeddedResources';
import type { JsonSchema } from './structural/jsonSchema';
import { listTypeErrors } from './structural/listTypes';
import { prune } from './structural/pruning';
import { NO_PATH } from './structural/schemaErrors';
import { schemaValidation } from './structural/schemaValidation';
import { ValidationRules } from './validationRules';

const METADATA = 'meta.v1.ObjectMeta';

/** What a type error, or anything too large, keeps the expressions from being asked of. */
const BLOCKING: readonly FieldError['type'][] = [
  'FieldValueTypeInvalid',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueNotSupported',
];

const NOT_CHECKED: FieldError = {
  type: 'FieldValueInvalid',
  path: NO_PATH,
  detail:
    'Invalid value: null: some validation rules were not checked because the object was invalid; ' +
    'correct the existing errors to complete validation',
};

export class CustomResourceSchema {
  readonly #schema: JsonSchema;
  readonly #decoder: SchemaDecoder;
  #rules: { readonly rules: ValidationRules | undefined } | undefined;
  /** Stored objects with their defaults: the same answer for the same object. */
  readonly #completed = new WeakMap<object, ApiObject>();

  /** `decoder` knows Kubernetes' own schemas: metadata is the same for all kinds. */
  constructor(schema: JsonSchema, decoder: SchemaDecoder) {
    this.#schema = schema;
    this.#decoder = decoder;
  }

  /** What a client sent, without unknown fields and with defaults. */
  decode(body: JsonObject): DecodeResult {
    const problems: DecodeProblem[] = [];
    const withMetadata = this.#decodeMetadata(body, problems);
    const pruned = prune(this.#schema, withMetadata, (path) => {
      problems.push(unknownField(path));
    });
    return { value: withSchemaDefaults(this.#schema, pruned), problems };
  }

  /** A stored object with the defaults that the schema has by now. */
  complete(stored: ApiObject): ApiObject {
    let object = this.#completed.get(stored);
    if (object === undefined) {
      // Defaults leave the shape of an object as it is.
      object = withSchemaDefaults(this.#schema, stored) as ApiObject;
      this.#completed.set(stored, object);
    }
    return object;
  }

  /** Complaints of everything but metadata; `old` is what an update replaces. */
  validate(object: ApiObject, old?: ApiObject): readonly FieldError[] {
    const correlation = old === undefined ? undefined : { old };
    const errors = [
      ...schemaValidation(this.#schema, object, correlation),
      ...embeddedResourceErrors(this.#schema, object),
      ...listTypeErrors(this.#schema, object),
    ];
    const rules = this.#validationRules();
    if (rules === undefined) return errors;
    if (errors.some(({ type }) => BLOCKING.includes(type))) return [...errors, NOT_CHECKED];
    return [...errors, ...rules.validate(object, old)];
  }

  /** Made when the first object asks: most definitions of a cluster have no rules, or no objects. */
  #validationRules(): ValidationRules | undefined {
    this.#rules ??= { rules: ValidationRules.of(this.#schema) };
    return this.#rules.rules;
  }

  #decodeMetadata(body: JsonObject, problems: DecodeProblem[]): JsonObject {
    const { metadata } = body;
    if (!isJsonObject(metadata)) return body;
    const decoded = this.#decoder.decode(METADATA, metadata);
    for (const problem of decoded.problems) {
      const path = ['metadata', ...problem.path];
      problems.push(problem.kind === 'unknown field' ? unknownField(path) : { ...problem, path });
    }
    return decoded.value === metadata ? body : { ...body, metadata: decoded.value };
  }
}
