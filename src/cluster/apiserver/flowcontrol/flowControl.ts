// API priority and fairness: keeps the objects that configure it as kube-apiserver does, and says of each
// flow schema whether its priority level exists.
// Source: k8s.io/kubernetes/pkg/registry/flowcontrol (rest, ensurer), k8s.io/apiserver/pkg/util/flowcontrol.
//
// Differs from Kubernetes: no request is queued or rejected by these objects, since the simulated API
// server answers each at once; objects of levels that Kubernetes used to suggest are not removed.
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { ApiObject, Draft } from '../../../apimachinery/objectMeta';
import type { Resource } from '../../../apimachinery/resource';
import type { WallClock } from '../../../apimachinery/wallClock';
import type { FlowSchema, FlowSchemaCondition } from '../../../apis/generated/flowcontrol/v1';
import { FLOW_SCHEMAS, PRIORITY_LEVEL_CONFIGURATIONS } from '../../../apis/resources';
import type { Simulation } from '../../../simulation/simulation';
import type { Client } from '../../client/client';
import { WorkQueue } from '../../client/workQueue';
import type { EtcdClient } from '../../etcd/etcdClient';
import { unlessRefused } from '../loopback';
import type { ServedKinds } from '../servedKinds';
import { MANDATORY_FLOW_SCHEMAS, SUGGESTED_FLOW_SCHEMAS } from './bootstrapFlowSchemas';
import { AUTO_UPDATE, MANDATORY_LEVELS, SUGGESTED_LEVELS } from './bootstrapLevels';

const PRODUCER = { fieldManager: 'api-priority-and-fairness-config-producer-v1' };
const CONSUMER = {
  fieldManager: 'api-priority-and-fairness-config-consumer-v1',
  force: true,
  subresource: 'status',
};
/** The one key of the queue: all flow schemas are looked at together. */
const FLOW_SCHEMA_STATUS = 'flow schemas';

export interface FlowControlOptions {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly etcd: EtcdClient<ApiObject>;
  readonly kinds: ServedKinds;
  readonly client: Client;
}

interface SpecObject extends ApiObject {
  readonly spec: unknown;
}

export class FlowControl {
  readonly #options: FlowControlOptions;
  readonly #queue: WorkQueue;

  constructor(options: FlowControlOptions) {
    this.#options = options;
    const { simulation, etcd } = options;
    this.#queue = new WorkQueue(simulation, { label: 'digest flow control' }, () => {
      this.#updateStatus();
    });
    for (const resource of [FLOW_SCHEMAS, PRIORITY_LEVEL_CONFIGURATIONS]) {
      etcd.watch({ prefix: this.#prefixOf(resource) }, () => {
        this.#queue.add(FLOW_SCHEMA_STATUS);
      });
    }
  }

  /** When the server starts. */
  start(): void {
    this.#queue.start();
    this.#queue.add(FLOW_SCHEMA_STATUS);
    this.maintain();
  }

  stop(): void {
    this.#queue.stop();
  }

  /** Makes what is missing, and gives back what was changed: all of the mandatory, of the others what lets it. */
  maintain(): void {
    this.#maintain(PRIORITY_LEVEL_CONFIGURATIONS, MANDATORY_LEVELS, true);
    this.#maintain(FLOW_SCHEMAS, MANDATORY_FLOW_SCHEMAS, true);
    this.#maintain(PRIORITY_LEVEL_CONFIGURATIONS, SUGGESTED_LEVELS, false);
    this.#maintain(FLOW_SCHEMAS, SUGGESTED_FLOW_SCHEMAS, false);
  }

  #maintain<T extends SpecObject>(
    resource: Resource<T>,
    drafts: readonly (Draft<T> & Pick<T, 'spec'>)[],
    isMandatory: boolean,
  ): void {
    const { client, etcd } = this.#options;
    const prefix = this.#prefixOf(resource);
    for (const draft of drafts) {
      // The prefix says what is stored there.
      const found = etcd.get(prefix + (draft.metadata.name ?? ''))?.value as T | undefined;
      unlessRefused(() => {
        if (found === undefined) {
          client.create(resource, undefined, draft, PRODUCER);
          return;
        }
        const updated = maintained(found, draft.spec, isMandatory);
        if (updated !== found) client.update(resource, updated, PRODUCER);
      });
    }
  }

  #updateStatus(): void {
    const { client, clock, etcd } = this.#options;
    const levels = this.#prefixOf(PRIORITY_LEVEL_CONFIGURATIONS);
    for (const { value } of etcd.range(this.#prefixOf(FLOW_SCHEMAS))) {
      // The prefix says what is stored there.
      const { metadata, spec, status } = value as FlowSchema;
      const level = spec.priorityLevelConfiguration.name;
      const isThere = etcd.get(levels + level)?.value !== undefined;
      const dangling = danglingCondition(level, isThere);
      if (status.conditions?.some((each) => saysTheSame(each, dangling)) === true) continue;
      const condition = { ...dangling, lastTransitionTime: clock.now() };
      const body = {
        apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
        kind: 'FlowSchema',
        metadata: { name: metadata.name },
        status: { conditions: [condition] },
      };
      client.patch(FLOW_SCHEMAS, undefined, metadata.name, { type: 'apply', body }, CONSUMER);
    }
  }

  #prefixOf(resource: Resource): string {
    return this.#options.kinds.get(resource).keyPrefix;
  }
}

/** The object itself where nothing is to be changed. */
function maintained<T extends SpecObject>(found: T, spec: T['spec'], isMandatory: boolean): T {
  const { annotations, generation } = found.metadata;
  const wish = annotations?.[AUTO_UPDATE];
  // Who says nothing is taken at their word: a spec that was never changed is kept as it should be.
  const isKept = isMandatory || wish === 'true' || (wish !== 'false' && generation === 1);
  const hasWish = wish === 'true' || wish === 'false';
  const annotation = isMandatory || !hasWish ? String(isKept) : wish;
  const metadata =
    wish === annotation
      ? found.metadata
      : { ...found.metadata, annotations: { ...annotations, [AUTO_UPDATE]: annotation } };
  const hasSpec = !isKept || deepEqual(found.spec, spec);
  if (hasSpec && metadata === found.metadata) return found;
  return { ...found, metadata, ...(hasSpec ? {} : { spec }) };
}

function danglingCondition(level: string, isThere: boolean): FlowSchemaCondition {
  const what = `This FlowSchema references the PriorityLevelConfiguration object named "${level}"`;
  return {
    type: 'Dangling',
    status: isThere ? 'False' : 'True',
    reason: isThere ? 'Found' : 'NotFound',
    message: `${what} ${isThere ? 'and it exists' : 'but there is no such object'}`,
  };
}

function saysTheSame(a: FlowSchemaCondition, b: FlowSchemaCondition): boolean {
  return (
    a.type === b.type && a.status === b.status && a.reason === b.reason && a.message === b.message
  );
}
