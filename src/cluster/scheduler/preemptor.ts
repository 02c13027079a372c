// Carries a preemption out: marks and deletes the victims, and takes the hope of those away who were to get room
// there. Source: k8s.io/kubernetes/pkg/scheduler/framework/preemption (prepareCandidate).
//
// Differs from Kubernetes: within the cycle, instead of beside it.
import { isNotFound } from '../../apimachinery/apiStatus';
import { setCondition } from '../../apimachinery/conditions';
import type { PodCondition } from '../../apis/generated/core/v1';
import { PODS } from '../../apis/resources';
import type { ComponentContext } from '../client/component';
import type { SeriesRecorder } from '../client/seriesRecorder';
import type { Nominated } from './framework/plugin';
import type { Nominations } from './nominations';
import type { PodInfo } from './podInfo';

export class Preemptor {
  readonly #context: ComponentContext;
  readonly #schedulerName: string;
  readonly #recorder: SeriesRecorder;
  readonly #nominations: Nominations;

  constructor(
    context: ComponentContext,
    schedulerName: string,
    recorder: SeriesRecorder,
    nominations: Nominations,
  ) {
    this.#context = context;
    this.#schedulerName = schedulerName;
    this.#recorder = recorder;
    this.#nominations = nominations;
  }

  /** Throws ApiStatusError or ApiConnectionError where the API server refuses or is away. */
  makeRoom(preemptor: PodInfo, { node, victims }: Nominated): void {
    for (const victim of victims) {
      try {
        this.#evict(victim);
      } catch (error) {
        if (!isNotFound(error)) throw error;
        continue;
      }
      this.#recorder.event(victim.pod, {
        type: 'Normal',
        reason: 'Preempted',
        action: 'Preempting',
        note: `Preempted by pod ${preemptor.pod.metadata.uid} on node ${node}`,
      });
    }
    for (const other of this.#nominations.below(preemptor, node)) this.#denominate(other);
    this.#nominations.set(preemptor, node);
  }

  #evict({ pod }: PodInfo): void {
    const { client, clock } = this.#context;
    const { namespace, name, uid, generation } = pod.metadata;
    const condition: PodCondition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: `${this.#schedulerName}: preempting to accommodate a higher priority pod`,
      lastTransitionTime: clock.now(),
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    };
    const { conditions } = pod.status;
    if (setCondition(conditions ?? [], condition) !== conditions) {
      const body = { metadata: { uid }, status: { conditions: [condition] } };
      client.patch(PODS, namespace, name, { type: 'strategic', body }, { subresource: 'status' });
    }
    client.delete(PODS, namespace, name);
  }

  #denominate({ key, pod }: PodInfo): void {
    this.#nominations.delete(key);
    const { namespace, name } = pod.metadata;
    const body = { status: { nominatedNodeName: null } };
    try {
      const patch = { type: 'strategic', body } as const;
      this.#context.client.patch(PODS, namespace, name, patch, { subresource: 'status' });
    } catch (error) {
      // It is gone, which is as good.
      if (!isNotFound(error)) throw error;
    }
  }
}
