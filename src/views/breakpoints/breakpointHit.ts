// Whether a write is one that the cluster's time is to stop at.
import { deepEqual } from '../../apimachinery/deepEqual';
import { isJsonObject } from '../../apimachinery/jsonObject';
import { parseJsonPath } from '../../apimachinery/jsonPath';
import { matchesLabelSelector } from '../../apimachinery/labelSelector';
import type { ApiObject } from '../../apimachinery/objectMeta';
import { isNodeReady } from '../../apis/core/nodeState';
import type { Event, Node, Pod } from '../../apis/generated/core/v1';
import { writerOf } from '../causes/writer';
import { isSameResource, type ObjectName } from '../objectName';
import type { ClusterBreakpoint, ObjectChoice } from './clusterBreakpoint';

/** One write to the API server. */
export interface ClusterWrite extends ObjectName {
  /** User name: `system:kube-scheduler`. */
  readonly writer: string;
  /** As it is after the write; undefined where it was deleted, or its state is not kept any more. */
  readonly object: ApiObject | undefined;
  /** As it was before; undefined where it was not there, or its state is not kept any more. */
  readonly previous: ApiObject | undefined;
}

export function isHit(breakpoint: ClusterBreakpoint, write: ClusterWrite): boolean {
  switch (breakpoint.type) {
    case 'change':
      return (
        isSameResource(write.resource, breakpoint.resource) &&
        isChosen(breakpoint, write) &&
        (breakpoint.path === undefined || differsAt(breakpoint.path, write))
      );
    case 'write': {
      const { component, instance } = writerOf(write.writer);
      return (
        !isHeartbeat(write) &&
        component === breakpoint.component &&
        (breakpoint.node === undefined || instance === breakpoint.node)
      );
    }
    case 'event':
      return isEventHit(breakpoint, write);
    case 'phase':
      return isOf(write, 'pods') && isChosen(breakpoint, write) && entersPhase(breakpoint, write);
    case 'nodeNotReady':
      return isOf(write, 'nodes') && isReady(write.previous) && !isReady(write.object);
  }
}

/** Everybody renews a lease every few seconds: nobody means these but who names them (`change leases`). */
export function isHeartbeat({ resource }: Pick<ClusterWrite, 'resource'>): boolean {
  return resource.plural === 'leases';
}

/** Of the core group; its objects are then of that type. */
function isOf({ resource }: ClusterWrite, plural: string): boolean {
  return resource.group === '' && resource.plural === plural;
}

function isChosen({ namespace, name, labels }: ObjectChoice, write: ClusterWrite): boolean {
  return (
    (namespace === undefined || namespace === write.namespace) &&
    (name === undefined || name === write.name) &&
    (labels === undefined ||
      [write.object, write.previous].some(
        (object) => object !== undefined && matchesLabelSelector(labels, object.metadata.labels),
      ))
  );
}

function differsAt(path: string, { object, previous }: ClusterWrite): boolean {
  const valuesOf = parseJsonPath(path);
  return !deepEqual(valuesOf(object ?? {}), valuesOf(previous ?? {}));
}

function isEventHit(
  { reason, warning, kind, namespace, name }: ClusterBreakpoint & { readonly type: 'event' },
  write: ClusterWrite,
): boolean {
  if (write.resource.plural !== 'events' || write.object === undefined) return false;
  // Objects of this resource are Events, in whichever of their two groups.
  const event = write.object as Event & { readonly regarding?: Event['involvedObject'] };
  const about = isJsonObject(event.involvedObject) ? event.involvedObject : event.regarding;
  return (
    (reason === undefined || event.reason === reason) &&
    (warning === undefined || event.type === 'Warning') &&
    (kind === undefined || about?.kind === kind) &&
    (namespace === undefined || write.namespace === namespace) &&
    (name === undefined || about?.name === name)
  );
}

function entersPhase(
  { phase }: ClusterBreakpoint & { readonly type: 'phase' },
  { object, previous }: ClusterWrite,
): boolean {
  return phaseOf(object) === phase && phaseOf(previous) !== phase;
}

function phaseOf(object: ApiObject | undefined): string | undefined {
  // Only called with what is written under `pods`.
  return (object as Pod | undefined)?.status.phase;
}

function isReady(object: ApiObject | undefined): boolean {
  // Only called with what is written under `nodes`.
  return object !== undefined && isNodeReady(object as Node);
}
