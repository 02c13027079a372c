// Writes bindings and phases to the API server. Each method returns the newest object, and writes only
// where something changes. Source: k8s.io/kubernetes/pkg/controller/volume/persistentvolume (pv_controller.go).
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { WallClock } from '../../../apimachinery/wallClock';
import {
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  hasAnnotation,
  reservedFor,
  withAnnotations,
} from '../../../apis/core/claimBinding';
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimStatus,
  PersistentVolumeStatus,
} from '../../../apis/generated/core/v1';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../../../apis/resources';
import type { Client } from '../../client/client';

type VolumePhase = NonNullable<PersistentVolumeStatus['phase']>;
type ClaimPhase = NonNullable<PersistentVolumeClaimStatus['phase']>;

export class BindingWriter {
  readonly #client: Client;
  readonly #clock: WallClock;

  constructor(client: Client, clock: WallClock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** The volume first: if the rest fails, the next sync of either finishes it. */
  bind(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    const bound = this.setVolumePhase(this.#reserve(volume, claim), 'Bound');
    this.setClaimStatus(this.#complete(claim, bound), 'Bound', bound);
  }

  /** What the controller chose is free again; what a user chose waits for its claim. */
  unbind(volume: PersistentVolume): void {
    const byController = hasAnnotation(volume, BOUND_BY_CONTROLLER);
    const { claimRef, ...spec } = volume.spec;
    const freed = byController
      ? { ...withoutAnnotation(volume, BOUND_BY_CONTROLLER), spec }
      : { ...volume, spec: { ...spec, claimRef: defined({ ...claimRef, uid: undefined }) } };
    this.setVolumePhase(this.#client.update(PERSISTENT_VOLUMES, freed), 'Available');
  }

  setVolumePhase(volume: PersistentVolume, phase: VolumePhase, message?: string): PersistentVolume {
    if (volume.status.phase === phase) return volume;
    const status: PersistentVolumeStatus = {
      phase,
      lastPhaseTransitionTime: this.#clock.now(),
      ...(message === undefined ? {} : { message }),
    };
    return this.#client.updateStatus(PERSISTENT_VOLUMES, { ...volume, status });
  }

  setClaimStatus(
    claim: PersistentVolumeClaim,
    phase: ClaimPhase,
    volume?: PersistentVolume,
  ): PersistentVolumeClaim {
    const { accessModes, capacity } = volume?.spec ?? {};
    const status = defined({ ...claim.status, phase, accessModes, capacity });
    if (deepEqual(status, claim.status)) return claim;
    return this.#client.updateStatus(PERSISTENT_VOLUME_CLAIMS, { ...claim, status });
  }

  #reserve(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
    const reserved = reservedFor(volume, claim);
    return reserved === volume ? volume : this.#client.update(PERSISTENT_VOLUMES, reserved);
  }

  #complete(claim: PersistentVolumeClaim, volume: PersistentVolume): PersistentVolumeClaim {
    const volumeName = volume.metadata.name;
    const chosen = claim.spec.volumeName !== volumeName;
    if (!chosen && hasAnnotation(claim, BIND_COMPLETED)) return claim;
    const marks = { [BIND_COMPLETED]: 'yes', ...(chosen ? { [BOUND_BY_CONTROLLER]: 'yes' } : {}) };
    const spec = { ...claim.spec, volumeName };
    return this.#client.update(PERSISTENT_VOLUME_CLAIMS, {
      ...withAnnotations(claim, marks),
      spec,
    });
  }
}

function withoutAnnotation<T extends ApiObject>(object: T, name: string): T {
  const kept = Object.entries(object.metadata.annotations ?? {}).filter(([key]) => key !== name);
  const annotations = kept.length === 0 ? undefined : Object.fromEntries(kept);
  return { ...object, metadata: defined({ ...object.metadata, annotations }) };
}

/** Without the fields that have no value, as an object is stored. */
function defined<T extends object>(object: T): T {
  // What is left out was optional: it could be undefined.
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
