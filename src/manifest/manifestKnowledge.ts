// What the editor knows of Kubernetes: the same schema, defaults and validation that the simulated
// API server uses, so that both judge a manifest alike.
import type { ApiObject } from '../apimachinery/objectMeta';
import { apiVersionOf, type Resource } from '../apimachinery/resource';
import { ALL_RULES } from '../apis/allRules';
import type { KindRules } from '../apis/kindRules';
import { SchemaDecoder } from '../apis/schema/decode';
import type { KubernetesSchema } from '../apis/schema/schemaBundle';

export interface ManifestKnowledge {
  readonly schema: KubernetesSchema;
  readonly decoder: SchemaDecoder;
  /** Defaults and validation of a kind; undefined where only its schema is known. */
  rulesFor(resource: Resource): KindRules<ApiObject> | undefined;
}

/** Make one and keep it: the decoder compiles the schema of a kind when it first meets it. */
export function createManifestKnowledge(
  schema: KubernetesSchema,
  rules: readonly KindRules<ApiObject>[] = ALL_RULES,
): ManifestKnowledge {
  const byResource = new Map(rules.map((each) => [versionedName(each.resource), each]));
  return {
    schema,
    decoder: new SchemaDecoder(schema),
    rulesFor: (resource) => byResource.get(versionedName(resource)),
  };
}

/** A resource can have two versions, each with rules of its own. */
function versionedName(resource: Resource): string {
  return `${apiVersionOf(resource)} ${resource.plural}`;
}
