// Keeps the scheduler's cache and queue in step with the cluster, and tells the queue what happened
// that may help a pod that waits. Source: k8s.io/kubernetes/pkg/scheduler/eventhandlers.go.
import { deepEqual } from '../../apimachinery/deepEqual';
import { isPodTerminal } from '../../apis/core/podState';
import type { PersistentVolumeClaim, Pod } from '../../apis/generated/core/v1';
import {
  NODES,
  PERSISTENT_VOLUME_CLAIMS,
  PERSISTENT_VOLUMES,
  PODS,
  STORAGE_CLASSES,
} from '../../apis/resources';
import type { InformerFactory } from '../client/informerFactory';
import { isSchedulingChangeOfNode, type ClusterEvent } from './clusterEvent';
import type { PodInfos } from './podInfo';
import type { SchedulerCache } from './schedulerCache';
import type { SchedulingQueue } from './schedulingQueue';

export interface EventHandlerParts {
  readonly informers: InformerFactory;
  readonly cache: SchedulerCache;
  readonly queue: SchedulingQueue;
  readonly podInfos: PodInfos;
  readonly schedulerName: string;
  /** Called when a pod may have become ready to be popped. */
  readonly wake: () => void;
}

export function addEventHandlers(parts: EventHandlerParts): void {
  addNodeHandlers(parts);
  addPodHandlers(parts);
  addStorageHandlers(parts);
}

function addNodeHandlers(parts: EventHandlerParts): void {
  const { cache } = parts;
  parts.informers.informer(NODES).addHandlers({
    added: (node) => {
      cache.setNode(node);
      tell(parts, { type: 'nodeAdded', node });
    },
    updated: (old, node) => {
      cache.setNode(node);
      if (isSchedulingChangeOfNode(old, node)) tell(parts, { type: 'nodeUpdated', old, node });
    },
    deleted: (node) => {
      cache.removeNode(node.metadata.name);
      tell(parts, { type: 'nodeDeleted', node });
    },
  });
}

function addPodHandlers(parts: EventHandlerParts): void {
  const { cache, queue } = parts;
  const put = (old: Pod | undefined, pod: Pod, key: string): void => {
    if (isPodTerminal(pod)) forget(parts, pod, key);
    else if (pod.spec.nodeName) putAssigned(parts, old, pod, key);
    else if (isOurs(parts, pod) && !cache.isAssumed(key)) {
      const { nominatedNodeName } = pod.status;
      if (nominatedNodeName) cache.nominations.set(parts.podInfos.of(pod), nominatedNodeName);
      if (old === undefined) queue.add(parts.podInfos.of(pod));
      else queue.update(parts.podInfos.of(pod));
      parts.wake();
    }
  };
  parts.informers.informer(PODS).addHandlers({
    added: (pod, key) => {
      put(undefined, pod, key);
    },
    updated: put,
    deleted: (pod, key) => {
      forget(parts, pod, key);
    },
  });
}

function addStorageHandlers(parts: EventHandlerParts): void {
  const changed = (claim: PersistentVolumeClaim): void => {
    tell(parts, { type: 'claimChanged', claim });
  };
  parts.informers.informer(PERSISTENT_VOLUME_CLAIMS).addHandlers({
    added: changed,
    updated: (_old, claim) => {
      changed(claim);
    },
  });
  const volumeChanged = (): void => {
    tell(parts, { type: 'volumeChanged' });
  };
  parts.informers
    .informer(PERSISTENT_VOLUMES)
    .addHandlers({ added: volumeChanged, updated: volumeChanged });
  parts.informers.informer(STORAGE_CLASSES).addHandlers({
    added: () => {
      tell(parts, { type: 'storageClassAdded' });
    },
  });
}

function putAssigned(parts: EventHandlerParts, old: Pod | undefined, pod: Pod, key: string): void {
  const { cache, queue, podInfos } = parts;
  const { nodeName = '' } = pod.spec;
  if (old?.spec.nodeName === nodeName) {
    // Most updates are the kubelet's, of the status alone.
    if (isSameToNeighbours(old, pod)) {
      cache.refreshPod(key, pod);
      return;
    }
    cache.setPod(podInfos.of(pod), nodeName);
    tell(parts, { type: 'assignedPodUpdated', old, pod });
    return;
  }
  queue.delete(key);
  if (!cache.confirmPod(key, pod, nodeName)) cache.setPod(podInfos.of(pod), nodeName);
  tell(parts, { type: 'assignedPodAdded', pod });
}

/** The pod no longer takes anything, or is gone. */
function forget(parts: EventHandlerParts, pod: Pod, key: string): void {
  parts.queue.delete(key);
  if (parts.cache.removePod(key) !== undefined) tell(parts, { type: 'assignedPodDeleted', pod });
}

function tell(parts: EventHandlerParts, event: ClusterEvent): void {
  parts.queue.moveOnEvent(event);
  parts.wake();
}

function isOurs({ schedulerName }: EventHandlerParts, pod: Pod): boolean {
  return (pod.spec.schedulerName || 'default-scheduler') === schedulerName;
}

/** Nothing changed that matters to the pods that are to be scheduled beside it. */
function isSameToNeighbours(old: Pod, pod: Pod): boolean {
  return (
    deepEqual(old.spec, pod.spec) &&
    deepEqual(old.metadata.labels, pod.metadata.labels) &&
    (old.metadata.deletionTimestamp === undefined) ===
      (pod.metadata.deletionTimestamp === undefined)
  );
}
