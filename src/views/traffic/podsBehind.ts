// The pods behind a target of simulated users: those in the endpoints of its Service, ready or not.
import { keyOf } from '../../apimachinery/objectMeta';
import type { Pod } from '../../apis/generated/core/v1';
import type { TrafficRun } from '../../cluster/network/traffic/trafficRun';
import { compareNames, type ClusterState } from '../clusterState';

export function podsBehind(state: ClusterState, run: TrafficRun): readonly Pod[] {
  const { target } = run.spec;
  const pods: Pod[] = [];
  const keys =
    target.kind === 'ingress'
      ? run.meter.servedBy.keys()
      : endpointPods(state, target.namespace, target.service);
  for (const key of new Set(keys)) {
    const [namespace = '', name = ''] = key.split('/');
    const pod = state.pods.get(namespace, name);
    if (pod !== undefined) pods.push(pod);
  }
  return pods.sort((a, b) => compareNames(a.metadata.name, b.metadata.name));
}

/** How many requests of this traffic a pod has answered. */
export function podCount(run: TrafficRun, { metadata }: Pod): number {
  return run.meter.servedBy.get(keyOf(metadata.namespace, metadata.name)) ?? 0;
}

function* endpointPods(state: ClusterState, namespace: string, service: string): Generator<string> {
  for (const { metadata, endpoints } of state.endpointSlices.list()) {
    const belongs =
      metadata.namespace === namespace &&
      metadata.labels?.['kubernetes.io/service-name'] === service;
    if (!belongs) continue;
    for (const { targetRef } of endpoints ?? [])
      if (targetRef?.kind === 'Pod' && targetRef.name !== undefined)
        yield keyOf(namespace, targetRef.name);
  }
}
