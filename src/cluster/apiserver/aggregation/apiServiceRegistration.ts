// Keeps an APIService for each group version that the API server serves itself: those of Kubernetes are
// seen to once when it starts, those of CustomResourceDefinitions always.
// Source: k8s.io/kube-aggregator/pkg/controllers/autoregister, k8s.io/kubernetes/pkg/controlplane/controller/crdregistration.
//
// Differs from Kubernetes: what is served does not depend on these objects. With the APIService of a group
// version gone, kube-apiserver leaves it out of discovery until it is back.
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { ApiObject, Draft } from '../../../apimachinery/objectMeta';
import { apiVersionOf } from '../../../apimachinery/resource';
import type { CustomResourceDefinition } from '../../../apis/generated/apiextensions/v1';
import type { APIService } from '../../../apis/generated/apiregistration/v1';
import { API_SERVICES, CUSTOM_RESOURCE_DEFINITIONS } from '../../../apis/resources';
import type { Simulation } from '../../../simulation/simulation';
import type { Client } from '../../client/client';
import { WorkQueue } from '../../client/workQueue';
import type { EtcdClient } from '../../etcd/etcdClient';
import type { ServedKinds } from '../servedKinds';
import {
  CUSTOM_PRIORITY,
  GROUP_VERSION_PRIORITIES,
  type GroupVersionPriority,
} from './groupVersionPriorities';

const AUTOMANAGED = 'kube-aggregator.kubernetes.io/automanaged';
/** Values of the label: seen to when the server starts, or always. */
const ON_START = 'onstart';
const ALWAYS = 'true';
const WRITE = { fieldManager: 'kube-apiserver' };

export interface ApiServiceRegistrationOptions {
  readonly simulation: Simulation;
  readonly etcd: EtcdClient<ApiObject>;
  readonly kinds: ServedKinds;
  readonly client: Client;
}

type WantedService = Draft<APIService> & Pick<APIService, 'spec'>;

export class ApiServiceRegistration {
  readonly #etcd: EtcdClient<ApiObject>;
  readonly #client: Client;
  readonly #queue: WorkQueue;
  readonly #keyPrefix: string;
  readonly #builtIn: ReadonlyMap<string, WantedService>;
  /** What each CustomResourceDefinition asks for. */
  readonly #custom = new Map<string, readonly WantedService[]>();
  /** Since the server has started. */
  readonly #synced = new Set<string>();
  readonly #thereAtStart = new Set<string>();

  constructor({ simulation, etcd, kinds, client }: ApiServiceRegistrationOptions) {
    this.#etcd = etcd;
    this.#client = client;
    this.#keyPrefix = kinds.get(API_SERVICES).keyPrefix;
    this.#builtIn = builtInServices(kinds);
    this.#queue = new WorkQueue(simulation, { label: 'register API service' }, (name) => {
      this.#sync(name);
    });
    const definitions = kinds.get(CUSTOM_RESOURCE_DEFINITIONS).keyPrefix;
    for (const { key, value } of etcd.range(definitions)) this.#follow(key, value);
    etcd.watch({ prefix: definitions }, ({ key, value }) => {
      this.#follow(key, value);
    });
    etcd.watch({ prefix: this.#keyPrefix }, ({ key }) => {
      this.#queue.add(key.slice(this.#keyPrefix.length));
    });
  }

  /** When the server starts. */
  start(): void {
    this.#queue.start();
    this.#synced.clear();
    this.#thereAtStart.clear();
    for (const { key } of this.#etcd.range(this.#keyPrefix)) {
      this.#thereAtStart.add(key.slice(this.#keyPrefix.length));
    }
    const custom = [...this.#custom.values()].flat().map(nameOf);
    const names = new Set([...this.#builtIn.keys(), ...custom, ...this.#thereAtStart]);
    for (const name of names) this.#queue.add(name);
  }

  stop(): void {
    this.#queue.stop();
  }

  /** Most writes of a definition change nothing here. */
  #follow(key: string, stored: ApiObject | undefined): void {
    // The key says what is stored there.
    const definition = stored as CustomResourceDefinition | undefined;
    const old = this.#custom.get(key) ?? [];
    const wanted = definition === undefined ? [] : customServices(definition);
    if (deepEqual(old, wanted)) return;
    if (definition === undefined) this.#custom.delete(key);
    else this.#custom.set(key, wanted);
    for (const { metadata } of [...old, ...wanted]) this.#queue.add(metadata.name ?? '');
  }

  #sync(name: string): void {
    const wanted = this.#builtIn.get(name) ?? this.#wantedByDefinitions(name);
    // The prefix says what is stored there.
    const found = this.#etcd.get(this.#keyPrefix + name)?.value as APIService | undefined;
    this.#reconcile(name, wanted, found);
    this.#synced.add(name);
  }

  #wantedByDefinitions(name: string): WantedService | undefined {
    for (const services of this.#custom.values()) {
      const service = services.find(({ metadata }) => metadata.name === name);
      if (service !== undefined) return service;
    }
    return undefined;
  }

  #reconcile(name: string, wanted: WantedService | undefined, found: APIService | undefined): void {
    const isSynced = this.#synced.has(name);
    if (wanted !== undefined && managementOf(wanted) === ON_START && isSynced) return;
    if (found === undefined) {
      if (wanted !== undefined) this.#client.create(API_SERVICES, undefined, wanted, WRITE);
      return;
    }
    const management = managementOf(found);
    if (management !== ON_START && management !== ALWAYS) return;
    if (management === ON_START && (isSynced || !this.#thereAtStart.has(name))) return;
    if (wanted === undefined) {
      const preconditions = { uid: found.metadata.uid };
      this.#client.delete(API_SERVICES, undefined, name, { preconditions });
    } else if (!deepEqual(found.spec, wanted.spec)) {
      this.#client.update(API_SERVICES, { ...found, spec: wanted.spec }, WRITE);
    }
  }
}

function builtInServices(kinds: ServedKinds): ReadonlyMap<string, WantedService> {
  const services = kinds.resources().flatMap(({ group, version }) => {
    const priority = GROUP_VERSION_PRIORITIES[apiVersionOf({ group, version })];
    return priority === undefined ? [] : [serviceOf(group, version, priority, ON_START)];
  });
  return new Map(services.map((service) => [nameOf(service), service]));
}

/** Whether its names are accepted or not. */
function customServices({ spec }: CustomResourceDefinition): readonly WantedService[] {
  return spec.versions
    .filter(({ served }) => served)
    .map(({ name }) => serviceOf(spec.group, name, CUSTOM_PRIORITY, ALWAYS));
}

function serviceOf(
  group: string,
  version: string,
  priority: GroupVersionPriority,
  management: string,
): WantedService {
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `${version}.${group}`, labels: { [AUTOMANAGED]: management } },
    spec: {
      ...(group === '' ? {} : { group }),
      version,
      groupPriorityMinimum: priority.group,
      versionPriority: priority.version,
    },
  };
}

function managementOf({ metadata }: WantedService | APIService): string | undefined {
  return metadata.labels?.[AUTOMANAGED];
}

function nameOf({ metadata }: WantedService): string {
  return metadata.name ?? '';
}
