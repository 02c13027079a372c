// What the editor knows of Kubernetes: the same schema, defaults and validation that the simulated
// API server uses, so that both judge a manifest alike.
import { isJsonObject } from '../apimachinery/jsonObject';
import type { ApiObject } from '../apimachinery/objectMeta';
import { apiVersionOf, type Resource } from '../apimachinery/resource';
import { ALL_RULES } from '../apis/allRules';
import { definedKind, type DefinedKind } from '../apis/apiextensions/definedKind';
import type { CustomResourceDefinition } from '../apis/generated/apiextensions/v1';
import type { KindRules } from '../apis/kindRules';
import { SchemaDecoder, type DecodeResult } from '../apis/schema/decode';
import type { KindLookup, KubernetesSchema, ServedResource } from '../apis/schema/schemaBundle';
import { KnownKinds } from './knownKinds';

export interface ManifestKnowledge {
  readonly schema: KindLookup;
  /** What the API server makes of an object of the kind, and what it finds wrong on the way. */
  decode(resource: ServedResource, schemaName: string, json: unknown): DecodeResult;
  /** Defaults and validation of a kind; undefined where only its schema is known. */
  rulesFor(resource: Resource): KindRules<ApiObject> | undefined;
  /** The same, and the kinds of definitions that a cluster has established, in the place of those known before. */
  withDefinitions(definitions: readonly CustomResourceDefinition[]): ManifestKnowledge;
}

/** Make one and keep it: the decoder compiles the schema of a kind when it first meets it. */
export function createManifestKnowledge(
  schema: KubernetesSchema,
  rules: readonly KindRules<ApiObject>[] = ALL_RULES,
): ManifestKnowledge {
  const byResource = new Map(rules.map((each) => [versionedName(each.resource), each]));
  const decoder = new SchemaDecoder(schema);
  const knowing = (kinds: KnownKinds): ManifestKnowledge => ({
    schema: kinds,
    decode(resource, schemaName, json) {
      const defined = kinds.definedKind(resource);
      return defined === undefined
        ? decoder.decode(schemaName, json)
        : decodedCustom(defined, json);
    },
    rulesFor: (resource) =>
      byResource.get(versionedName(resource)) ?? kinds.definedKind(resource)?.rules,
    withDefinitions: (definitions) =>
      knowing(
        new KnownKinds(
          schema,
          definitions.flatMap((each) => definedBy(each, decoder)),
        ),
      ),
  });
  return knowing(new KnownKinds(schema, []));
}

function definedBy(
  definition: CustomResourceDefinition,
  decoder: SchemaDecoder,
): readonly DefinedKind[] {
  return definition.spec.versions
    .filter(({ served }) => served)
    .map((version) => definedKind(definition, version, decoder));
}

/** Of a new object the API server leaves out the status, where that has a subresource of its own. */
function decodedCustom({ meaning, version }: DefinedKind, json: unknown): DecodeResult {
  if (!isJsonObject(json)) return { value: json, problems: [] };
  const { value, problems } = meaning.decode(json);
  if (version.subresources?.status === undefined || !isJsonObject(value))
    return { value, problems };
  const { status, ...rest } = value;
  return { value: status === undefined ? value : rest, problems };
}

/** A resource can have two versions, each with rules of its own. */
function versionedName(resource: Resource): string {
  return `${apiVersionOf(resource)} ${resource.plural}`;
}
