// How claims and volumes belong together: what marks a binding, and which volume suits a claim. The
// volume controller and the scheduler share it.
// Source: k8s.io/component-helpers/storage/volume (pv_helpers.go), pkg/controller/volume/persistentvolume (index.go).
//
// Worked example: a claim of 5Gi ReadWriteOnce, and the volumes a (10Gi RWO), b (8Gi RWO) and c (5Gi
// RWO, RWX). The volumes with the fewest access modes come first, of those the smallest: b.
import { compileLabelSelector } from '../../apimachinery/labelSelector';
import type { ApiObject, StringMap } from '../../apimachinery/objectMeta';
import { quantityValue } from '../../apimachinery/quantity';
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../generated/core/v1';
import { matchesTerm } from './nodeSelector';
import { storageClassName } from './storageClassName';

/** On a claim: it has been bound once. */
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
/** On a claim: the node for whose pod a provisioner is to make a volume. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
/** On a claim or a volume: the controller chose the other one, not a user. */
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';

export function hasAnnotation({ metadata }: ApiObject, name: string): boolean {
  return metadata.annotations?.[name] !== undefined;
}

/** The volume is set, and the controller has finished setting it. */
export function isFullyBound(claim: PersistentVolumeClaim): boolean {
  return Boolean(claim.spec.volumeName) && hasAnnotation(claim, BIND_COMPLETED);
}

/** The volume names this claim, and no other claim of that name. */
export function isReservedFor(
  { spec }: PersistentVolume,
  { metadata }: PersistentVolumeClaim,
): boolean {
  const { claimRef } = spec;
  if (claimRef === undefined) return false;
  const { name, namespace, uid } = claimRef;
  return (
    name === metadata.name && namespace === metadata.namespace && (!uid || uid === metadata.uid)
  );
}

/** The volume, given to the claim: itself where it is already. */
export function reservedFor(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
): PersistentVolume {
  const { name, namespace, uid, resourceVersion } = claim.metadata;
  const reserved = isReservedFor(volume, claim);
  if (reserved && volume.spec.claimRef?.uid === uid) return volume;
  const { kind, apiVersion } = claim;
  const claimRef = { kind, namespace, name, uid, apiVersion, resourceVersion };
  const marked = reserved ? volume : withAnnotations(volume, { [BOUND_BY_CONTROLLER]: 'yes' });
  return { ...marked, spec: { ...volume.spec, claimRef } };
}

export function withAnnotations<T extends ApiObject>(object: T, added: StringMap): T {
  const annotations = { ...object.metadata.annotations, ...added };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** Why the volume that a claim asks for by name cannot be had; undefined where it can. */
export function volumeMismatch(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
): string | undefined {
  if (volume.metadata.deletionTimestamp !== undefined) {
    return `the volume is marked for deletion "${volume.metadata.name}"`;
  }
  if (capacityOf(volume) < requestOf(claim)) return 'requested PV is too small';
  if (!sameClass(volume, claim)) return 'storageClassName does not match';
  if (!sameMode(volume, claim)) return 'incompatible volumeMode';
  return hasAccessModes(volume, claim) ? undefined : 'incompatible accessMode';
}

export interface VolumeSearch {
  /** Only volumes that can be reached from there. */
  readonly node?: Node;
  /** Taken already, by name. */
  readonly taken?: ReadonlySet<string>;
  /** Only volumes that name the claim: of the others the scheduler chooses one. */
  readonly reservedOnly?: boolean;
}

/** The volume that suits the claim best. */
export function findMatchingVolume(
  claim: PersistentVolumeClaim,
  volumes: Iterable<PersistentVolume>,
  search: VolumeSearch = {},
): PersistentVolume | undefined {
  const matchesSelector =
    claim.spec.selector === undefined ? undefined : compileLabelSelector(claim.spec.selector);
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (search.taken?.has(volume.metadata.name) === true || !couldHold(volume, claim)) continue;
    const reachable = search.node === undefined || isReachableFrom(volume, search.node);
    if (isReservedFor(volume, claim)) return reachable ? volume : undefined;
    if (search.reservedOnly === true || !reachable || volume.spec.claimRef !== undefined) continue;
    if (volume.status.phase !== 'Available' || !sameClass(volume, claim)) continue;
    if (matchesSelector?.(volume.metadata.labels) === false) continue;
    if (best === undefined || isBetter(volume, best)) best = volume;
  }
  return best;
}

/** Whether pods on the node can use the volume: local disks have a node, cloud disks a zone. */
export function isReachableFrom({ spec }: PersistentVolume, node: Node): boolean {
  const terms = spec.nodeAffinity?.required?.nodeSelectorTerms;
  return terms?.some((term) => matchesTerm(term, node)) ?? true;
}

function couldHold(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (
    volume.metadata.deletionTimestamp === undefined &&
    capacityOf(volume) >= requestOf(claim) &&
    sameMode(volume, claim) &&
    hasAccessModes(volume, claim)
  );
}

function isBetter(volume: PersistentVolume, best: PersistentVolume): boolean {
  const modes = modesOf(volume).length - modesOf(best).length;
  return modes < 0 || (modes === 0 && capacityOf(volume) < capacityOf(best));
}

function hasAccessModes(volume: PersistentVolume, { spec }: PersistentVolumeClaim): boolean {
  return (spec.accessModes ?? []).every((mode) => modesOf(volume).includes(mode));
}

function modesOf({ spec }: PersistentVolume): readonly string[] {
  return spec.accessModes ?? [];
}

function sameMode({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (spec.volumeMode ?? 'Filesystem') === (claim.spec.volumeMode ?? 'Filesystem');
}

function sameClass(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (storageClassName(volume) ?? '') === (storageClassName(claim) ?? '');
}

function capacityOf({ spec }: PersistentVolume): number {
  return quantityValue(spec.capacity?.['storage']);
}

function requestOf({ spec }: PersistentVolumeClaim): number {
  return quantityValue(spec.resources?.requests?.['storage']);
}
