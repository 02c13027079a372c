// Counts what a namespace uses of its quotas: when a quota is new or changed, when objects go, and
// every five minutes. What is created in between, the API server counts itself.
// Source: k8s.io/kubernetes/pkg/controller/resourcequota (resource_quota_controller.go).
//
// Differs from Kubernetes: of kinds that no other controller watches, what goes is noticed only by
// the count of every five minutes.
import { deepEqual } from '../../apimachinery/deepEqual';
import { objectKey, type ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import { isPodTerminal } from '../../apis/core/podState';
import { addAmounts, pickAmounts, type QuotaAmounts } from '../../apis/core/quota/quotaAmounts';
import { matchesScopes } from '../../apis/core/quota/quotaScope';
import { quotaNamesFor, quotaUsage } from '../../apis/core/quota/quotaUsage';
import type { ResourceQuota } from '../../apis/generated/core/v1';
import {
  CONFIG_MAPS,
  DAEMON_SETS,
  DEPLOYMENTS,
  PERSISTENT_VOLUME_CLAIMS,
  PODS,
  REPLICATION_CONTROLLERS,
  REPLICA_SETS,
  RESOURCE_QUOTAS,
  SERVICES,
} from '../../apis/resources';
import type { Timer } from '../../simulation/simulation';
import type { Informer } from '../client/informer';
import { WorkQueue } from '../client/workQueue';
import type { Controller, ControllerContext } from './controllerContext';
import { indexByNamespace, inNamespace } from './ownerIndexes';

/** --resource-quota-sync-period. */
const FULL_SYNC_MS = 5 * 60_000;
const WATCHED: readonly Resource[] = [
  CONFIG_MAPS,
  DAEMON_SETS,
  DEPLOYMENTS,
  PERSISTENT_VOLUME_CLAIMS,
  PODS,
  REPLICATION_CONTROLLERS,
  REPLICA_SETS,
  SERVICES,
];

export class ResourceQuotaController implements Controller {
  readonly #context: ControllerContext;
  readonly #quotas: Informer<ResourceQuota>;
  readonly #queue: WorkQueue;
  readonly #resources: readonly Resource[];
  #timer: Timer | undefined;

  /** `resources`: all that can be counted, namespaced. */
  constructor(context: ControllerContext, resources: readonly Resource[]) {
    this.#context = context;
    this.#resources = resources;
    this.#quotas = context.informers.informer(RESOURCE_QUOTAS);
    indexByNamespace(this.#quotas);
    this.#queue = new WorkQueue(context.simulation, { label: 'sync resource quota' }, (key) => {
      this.#sync(key);
    });
    this.#queue.stop();
    this.#listen();
  }

  start(): void {
    this.#queue.start();
    this.#syncAll();
  }

  stop(): void {
    this.#queue.stop();
    this.#timer?.cancel();
  }

  #syncAll(): void {
    for (const quota of this.#quotas.list()) this.#queue.add(objectKey(quota));
    const next = (): void => {
      this.#syncAll();
    };
    const subject = 'resourcequota-controller';
    const options = { background: true };
    const { simulation } = this.#context;
    this.#timer = simulation.schedule(FULL_SYNC_MS, 'count quotas', subject, next, options);
  }

  #listen(): void {
    this.#quotas.addHandlers({
      added: (quota) => {
        this.#queue.add(objectKey(quota));
      },
      updated: (old, quota) => {
        if (!deepEqual(old.spec, quota.spec)) this.#queue.add(objectKey(quota));
      },
    });
    const recount = ({ metadata }: ApiObject): void => {
      for (const quota of inNamespace(this.#quotas, metadata.namespace)) {
        this.#queue.add(objectKey(quota));
      }
    };
    for (const resource of WATCHED) {
      this.#context.informers.informer(resource).addHandlers({ deleted: recount });
    }
    this.#context.informers.informer(PODS).addHandlers({
      updated: (old, pod) => {
        if (!isPodTerminal(old) && isPodTerminal(pod)) recount(pod);
      },
    });
    this.#context.informers.informer(SERVICES).addHandlers({
      updated: (old, service) => {
        if (old.spec.type !== service.spec.type) recount(service);
      },
    });
  }

  #sync(key: string): void {
    const quota = this.#quotas.getByKey(key);
    if (quota === undefined) return;
    const { hard = {} } = quota.spec;
    const status = { hard, used: this.#used(quota, Object.keys(hard)) };
    if (deepEqual(status, quota.status)) return;
    this.#context.client.updateStatus(RESOURCE_QUOTAS, { ...quota, status });
  }

  /** Asks the API server and not the caches: what it has just let in must not be forgotten. */
  #used({ metadata, spec }: ResourceQuota, names: readonly string[]): QuotaAmounts {
    let used: QuotaAmounts = Object.fromEntries(names.map((name) => [name, '0']));
    for (const resource of this.#resources) {
      const own = quotaNamesFor(resource, names);
      if (own.length === 0) continue;
      for (const object of this.#context.client.list(resource, metadata.namespace).items) {
        if (!matchesScopes(spec, resource, object)) continue;
        used = addAmounts(used, pickAmounts(quotaUsage(resource, object), own));
      }
    }
    return used;
  }
}
