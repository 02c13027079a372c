// Asks storage drivers to attach disks to the nodes whose pods need them. No driver is installed in
// this cluster, as in any that kubeadm has made: the controller waits, says so, and tries again.
// Source: k8s.io/kubernetes/pkg/controller/volume/attachdetach, pkg/volume/csi (csi_attacher.go).
//
// Differs from Kubernetes: no VolumeAttachment objects are made.
import { objectKey } from '../../apimachinery/objectMeta';
import {
  attachmentOf,
  attachmentOfPersistentVolume,
  type VolumeAttachmentRequest,
} from '../../apis/core/attachedVolume';
import { claimsOf } from '../../apis/core/podClaims';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../apis/generated/core/v1';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS } from '../../apis/resources';
import type { EventRecorder } from '../client/eventRecorder';
import type { Informer } from '../client/informer';
import { WorkQueue } from '../client/workQueue';
import type { Controller, ControllerContext } from './controllerContext';

/** How long the controller waits for a driver's answer. */
const ATTACH_TIMEOUT_MS = 120_000;
const MIN_RETRY_MS = 500;
const MAX_RETRY_MS = 122_000;

export class AttachDetachController implements Controller {
  readonly #recorder: EventRecorder;
  readonly #pods: Informer<Pod>;
  readonly #claims: Informer<PersistentVolumeClaim>;
  readonly #volumes: Informer<PersistentVolume>;
  readonly #queue: WorkQueue;
  /** By pod: how long to wait after the next failure, virtual ms. */
  readonly #retryMs = new Map<string, number>();

  constructor(context: ControllerContext) {
    this.#recorder = context.recorder('attachdetach-controller');
    this.#pods = context.informers.informer(PODS);
    this.#claims = context.informers.informer(PERSISTENT_VOLUME_CLAIMS);
    this.#volumes = context.informers.informer(PERSISTENT_VOLUMES);
    this.#queue = new WorkQueue(context.simulation, { label: 'attach volumes' }, (key) => {
      this.#timedOut(key);
    });
    this.#queue.stop();
    this.#pods.addHandlers({
      added: (pod) => {
        this.#begin(pod);
      },
      updated: (old, pod) => {
        if (old.spec.nodeName !== pod.spec.nodeName) this.#begin(pod);
      },
      deleted: (pod) => {
        this.#retryMs.delete(objectKey(pod));
      },
    });
  }

  start(): void {
    this.#queue.start();
    for (const pod of this.#pods.list()) this.#begin(pod);
  }

  stop(): void {
    this.#queue.stop();
  }

  #begin(pod: Pod): void {
    if (!pod.spec.nodeName || this.#attachmentsOf(pod).length === 0) return;
    this.#retryMs.set(objectKey(pod), MIN_RETRY_MS);
    this.#queue.addAfter(objectKey(pod), ATTACH_TIMEOUT_MS, { background: true });
  }

  #timedOut(key: string): void {
    const pod = this.#pods.getByKey(key);
    const retryMs = this.#retryMs.get(key);
    if (pod?.metadata.deletionTimestamp !== undefined || pod === undefined) return;
    if (retryMs === undefined) return;
    for (const { driver, volumeName, handle } of this.#attachmentsOf(pod)) {
      const message =
        `AttachVolume.Attach failed for volume "${volumeName}" : timed out waiting for ` +
        `external-attacher of ${driver} CSI driver to attach volume ${handle}`;
      this.#recorder.event(pod, 'Warning', 'FailedAttachVolume', message);
    }
    this.#retryMs.set(key, Math.min(retryMs * 2, MAX_RETRY_MS));
    this.#queue.addAfter(key, ATTACH_TIMEOUT_MS + retryMs, { background: true });
  }

  #attachmentsOf(pod: Pod): readonly VolumeAttachmentRequest[] {
    const { volumes } = pod.spec;
    if (volumes === undefined) return [];
    const named = volumes.flatMap((volume) => attachmentOf(volume) ?? []);
    const claimed = claimsOf(pod).flatMap(({ claimName }) => {
      const claim = this.#claims.get(pod.metadata.namespace, claimName);
      const volume = this.#volumes.get(undefined, claim?.spec.volumeName ?? '');
      return volume === undefined ? [] : (attachmentOfPersistentVolume(volume) ?? []);
    });
    return [...named, ...claimed];
  }
}
