// The pod of a DaemonSet for one node: pinned to it by node affinity, with the daemon's tolerations.
// Source: k8s.io/kubernetes/pkg/controller/daemon/util,
// https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations
import type { DaemonSet } from '../../../apis/generated/apps/v1';
import type {
  Affinity,
  Node,
  NodeSelectorTerm,
  Pod,
  PodSpec,
  PodTemplateSpec,
  Toleration,
} from '../../../apis/generated/core/v1';
import { toleratesTaint } from '../../../apis/core/tolerations';
import { matchesRequiredNodeAffinity } from '../../../apis/core/nodeSelector';

export const REVISION_HASH_LABEL = 'controller-revision-hash';
const GENERATION_LABEL = 'pod-template-generation';
const GENERATION_ANNOTATION = 'deprecated.daemonset.template.generation';

const DAEMON_TOLERATIONS: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const HOST_NETWORK_TOLERATION: Toleration = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
};

/** Whether a pod is to be made for the node, and whether one that is there may stay. */
export interface NodeVerdict {
  readonly shouldRun: boolean;
  readonly mayContinue: boolean;
}

const NEVER: NodeVerdict = { shouldRun: false, mayContinue: false };
const STAY: NodeVerdict = { shouldRun: false, mayContinue: true };
const RUN: NodeVerdict = { shouldRun: true, mayContinue: true };

/** The template of a DaemonSet, as its pods have it: what they share is made once. */
export class DaemonTemplate {
  readonly template: PodTemplateSpec;
  readonly #tolerations: readonly Toleration[];
  #made:
    | { readonly hash: string; readonly generation: string | undefined; template: PodTemplateSpec }
    | undefined;

  constructor(template: PodTemplateSpec) {
    this.template = template;
    this.#tolerations = template.spec === undefined ? [] : daemonTolerations(template.spec);
  }

  verdict(node: Node): NodeVerdict {
    const { spec } = this.template;
    if (spec === undefined) return NEVER;
    const named = spec.nodeName === undefined || spec.nodeName === node.metadata.name;
    if (!named || !matchesRequiredNodeAffinity(spec, node)) return NEVER;
    const untolerated = (node.spec.taints ?? []).filter(
      (taint) =>
        taint.effect !== 'PreferNoSchedule' &&
        !this.#tolerations.some((toleration) => toleratesTaint(toleration, taint)),
    );
    if (untolerated.length === 0) return RUN;
    return untolerated.every(({ effect }) => effect !== 'NoExecute') ? STAY : NEVER;
  }

  /** For a pod of `daemonSet`, whose template this is, that the scheduler can put on this node only. */
  forNode(daemonSet: DaemonSet, hash: string, nodeName: string): PodTemplateSpec {
    const template = this.#forRevision(
      daemonSet.metadata.annotations?.[GENERATION_ANNOTATION],
      hash,
    );
    const { spec } = template;
    if (spec === undefined) return template;
    return { ...template, spec: { ...spec, affinity: withNode(spec.affinity, nodeName) } };
  }

  /** With the labels of its revision and the tolerations of daemons. */
  #forRevision(generation: string | undefined, hash: string): PodTemplateSpec {
    if (this.#made?.hash === hash && this.#made.generation === generation)
      return this.#made.template;
    const { metadata, spec } = this.template;
    const labels = {
      ...metadata?.labels,
      [REVISION_HASH_LABEL]: hash,
      ...(generation === undefined ? {} : { [GENERATION_LABEL]: generation }),
    };
    const template = {
      ...this.template,
      metadata: { ...metadata, labels },
      ...(spec === undefined ? {} : { spec: { ...spec, tolerations: this.#tolerations } }),
    };
    this.#made = { hash, generation, template };
    return template;
  }
}

/** The node on which a pod of a daemon runs, or to which it is pinned. */
export function nodeOf(pod: Pod): string | undefined {
  const { nodeName, affinity } = pod.spec;
  if (nodeName !== undefined) return nodeName;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  for (const { matchFields } of required?.nodeSelectorTerms ?? []) {
    const field = matchFields?.find(({ key }) => key === 'metadata.name');
    if (field?.values?.[0] !== undefined) return field.values[0];
  }
  return undefined;
}

export function revisionHashOf(pod: Pod): string {
  return pod.metadata.labels?.[REVISION_HASH_LABEL] ?? '';
}

function daemonTolerations(spec: PodSpec): readonly Toleration[] {
  const own = spec.tolerations ?? [];
  const added =
    spec.hostNetwork === true
      ? [...DAEMON_TOLERATIONS, HOST_NETWORK_TOLERATION]
      : DAEMON_TOLERATIONS;
  const missing = added.filter(
    (each) =>
      !own.some(
        ({ key, effect, operator, tolerationSeconds }) =>
          key === each.key &&
          effect === each.effect &&
          operator === each.operator &&
          tolerationSeconds === undefined,
      ),
  );
  return [...own, ...missing];
}

/** What the user requires of the node was looked at by us; the scheduler needs the name alone. */
function withNode(affinity: Affinity | undefined, nodeName: string): Affinity {
  const term: NodeSelectorTerm = {
    matchFields: [{ key: 'metadata.name', operator: 'In', values: [nodeName] }],
  };
  return {
    ...affinity,
    nodeAffinity: {
      ...affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] },
    },
  };
}
