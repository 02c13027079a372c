// The pod of a DaemonSet for one node: pinned to it by node affinity, with the daemon's tolerations.
// Source: k8s.io/kubernetes/pkg/controller/daemon/util,
// https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations
import type { DaemonSet } from '../../../apis/generated/apps/v1';
import type {
  Affinity,
  Node,
  NodeSelectorTerm,
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

/** Judges nodes for one template, each once: objects are immutable, and a sync asks three times. */
export class NodeJudge {
  readonly template: PodTemplateSpec;
  readonly #verdicts = new WeakMap<Node, NodeVerdict>();

  constructor(template: PodTemplateSpec) {
    this.template = template;
  }

  verdict(node: Node): NodeVerdict {
    let verdict = this.#verdicts.get(node);
    if (verdict === undefined) {
      verdict = judgeNode(this.template, node);
      this.#verdicts.set(node, verdict);
    }
    return verdict;
  }
}

function judgeNode({ spec }: PodTemplateSpec, node: Node): NodeVerdict {
  if (spec === undefined) return { shouldRun: false, mayContinue: false };
  const named = spec.nodeName === undefined || spec.nodeName === node.metadata.name;
  if (!named || !matchesRequiredNodeAffinity(spec, node)) {
    return { shouldRun: false, mayContinue: false };
  }
  const tolerations = daemonTolerations(spec);
  const untolerated = (node.spec.taints ?? []).filter(
    (taint) =>
      taint.effect !== 'PreferNoSchedule' &&
      !tolerations.some((toleration) => toleratesTaint(toleration, taint)),
  );
  return {
    shouldRun: untolerated.length === 0,
    mayContinue: untolerated.every(({ effect }) => effect !== 'NoExecute'),
  };
}

/** The template with the labels of its revision and the tolerations of daemons. */
export function daemonTemplate(daemonSet: DaemonSet, hash: string): PodTemplateSpec {
  const { template } = daemonSet.spec;
  const { spec } = template;
  const generation = daemonSet.metadata.annotations?.[GENERATION_ANNOTATION];
  return {
    ...template,
    metadata: {
      ...template.metadata,
      labels: {
        ...template.metadata?.labels,
        [REVISION_HASH_LABEL]: hash,
        ...(generation === undefined ? {} : { [GENERATION_LABEL]: generation }),
      },
    },
    ...(spec === undefined ? {} : { spec: { ...spec, tolerations: daemonTolerations(spec) } }),
  };
}

/** The template for a pod that the scheduler can put on this node only. */
export function pinToNode(template: PodTemplateSpec, nodeName: string): PodTemplateSpec {
  const { spec } = template;
  if (spec === undefined) return template;
  return { ...template, spec: { ...spec, affinity: withNode(spec.affinity, nodeName) } };
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
