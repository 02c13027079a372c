// Says what a claim waits for whose class binds only when a pod is scheduled that uses it.
import { isPodTerminal } from '../../../apis/core/podState';
import type { PersistentVolumeClaim, Pod } from '../../../apis/generated/core/v1';
import { PODS } from '../../../apis/resources';
import type { EventRecorder } from '../../client/eventRecorder';
import type { Informer } from '../../client/informer';
import type { InformerFactory } from '../../client/informerFactory';
import { podsUsingClaim } from '../podIndexes';

export class FirstConsumer {
  readonly #pods: Informer<Pod>;
  readonly #recorder: EventRecorder;

  constructor(informers: InformerFactory, recorder: EventRecorder) {
    this.#pods = informers.informer(PODS);
    this.#recorder = recorder;
  }

  report(claim: PersistentVolumeClaim): void {
    const names = podsUsingClaim(this.#pods, claim)
      .filter((pod) => !pod.spec.nodeName && !isPodTerminal(pod))
      .map(({ metadata }) => metadata.name);
    if (names.length === 0) {
      const message = 'waiting for first consumer to be created before binding';
      this.#recorder.event(claim, 'Normal', 'WaitForFirstConsumer', message);
      return;
    }
    const pods = `${names.length > 1 ? 'pods' : 'pod'} ${names.join(',')}`;
    const message = `waiting for ${pods} to be scheduled`;
    this.#recorder.event(claim, 'Normal', 'WaitForPodScheduled', message);
  }
}
