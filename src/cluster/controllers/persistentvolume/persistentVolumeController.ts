// Binds claims to volumes, and releases the volumes of claims that are gone.
// Source: k8s.io/kubernetes/pkg/controller/volume/persistentvolume (pv_controller.go, pv_controller_base.go).
//
// Differs from Kubernetes: there is no provisioner, so that claims of a class wait for a volume that
// someone makes by hand; volumes with the policy Recycle stay Released, since no pod wipes them.
import { objectKey } from '../../../apimachinery/objectMeta';
import {
  BIND_COMPLETED,
  findMatchingVolume,
  hasAnnotation,
  isReservedFor,
  volumeMismatch,
} from '../../../apis/core/claimBinding';
import { storageClassName } from '../../../apis/core/storageClassName';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../apis/generated/core/v1';
import type { StorageClass } from '../../../apis/generated/storage/v1';
import {
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  STORAGE_CLASSES,
} from '../../../apis/resources';
import { defaultClass, waitsForFirstConsumer } from '../../../apis/storage/storageClass';
import type { Timer } from '../../../simulation/simulation';
import type { EventRecorder } from '../../client/eventRecorder';
import type { Informer } from '../../client/informer';
import { WorkQueue } from '../../client/workQueue';
import type { Controller, ControllerContext } from '../controllerContext';
import { BindingWriter } from './bindingWriter';
import { FirstConsumer } from './firstConsumer';
import { Provisioning } from './provisioning';
import { VolumeReclaimer } from './volumeReclaimer';

/** --pvclaimbinder-sync-period: a new volume is offered to the claims that wait at this pace. */
const RESYNC_MS = 15_000;
const GONE = 'Data on the volume is lost!';

