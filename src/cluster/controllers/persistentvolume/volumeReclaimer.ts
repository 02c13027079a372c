// What becomes of a volume whose claim is gone, by its reclaim policy.
// Source: k8s.io/kubernetes/pkg/controller/volume/persistentvolume (reclaimVolume), pkg/volume/hostpath.
import type { PersistentVolume } from '../../../apis/generated/core/v1';
import { PERSISTENT_VOLUMES } from '../../../apis/resources';
import type { Client } from '../../client/client';
import type { EventRecorder } from '../../client/eventRecorder';
import type { BindingWriter } from './bindingWriter';

const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const DELETABLE_HOST_PATH = /^\/tmp\/.+/;

export class VolumeReclaimer {
  readonly #client: Client;
  readonly #writer: BindingWriter;
  readonly #recorder: EventRecorder;

  constructor(client: Client, writer: BindingWriter, recorder: EventRecorder) {
    this.#client = client;
    this.#writer = writer;
    this.#recorder = recorder;
  }

  /** May be asked again and again: a volume that failed stays Failed. */
  release(volume: PersistentVolume): void {
    const { phase } = volume.status;
    const released = phase === 'Failed' ? volume : this.#writer.setVolumePhase(volume, 'Released');
    if (volume.spec.persistentVolumeReclaimPolicy === 'Delete') this.#delete(released);
  }

  #delete(volume: PersistentVolume): void {
    const { metadata } = volume;
    if (metadata.annotations?.[PROVISIONED_BY] !== undefined) return; // Its provisioner deletes it.
    const problem = deletionProblem(volume);
    if (problem === undefined) {
      if (metadata.deletionTimestamp === undefined) {
        this.#client.delete(PERSISTENT_VOLUMES, undefined, metadata.name);
      }
      return;
    }
    if (volume.status.phase === 'Failed') return;
    const failed = this.#writer.setVolumePhase(volume, 'Failed', problem);
    this.#recorder.event(failed, 'Warning', 'VolumeFailedDelete', problem);
  }
}

/** Of all that can be mounted here, Kubernetes itself deletes host paths only, and few of these. */
function deletionProblem({ metadata, spec }: PersistentVolume): string | undefined {
  if (spec.hostPath === undefined) {
    const volume = `"${metadata.name}"`;
    return `error getting deleter volume plugin for volume ${volume}: no deletable volume plugin matched`;
  }
  const { path } = spec.hostPath;
  if (DELETABLE_HOST_PATH.test(path)) return undefined;
  return `host_path deleter only supports /tmp/.+ but received provided ${path}`;
}
