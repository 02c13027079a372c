// A cluster whose changes are noted with the virtual time at which they were written.
import type { ApiObject } from '../../../src/apimachinery/objectMeta';
import type { Resource } from '../../../src/apimachinery/resource';
import type { ContainerStatus, Event, Pod } from '../../../src/apis/generated/core/v1';
import { PODS } from '../../../src/apis/resources';
import { Observer } from '../../../src/cluster/client/observer';
import type { ClusterLab } from '../clusterLab';

/** Tells when objects of a kind came to be something that they were not before. */
export function watchTimes<T extends ApiObject>(
  lab: ClusterLab,
  resource: Resource<T>,
  is: (object: T, old: T | undefined) => boolean,
): number[] {
  const times: number[] = [];
  const observer = new Observer(lab.cluster.observerApi, resource);
  observer.onChange(({ type, object, old }) => {
    if (type !== 'DELETED' && is(object, old)) times.push(lab.nowMs);
  });
  return times;
}

export function watchDeletions<T extends ApiObject>(
  lab: ClusterLab,
  resource: Resource<T>,
  is: (object: T) => boolean,
): number[] {
  const times: number[] = [];
  const observer = new Observer(lab.cluster.observerApi, resource);
  observer.onChange(({ type, object }) => {
    if (type === 'DELETED' && is(object)) times.push(lab.nowMs);
  });
  return times;
}

/** Events with a reason, of an object in any namespace. */
export function isEvent(reason: string, name: string): (event: Event) => boolean {
  return (event) => event.reason === reason && event.involvedObject.name === name;
}

export interface PodOptions {
  readonly image?: string;
  readonly script?: string;
  /** Fields of the container, as YAML in one line each. */
  readonly container?: string;
  readonly spec?: string;
}

/** A pod of one container, in busybox unless told. */
export function applyPod(lab: ClusterLab, name: string, options: PodOptions): void {
  const { image = 'busybox:1.37', script, container, spec } = options;
  const lines = [
    'apiVersion: v1',
    'kind: Pod',
    `metadata: {name: ${name}}`,
    'spec:',
    ...(spec === undefined ? [] : [`  ${spec}`]),
    '  containers:',
    '    - name: main',
    `      image: ${image}`,
    ...(script === undefined ? [] : [`      command: [sh, -c, ${JSON.stringify(script)}]`]),
    ...(container === undefined ? [] : [`      ${container}`]),
  ];
  lab.apply(lines.join('\n'));
}

/** From each end of a container to its next start, by the clock of the runtime. */
export function restartPauses(
  lab: ClusterLab,
  name: string,
  count: number,
  limitMs: number,
): number[] {
  const pauses: number[] = [];
  let endedMs: number | undefined;
  const statusOf = (pod: Pod): ContainerStatus | undefined => pod.status.containerStatuses?.[0];
  let seen = -1;
  const observer = new Observer(lab.cluster.observerApi, PODS);
  observer.onChange(({ object }) => {
    if (object.metadata.name !== name) return;
    const status = statusOf(object);
    const last = status?.lastState?.terminated ?? status?.state?.terminated;
    const started = status?.state?.running?.startedAt ?? status?.state?.terminated?.startedAt;
    if (status === undefined || last === undefined) return;
    if (endedMs !== undefined && status.restartCount > seen && started !== undefined)
      pauses.push(Date.parse(started) - endedMs);
    seen = status.restartCount;
    const latest = status.state?.terminated ?? last;
    endedMs = Date.parse(latest.finishedAt ?? '');
  });
  lab.until(`${name} has restarted ${String(count)} times`, () => pauses.length >= count, limitMs);
  observer.dispose();
  return pauses.slice(0, count);
}