export class PersistentVolumeController implements Controller {
  readonly #context: ControllerContext;
  readonly #recorder: EventRecorder;
  readonly #writer: BindingWriter;
  readonly #provisioning: Provisioning;
  readonly #firstConsumer: FirstConsumer;
  readonly #reclaimer: VolumeReclaimer;
  readonly #claims: Informer<PersistentVolumeClaim>;
  readonly #volumes: Informer<PersistentVolume>;
  readonly #classes: Informer<StorageClass>;
  readonly #claimQueue: WorkQueue;
  readonly #volumeQueue: WorkQueue;
  #resync: Timer | undefined;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#recorder = context.recorder('persistentvolume-controller');
    this.#writer = new BindingWriter(context.client, context.clock);
    this.#claims = context.informers.informer(PERSISTENT_VOLUME_CLAIMS);
    this.#volumes = context.informers.informer(PERSISTENT_VOLUMES);
    this.#classes = context.informers.informer(STORAGE_CLASSES);
    this.#provisioning = new Provisioning(context.client, this.#recorder, this.#classes);
    this.#firstConsumer = new FirstConsumer(context.informers, this.#recorder);
    this.#reclaimer = new VolumeReclaimer(context.client, this.#writer, this.#recorder);
    this.#claimQueue = new WorkQueue(context.simulation, { label: 'sync claim' }, (key) => {
      this.#syncClaim(key);
    });
    this.#volumeQueue = new WorkQueue(context.simulation, { label: 'sync volume' }, (key) => {
      this.#syncVolume(key);
    });
    this.#claimQueue.stop();
    this.#volumeQueue.stop();
    this.#listen();
  }

  start(): void {
    this.#claimQueue.start();
    this.#volumeQueue.start();
    this.#syncAll();
  }

  stop(): void {
    this.#resync?.cancel();
    this.#claimQueue.stop();
    this.#volumeQueue.stop();
  }

  #listen(): void {
    const claimChanged = (claim: PersistentVolumeClaim): void => {
      this.#claimQueue.add(objectKey(claim));
    };
    const volumeChanged = (volume: PersistentVolume): void => {
      this.#volumeQueue.add(objectKey(volume));
    };
    this.#claims.addHandlers({
      added: claimChanged,
      updated: (_, claim) => {
        claimChanged(claim);
      },
      deleted: ({ spec }) => {
        if (spec.volumeName) this.#volumeQueue.add(spec.volumeName);
      },
    });
    this.#volumes.addHandlers({
      added: volumeChanged,
      updated: (_, volume) => {
        volumeChanged(volume);
      },
      deleted: (volume) => {
        const claim = this.#claimOf(volume);
        if (claim !== undefined) claimChanged(claim);
      },
    });
  }

  #syncAll(): void {
    for (const volume of this.#volumes.list()) this.#volumeQueue.add(objectKey(volume));
    for (const claim of this.#claims.list()) this.#claimQueue.add(objectKey(claim));
    const again = (): void => {
      this.#syncAll();
    };
    const subject = 'persistentvolume-controller';
    const { simulation } = this.#context;
    this.#resync = simulation.schedule(RESYNC_MS, 'sync volumes and claims', subject, again, {
      background: true,
    });
  }

  #syncClaim(key: string): void {
    const claim = this.#claims.getByKey(key);
    if (claim === undefined) return;
    if (hasAnnotation(claim, BIND_COMPLETED)) this.#syncBoundClaim(claim);
    else if (claim.spec.volumeName) this.#bindToNamed(claim, claim.spec.volumeName);
    else this.#bindToAny(claim);
  }

  #bindToAny(claim: PersistentVolumeClaim): void {
    const className = storageClassName(claim);
    const storageClass = this.#classes.get(undefined, className ?? '');
    const delayed = waitsForFirstConsumer(storageClass);
    const volume = findMatchingVolume(claim, this.#volumes.list(), { reservedOnly: delayed });
    if (volume !== undefined) {
      this.#writer.bind(volume, claim);
      return;
    }
    if (className === undefined && this.#assignDefaultClass(claim)) return;
    if (delayed && !this.#provisioning.isTriggered(claim)) this.#firstConsumer.report(claim);
    else if (className) {
      this.#provisioning.provision(claim, className);
      return;
    } else {
      const message = 'no persistent volumes available for this claim and no storage class is set';
      this.#recorder.event(claim, 'Normal', 'FailedBinding', message);
    }
    this.#writer.setClaimStatus(claim, 'Pending');
  }

  /** Where a default class came after the claim. */
  #assignDefaultClass(claim: PersistentVolumeClaim): boolean {
    const storageClass = defaultClass(this.#classes.list());
    if (storageClass === undefined) return false;
    const spec = { ...claim.spec, storageClassName: storageClass.metadata.name };
    this.#context.client.update(PERSISTENT_VOLUME_CLAIMS, { ...claim, spec });
    return true;
  }

  /** The user chose the volume. */
  #bindToNamed(claim: PersistentVolumeClaim, volumeName: string): void {
    const volume = this.#volumes.get(undefined, volumeName);
    if (volume === undefined) {
      this.#writer.setClaimStatus(claim, 'Pending');
      return;
    }
    const isTaken = volume.spec.claimRef !== undefined && !isReservedFor(volume, claim);
    const mismatch = isTaken ? undefined : this.#mismatch(volume, claim);
    if (!isTaken && mismatch === undefined) {
      this.#writer.bind(volume, claim);
      return;
    }
    if (mismatch !== undefined) {
      const message = `Cannot bind to requested volume "${volumeName}": ${mismatch}`;
      this.#recorder.event(claim, 'Warning', 'VolumeMismatch', message);
    } else {
      const message = `volume "${volumeName}" already bound to a different claim.`;
      this.#recorder.event(claim, 'Warning', 'FailedBinding', message);
    }
    this.#writer.setClaimStatus(claim, 'Pending');
  }

  /** A volume that names the claim in its turn is not questioned. */
  #mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
    return isReservedFor(volume, claim) ? undefined : volumeMismatch(volume, claim);
  }

  #syncBoundClaim(claim: PersistentVolumeClaim): void {
    const { volumeName } = claim.spec;
    if (!volumeName) {
      this.#lose(claim, 'ClaimLost', `Bound claim has lost reference to PersistentVolume. ${GONE}`);
      return;
    }
    const volume = this.#volumes.get(undefined, volumeName);
    if (volume === undefined) {
      this.#lose(claim, 'ClaimLost', `Bound claim has lost its PersistentVolume. ${GONE}`);
    } else if (
      volume.spec.claimRef === undefined ||
      volume.spec.claimRef.uid === claim.metadata.uid
    ) {
      this.#writer.bind(volume, claim);
    } else {
      const message = 'Two claims are bound to the same volume, this one is bound incorrectly';
      this.#lose(claim, 'ClaimMisbound', message);
    }
  }

  #lose(claim: PersistentVolumeClaim, reason: string, message: string): void {
    if (claim.status.phase === 'Lost') return;
    const lost = this.#writer.setClaimStatus(claim, 'Lost');
    this.#recorder.event(lost, 'Warning', reason, message);
  }

  #syncVolume(key: string): void {
    const volume = this.#volumes.getByKey(key);
    if (volume === undefined) return;
    if (!volume.spec.claimRef?.uid) {
      this.#writer.setVolumePhase(volume, 'Available');
      return;
    }
    const claim = this.#claimOf(volume);
    if (claim?.metadata.uid !== volume.spec.claimRef.uid) {
      if (this.#isClaimGone(volume)) this.#reclaimer.release(volume);
    } else if (!claim.spec.volumeName) this.#claimQueue.add(objectKey(claim));
    else if (claim.spec.volumeName === volume.metadata.name) {
      this.#writer.setVolumePhase(volume, 'Bound');
    } else this.#writer.unbind(volume);
  }

  /** Data depends on it: the API server is asked, since the cache may lag. */
  #isClaimGone({ spec }: PersistentVolume): boolean {
    const { namespace, name = '', uid } = spec.claimRef ?? {};
    const claim = this.#context.client.find(PERSISTENT_VOLUME_CLAIMS, namespace, name);
    return claim === undefined || claim.metadata.uid !== uid;
  }

  /** By name: it may be a later claim of the same name. */
  #claimOf({ spec }: PersistentVolume): PersistentVolumeClaim | undefined {
    const { namespace, name } = spec.claimRef ?? {};
    return name === undefined ? undefined : this.#claims.get(namespace, name);
  }
}
