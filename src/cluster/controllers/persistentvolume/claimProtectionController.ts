// Lets a claim that is being deleted go when no pod uses it any more.
// Source: k8s.io/kubernetes/pkg/controller/volume/pvcprotection.
import { objectKey } from '../../../apimachinery/objectMeta';
import { claimsOf } from '../../../apis/core/podClaims';
import { isPodTerminal } from '../../../apis/core/podState';
import { CLAIM_PROTECTION_FINALIZER } from '../../../apis/core/storageProtection';
import type { PersistentVolumeClaim, Pod } from '../../../apis/generated/core/v1';
import { PERSISTENT_VOLUME_CLAIMS, PODS } from '../../../apis/resources';
import type { Client } from '../../client/client';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import type { Controller, ControllerContext } from '../controllerContext';
import { podsUsingClaim } from '../podIndexes';
import { awaitsRelease, withoutFinalizer } from './protection';

export class ClaimProtectionController implements Controller {
  readonly #client: Client;
  readonly #claims: Informer<PersistentVolumeClaim>;
  readonly #pods: Informer<Pod>;
  readonly #queue: WorkQueue;

  constructor(context: ControllerContext) {
    this.#client = context.client;
    this.#claims = context.informers.informer(PERSISTENT_VOLUME_CLAIMS);
    this.#pods = context.informers.informer(PODS);
    this.#queue = new WorkQueue(context.simulation, { label: 'protect claim' }, (key) => {
      this.#sync(key);
    });
    this.#queue.stop();
    const claimChanged = (claim: PersistentVolumeClaim): void => {
      if (awaitsRelease(claim, CLAIM_PROTECTION_FINALIZER)) this.#queue.add(objectKey(claim));
    };
    this.#claims.addHandlers({
      added: claimChanged,
      updated: (_, claim) => {
        claimChanged(claim);
      },
    });
    this.#pods.addHandlers({
      updated: (_, pod) => {
        if (isPodTerminal(pod)) this.#enqueueClaimsOf(pod);
      },
      deleted: (pod) => {
        this.#enqueueClaimsOf(pod);
      },
    });
  }

  start(): void {
    this.#queue.start();
    for (const claim of this.#claims.list()) {
      if (awaitsRelease(claim, CLAIM_PROTECTION_FINALIZER)) this.#queue.add(objectKey(claim));
    }
  }

  stop(): void {
    this.#queue.stop();
  }

  #enqueueClaimsOf(pod: Pod): void {
    for (const { claimName } of claimsOf(pod)) {
      const claim = this.#claims.get(pod.metadata.namespace, claimName);
      if (claim !== undefined && awaitsRelease(claim, CLAIM_PROTECTION_FINALIZER))
        this.#queue.add(objectKey(claim));
    }
  }

  #sync(key: string): void {
    const claim = this.#claims.getByKey(key);
    if (
      claim === undefined ||
      !awaitsRelease(claim, CLAIM_PROTECTION_FINALIZER) ||
      this.#isUsed(claim)
    )
      return;
    this.#client.update(
      PERSISTENT_VOLUME_CLAIMS,
      withoutFinalizer(claim, CLAIM_PROTECTION_FINALIZER),
    );
  }

  /** The cache may lag behind a pod that has just been scheduled, so the API server is asked too. */
  #isUsed(claim: PersistentVolumeClaim): boolean {
    const { namespace, name } = claim.metadata;
    const uses = (pod: Pod): boolean =>
      Boolean(pod.spec.nodeName) && claimsOf(pod).some(({ claimName }) => claimName === name);
    return (
      podsUsingClaim(this.#pods, claim).some(uses) ||
      this.#client.list(PODS, namespace).items.some(uses)
    );
  }
}
