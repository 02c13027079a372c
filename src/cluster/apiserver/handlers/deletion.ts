// How an object goes: at once, after its grace period, or when its finalizers are done.
// Source: k8s.io/apiserver/pkg/registry/rest (delete.go) and registry/generic/registry (store.go).
import { conflict } from '../../../apimachinery/apiStatus';
import type { ApiObject, ObjectMeta } from '../../../apimachinery/objectMeta';
import { formatTime, parseTime } from '../../../apimachinery/time';
import type { WallClock } from '../../../apimachinery/wallClock';
import type { DeleteOptions, Preconditions, PropagationPolicy } from '../../client/apiHandler';
import type { ServedKind } from '../servedKinds';

export const ORPHAN_FINALIZER = 'orphan';
export const FOREGROUND_FINALIZER = 'foregroundDeletion';

/** What a delete request does to an object. `marked` is the object to be stored before or instead. */
export type DeletionStep =
  | { readonly type: 'nothing'; readonly object: ApiObject }
  | { readonly type: 'mark'; readonly marked: ApiObject }
  | { readonly type: 'delete'; readonly marked: ApiObject | undefined };

export function deletionStep(
  kind: ServedKind,
  object: ApiObject,
  options: DeleteOptions,
  clock: WallClock,
): DeletionStep {
  assertPreconditions(kind, object, options.preconditions);
  const graceful = gracefulDeletion(kind, object, options, clock);
  if (graceful === 'pending') return { type: 'nothing', object };
  const finalizers = finalizersAtDeletion(kind, object, options);
  if (graceful !== undefined) {
    const marked = withFinalizers(graceful, finalizers);
    const atOnce = marked.metadata.deletionGracePeriodSeconds === 0 && finalizers.length === 0;
    return atOnce ? { type: 'delete', marked } : { type: 'mark', marked };
  }
  const held = finalizers.length > 0 || kind.strategy.holdsDeletion?.(object) === true;
  if (!held) return { type: 'delete', marked: undefined };
  const marked = markedForDeletion(kind, withFinalizers(object, finalizers), clock);
  return marked === object ? { type: 'nothing', object } : { type: 'mark', marked };
}

/** Whether nothing holds back an object that is being deleted. */
export function mayFinishDeletion(kind: ServedKind, { metadata, ...rest }: ApiObject): boolean {
  return (
    (metadata.finalizers?.length ?? 0) === 0 &&
    (metadata.deletionGracePeriodSeconds ?? 0) === 0 &&
    kind.strategy.holdsDeletion?.({ metadata, ...rest }) !== true
  );
}

function assertPreconditions(
  kind: ServedKind,
  { metadata }: ApiObject,
  preconditions: Preconditions = {},
): void {
  // Kubernetes names the kind here, where all other conflicts name the resource.
  const resource = { group: kind.resource.group, plural: kind.kind };
  const { uid, resourceVersion } = preconditions;
  if (uid !== undefined && uid !== metadata.uid) {
    const why =
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). ` +
      'The object might have been deleted and then recreated';
    throw conflict(resource, metadata.name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why =
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion ` +
      `in record (${metadata.resourceVersion}). The object might have been modified`;
    throw conflict(resource, metadata.name, why);
  }
}

/**
 * The object with its grace period begun or shortened; `pending` where a deletion is under way that
 * this one does not shorten; undefined for kinds, or states, that know no grace.
 */
function gracefulDeletion(
  { strategy }: ServedKind,
  object: ApiObject,
  options: DeleteOptions,
  clock: WallClock,
): ApiObject | 'pending' | undefined {
  if (strategy.graceSeconds === undefined) return undefined;
  const { metadata } = object;
  const requested = strategy.graceSeconds(object, options.gracePeriodSeconds);
  const { deletionTimestamp, deletionGracePeriodSeconds: current } = metadata;
  if (deletionTimestamp === undefined) {
    return withMetadata(object, {
      deletionTimestamp: formatTime(clock.epochMs + requested * 1000),
      deletionGracePeriodSeconds: requested,
      ...nextGeneration(metadata),
    });
  }
  if (current === undefined || current === 0) return undefined;
  if (options.gracePeriodSeconds === undefined || requested >= current) return 'pending';
  const begunMs = (parseTime(deletionTimestamp) ?? clock.epochMs) - current * 1000;
  return withMetadata(object, {
    deletionTimestamp: formatTime(begunMs + requested * 1000),
    deletionGracePeriodSeconds: requested,
  });
}

/** For kinds without grace, held by finalizers: being deleted from now on. */
function markedForDeletion(kind: ServedKind, object: ApiObject, clock: WallClock): ApiObject {
  const { metadata } = object;
  const terminating = kind.strategy.markTerminating?.(object, clock.now()) ?? object;
  if (metadata.deletionTimestamp !== undefined) return terminating;
  return withMetadata(terminating, {
    deletionTimestamp: clock.now(),
    deletionGracePeriodSeconds: 0,
    ...nextGeneration(metadata),
  });
}

/** The garbage collector's finalizers as the propagation policy wants them, and all others. */
function finalizersAtDeletion(
  { strategy }: ServedKind,
  { metadata }: ApiObject,
  options: DeleteOptions,
): readonly string[] {
  const finalizers = metadata.finalizers ?? [];
  const policy = askedPolicy(options) ?? impliedPolicy(finalizers) ?? strategy.defaultPropagation;
  const wanted = { Orphan: [ORPHAN_FINALIZER], Foreground: [FOREGROUND_FINALIZER], Background: [] }[
    policy
  ];
  const others = finalizers.filter(
    (each) => each !== ORPHAN_FINALIZER && each !== FOREGROUND_FINALIZER,
  );
  return [...others, ...wanted];
}

function askedPolicy(options: DeleteOptions): PropagationPolicy | undefined {
  const { orphanDependents, propagationPolicy } = options;
  if (orphanDependents === undefined) return propagationPolicy;
  return orphanDependents ? 'Orphan' : 'Background';
}

/** A finalizer that the object carries already decides where the request says nothing. */
function impliedPolicy(finalizers: readonly string[]): 'Orphan' | 'Foreground' | undefined {
  if (finalizers.includes(ORPHAN_FINALIZER)) return 'Orphan';
  return finalizers.includes(FOREGROUND_FINALIZER) ? 'Foreground' : undefined;
}

function nextGeneration({ generation }: ObjectMeta): Partial<ObjectMeta> {
  return generation !== undefined && generation > 0 ? { generation: generation + 1 } : {};
}

function withFinalizers(object: ApiObject, finalizers: readonly string[]): ApiObject {
  const { finalizers: old = [], ...rest } = object.metadata;
  if (old.length === finalizers.length && old.every((each, i) => each === finalizers[i]))
    return object;
  return { ...object, metadata: finalizers.length === 0 ? rest : { ...rest, finalizers } };
}

function withMetadata(object: ApiObject, metadata: Partial<ObjectMeta>): ApiObject {
  return { ...object, metadata: { ...object.metadata, ...metadata } };
}
