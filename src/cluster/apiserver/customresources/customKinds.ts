// Serves what the stored CustomResourceDefinitions define, from the moment that they are established.
//
// Differs from Kubernetes: a change of an established definition takes effect with the write itself;
// kube-apiserver follows its own watch, some milliseconds later.
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import { apiVersionOf, type GroupVersionKind } from '../../../apimachinery/resource';
import {
  isEstablished,
  isTerminating,
  storageVersion,
} from '../../../apis/apiextensions/definitionState';
import type { CustomResourceDefinition } from '../../../apis/generated/apiextensions/v1';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../../apis/resources';
import { objectSchemas } from '../../../apis/apiextensions/structural/objectSchemas';
import { SchemaDecoder } from '../../../apis/schema/decode';
import type { ObjectSchema } from '../../../apis/schema/schemaBundle';
import type { EtcdClient } from '../../etcd/etcdClient';
import type { ServedKind, ServedKinds } from '../servedKinds';
import { customKind } from './customKind';

interface Served {
  readonly definition: CustomResourceDefinition;
  readonly kinds: readonly ServedKind[];
}

export class CustomKinds {
  readonly #kinds: ServedKinds;
  readonly #decoder: SchemaDecoder;
  readonly #replaced: (kind: ServedKind) => void;
  readonly #served = new Map<string, Served>();

  /** `replaced` is told of each kind that is served no more, or otherwise: its watches end. */
  constructor(
    kinds: ServedKinds,
    etcd: EtcdClient<ApiObject>,
    replaced: (kind: ServedKind) => void,
  ) {
    this.#kinds = kinds;
    this.#decoder = new SchemaDecoder(kinds.schemas);
    this.#replaced = replaced;
    const prefix = kinds.get(CUSTOM_RESOURCE_DEFINITIONS).keyPrefix;
    for (const { key, value } of etcd.range(prefix)) this.#follow(key.slice(prefix.length), value);
    etcd.watch({ prefix }, ({ key, value }) => {
      this.#follow(key.slice(prefix.length), value);
    });
  }

  #follow(name: string, stored: ApiObject | undefined): void {
    // The key says what is stored there.
    const definition = stored as CustomResourceDefinition | undefined;
    if (definition !== undefined && isEstablished(definition)) this.#serve(name, definition);
    else this.#remove(name);
  }

  #serve(name: string, definition: CustomResourceDefinition): void {
    const old = this.#served.get(name);
    const same = old !== undefined && isServedAlike(old.definition, definition);
    if (same && isTerminating(old.definition) === isTerminating(definition)) return;
    const kinds = this.#kindsOf(definition);
    this.#served.set(name, { definition, kinds });
    this.#kinds.define(name, { kinds, schemas: schemasOf(kinds) });
    if (!same) for (const kind of old?.kinds ?? []) this.#replaced(kind);
  }

  #kindsOf(definition: CustomResourceDefinition): readonly ServedKind[] {
    const { spec } = definition;
    const storage = storageVersion(definition)?.name ?? '';
    const storageApiVersion = apiVersionOf({ group: spec.group, version: storage });
    return spec.versions
      .filter(({ served }) => served)
      .map((version) => customKind(definition, version, storageApiVersion, this.#decoder));
  }

  #remove(name: string): void {
    const old = this.#served.get(name);
    if (old === undefined) return;
    this.#served.delete(name);
    this.#kinds.define(name, undefined);
    for (const kind of old.kinds) this.#replaced(kind);
  }
}

function isServedAlike(a: CustomResourceDefinition, b: CustomResourceDefinition): boolean {
  return deepEqual(a.spec, b.spec) && deepEqual(a.status.acceptedNames, b.status.acceptedNames);
}

function schemasOf(kinds: readonly ServedKind[]): ReadonlyMap<string, ObjectSchema> {
  return new Map(
    kinds.flatMap(({ custom, schemaName, resource }) =>
      custom === undefined ? [] : [...objectSchemas(schemaName, gvkOf(resource), custom.schema)],
    ),
  );
}

function gvkOf({ group, version, kind }: GroupVersionKind): GroupVersionKind {
  return { group, version, kind };
}
