// What the API server knows of each resource that it serves: schema, rules, strategy, place in etcd.
import type { ApiObject } from '../../apimachinery/objectMeta';
import { apiVersionOf, type Resource } from '../../apimachinery/resource';
import type { KindRules } from '../../apis/kindRules';
import type { KubernetesSchema, ServedResource } from '../../apis/schema/schemaBundle';
import { structParts, type StructPart } from './objectParts';
import { routeNotFound } from './routeErrors';
import { strategyFor } from './strategies/strategyFor';
import type { Strategy } from './strategies/strategy';
import { fallbackRules } from './validation';

export interface ServedKind {
  readonly resource: ServedResource;
  readonly apiVersion: string;
  readonly kind: string;
  /** `core.v1.Pod` */
  readonly schemaName: string;
  /** Parts that every object of the kind has. */
  readonly parts: readonly StructPart[];
  /** `/registry/pods/` */
  readonly keyPrefix: string;
  readonly rules: KindRules<ApiObject>;
  /** False for kinds of which only metadata and schema are checked. */
  readonly hasOwnRules: boolean;
  readonly strategy: Strategy;
  /** Objects that nobody writes for so long are deleted, in virtual ms. */
  readonly ttlMs: number | undefined;
}

/** kube-apiserver's --event-ttl. */
const EVENT_TTL_MS = 60 * 60_000;

export class ServedKinds {
  readonly #schema: KubernetesSchema;
  readonly #rules: ReadonlyMap<string, KindRules<ApiObject>>;
  readonly #byName = new Map<string, ServedKind>();
  /** Components use constants for resources: found without building a name. */
  readonly #byResource = new WeakMap<Resource, ServedKind>();

  constructor(schema: KubernetesSchema, rules: readonly KindRules<ApiObject>[]) {
    this.#schema = schema;
    this.#rules = new Map(rules.map((each) => [nameOf(each.resource), each]));
  }

  /** Throws NotFound as the API server does for a path that it does not serve. */
  get(resource: Resource): ServedKind {
    let kind = this.#byResource.get(resource);
    if (kind === undefined) {
      kind = this.#find(resource);
      this.#byResource.set(resource, kind);
    }
    return kind;
  }

  #find(resource: Resource): ServedKind {
    const name = nameOf(resource);
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const served = this.#schema.resource(apiVersionOf(resource), resource.plural);
    if (served === undefined) throw routeNotFound();
    const kind = this.#describe(served, name);
    this.#byName.set(name, kind);
    return kind;
  }

  #describe(served: ServedResource, name: string): ServedKind {
    const schemaName = this.#schema.schemaNameOf(served);
    if (schemaName === undefined) throw new Error(`no schema for ${name}`);
    const rules = this.#rules.get(name);
    return {
      resource: served,
      apiVersion: apiVersionOf(served),
      kind: served.kind,
      schemaName,
      parts: structParts(this.#schema, schemaName),
      keyPrefix: `/registry/${storageName(served)}/`,
      rules: rules ?? fallbackRules(served),
      hasOwnRules: rules !== undefined,
      strategy: strategyFor(served),
      ttlMs: served.plural === 'events' ? EVENT_TTL_MS : undefined,
    };
  }
}

/**
 * Two resources are served under two names each. Differs from Kubernetes: they are stored apart, since
 * objects are not converted yet (#3); what is written under one name is not seen under the other.
 */
const SECOND_NAMES: readonly string[] = [
  'events.k8s.io/v1/events',
  'autoscaling/v1/horizontalpodautoscalers',
];

function storageName(resource: Resource): string {
  const { group, version, plural } = resource;
  return SECOND_NAMES.includes(nameOf(resource)) ? `${plural}.${version}.${group}` : plural;
}

function nameOf(resource: Resource): string {
  return `${resource.group}/${resource.version}/${resource.plural}`;
}
