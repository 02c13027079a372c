// What the editor knows of Kubernetes: the same schema, defaults and validation that the simulated
// API server uses, handed in once, so that both judge a manifest alike.
import type { ApiObject } from '../apimachinery/objectMeta';
import type { GroupVersionKind, Resource } from '../apimachinery/resource';
import type { KindRules } from '../apis/kindRules';
import type { SchemaDecoder } from '../apis/schema/decode';
import type { KubernetesSchema } from '../apis/schema/schemaBundle';

/** A field that the simulation accepts and ignores, or follows only in part. */
export interface UnmodelledUse {
  /** `spec.template.spec.priorityClassName` */
  readonly path: string;
  readonly message: string;
}

export interface ManifestKnowledge {
  readonly schema: KubernetesSchema;
  readonly decoder: SchemaDecoder;
  /** Defaults and validation of a kind; undefined where only its schema is known. */
  rulesFor(resource: Resource): KindRules<ApiObject> | undefined;
  /** What of an object the simulation does not act on. */
  unmodelled(kind: GroupVersionKind, object: unknown): readonly UnmodelledUse[];
}
