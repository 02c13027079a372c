// A kind of a CustomResourceDefinition, in one of its versions, as the API server serves it.
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver (customresource_handler.go) and
// pkg/registry/customresource (strategy.go).
import type { JsonObject } from '../../../apimachinery/jsonObject';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import { apiVersionOf } from '../../../apimachinery/resource';
import type { CustomResourceSchema } from '../../../apis/apiextensions/customResourceSchema';
import { CustomScale } from '../../../apis/apiextensions/customScale';
import { customTable } from '../../../apis/apiextensions/customTable';
import { definedKind } from '../../../apis/apiextensions/definedKind';
import { isTerminating } from '../../../apis/apiextensions/definitionState';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
} from '../../../apis/generated/apiextensions/v1';
import type { JsonSchema } from '../../../apis/apiextensions/structural/jsonSchema';
import type { DecodeResult, SchemaDecoder } from '../../../apis/schema/decode';
import type { ServedResource } from '../../../apis/schema/schemaBundle';
import type { ServedKind, Versioning } from '../servedKinds';
import { customStrategy } from './customStrategy';

/** What only kinds of a CustomResourceDefinition have. */
export interface CustomKind {
  /** Name of the definition: `crontabs.stable.example.com`. */
  readonly definition: string;
  /** The definition is being deleted: nothing new is taken. */
  readonly terminating: boolean;
  /** For the Warning header of every answer, where the version is deprecated. */
  readonly deprecationWarning: string | undefined;
  readonly version: CustomResourceDefinitionVersion;
  /** As the definition has it, for OpenAPI. */
  readonly schema: JsonSchema;
  readonly scale: CustomScale | undefined;
  /** What a client sent, without unknown fields and with defaults. */
  decode(body: JsonObject): DecodeResult;
}

/** `storageApiVersion`: what objects are stored as. */
export function customKind(
  definition: CustomResourceDefinition,
  version: CustomResourceDefinitionVersion,
  storageApiVersion: string,
  decoder: SchemaDecoder,
): ServedKind {
  const { resource, schemaName, schema, meaning, rules } = definedKind(
    definition,
    version,
    decoder,
  );
  const apiVersion = apiVersionOf(resource);
  const scale = version.subresources?.scale;
  return {
    resource,
    apiVersion,
    kind: resource.kind,
    schemaName,
    parts: [],
    keyPrefix: `/registry/${resource.group}/${resource.plural}/`,
    rules,
    hasOwnRules: true,
    strategy: customStrategy(
      version.subresources?.status !== undefined,
      Object.keys(schema.properties ?? {}),
    ),
    ttlMs: undefined,
    table: customTable(version.additionalPrinterColumns),
    versioning: versioning(apiVersion, storageApiVersion, meaning),
    computed: undefined,
    custom: {
      definition: definition.metadata.name,
      terminating: isTerminating(definition),
      deprecationWarning: deprecationWarning(resource, version),
      version,
      schema,
      scale: scale === undefined ? undefined : new CustomScale(scale),
      decode: (body) => meaning.decode(body),
    },
  };
}

/** Conversion strategy None: nothing but the apiVersion differs. */
function versioning(
  apiVersion: string,
  storageApiVersion: string,
  schema: CustomResourceSchema,
): Versioning {
  const known = new WeakMap<ApiObject, ApiObject>();
  return {
    fromStorage(stored) {
      if (stored.apiVersion === apiVersion) return schema.complete(stored);
      let object = known.get(stored);
      if (object === undefined) {
        object = schema.complete({ ...stored, apiVersion });
        known.set(stored, object);
      }
      return object;
    },
    toStorage: (object) =>
      object.apiVersion === storageApiVersion
        ? object
        : { ...object, apiVersion: storageApiVersion },
  };
}

function deprecationWarning(
  { kind, ...resource }: ServedResource,
  version: CustomResourceDefinitionVersion,
): string | undefined {
  if (version.deprecated !== true) return undefined;
  return version.deprecationWarning ?? `${apiVersionOf(resource)} ${kind} is deprecated`;
}
