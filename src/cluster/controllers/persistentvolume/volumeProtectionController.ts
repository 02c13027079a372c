// Lets a volume that is being deleted go when no claim has it any more.
// Source: k8s.io/kubernetes/pkg/controller/volume/pvprotection.
import { objectKey } from '../../../apimachinery/objectMeta';
import { VOLUME_PROTECTION_FINALIZER } from '../../../apis/core/storageProtection';
import type { PersistentVolume } from '../../../apis/generated/core/v1';
import { PERSISTENT_VOLUMES } from '../../../apis/resources';
import type { Client } from '../../client/client';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import type { Controller, ControllerContext } from '../controllerContext';
import { awaitsRelease, withoutFinalizer } from './protection';

export class VolumeProtectionController implements Controller {
  readonly #client: Client;
  readonly #volumes: Informer<PersistentVolume>;
  readonly #queue: WorkQueue;

  constructor(context: ControllerContext) {
    this.#client = context.client;
    this.#volumes = context.informers.informer(PERSISTENT_VOLUMES);
    this.#queue = new WorkQueue(context.simulation, { label: 'protect volume' }, (key) => {
      this.#sync(key);
    });
    this.#queue.stop();
    const changed = (volume: PersistentVolume): void => {
      if (mayGo(volume)) this.#queue.add(objectKey(volume));
    };
    this.#volumes.addHandlers({
      added: changed,
      updated: (_, volume) => {
        changed(volume);
      },
    });
  }

  start(): void {
    this.#queue.start();
    for (const volume of this.#volumes.list()) {
      if (mayGo(volume)) this.#queue.add(objectKey(volume));
    }
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(key: string): void {
    const volume = this.#volumes.getByKey(key);
    if (volume === undefined || !mayGo(volume)) return;
    this.#client.update(PERSISTENT_VOLUMES, withoutFinalizer(volume, VOLUME_PROTECTION_FINALIZER));
  }
}

function mayGo(volume: PersistentVolume): boolean {
  return awaitsRelease(volume, VOLUME_PROTECTION_FINALIZER) && volume.status.phase !== 'Bound';
}
