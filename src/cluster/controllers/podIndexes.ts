// Indexes of the shared pod cache, so that no controller ever looks at all pods for one object.
import { keyOf } from '../../apimachinery/objectMeta';
import { claimsOf } from '../../apis/core/podClaims';
import type { PersistentVolumeClaim, Pod } from '../../apis/generated/core/v1';
import { PODS } from '../../apis/resources';
import type { Informer } from '../client/informer';
import type { InformerFactory } from '../client/informerFactory';
import { indexByOwner } from './ownerIndexes';

const BY_NODE = 'node';
const BY_LABEL = 'label';
const BY_CLAIM = 'claim';
const NO_CLAIMS: readonly string[] = [];

export function indexPods(informers: InformerFactory): void {
  const pods = informers.informer(PODS);
  indexByOwner(pods);
  pods.addIndex(
    BY_NODE,
    (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []),
    (pod) => pod.spec.nodeName,
  );
  pods.addIndex(BY_CLAIM, claimKeys, (pod) => pod.spec.volumes);
  pods.addIndex(
    BY_LABEL,
    (pod) => labelKeys(pod.metadata.namespace, pod.metadata.labels),
    (pod) => pod.metadata.labels,
  );
}

export function podsOnNode(pods: Informer<Pod>, nodeName: string): readonly Pod[] {
  return pods.byIndex(BY_NODE, nodeName);
}

/** Those that name it, scheduled or not. */
export function podsUsingClaim(
  pods: Informer<Pod>,
  { metadata }: PersistentVolumeClaim,
): readonly Pod[] {
  return pods.byIndex(BY_CLAIM, keyOf(metadata.namespace, metadata.name));
}

function claimKeys(pod: Pod): readonly string[] {
  const uses = claimsOf(pod);
  if (uses.length === 0) return NO_CLAIMS;
  return uses.map(({ claimName }) => keyOf(pod.metadata.namespace, claimName));
}

/** The pods of a namespace that have all these labels (at least one has to be given). */
export function podsWithLabels(
  pods: Informer<Pod>,
  namespace: string | undefined,
  labels: Readonly<Record<string, string>>,
): readonly Pod[] {
  const entries = Object.entries(labels);
  let smallest: readonly Pod[] | undefined;
  for (const key of labelKeys(namespace, labels)) {
    const candidates = pods.byIndex(BY_LABEL, key);
    if (smallest === undefined || candidates.length < smallest.length) smallest = candidates;
  }
  if (smallest === undefined || entries.length === 1) return smallest ?? [];
  return smallest.filter((pod) =>
    entries.every(([key, value]) => pod.metadata.labels?.[key] === value),
  );
}

function labelKeys(
  namespace: string | undefined,
  labels: Readonly<Record<string, string>> | undefined,
): readonly string[] {
  if (labels === undefined) return [];
  const prefix = namespace ?? '';
  const keys: string[] = [];
  for (const key in labels) keys.push(`${prefix} ${key}=${labels[key] ?? ''}`);
  return keys;
}
