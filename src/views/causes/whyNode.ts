// Why a node is not ready, or takes no pods: by the word of its kubelet and by its taints.
import { readyCondition } from '../../apis/core/nodeState';
import { isConditionTrue } from '../../apimachinery/conditions';
import type { Node, Taint } from '../../apis/generated/core/v1';

const SHORT_OF: readonly (readonly [condition: string, what: string])[] = [
  ['MemoryPressure', 'memory'],
  ['DiskPressure', 'disk space'],
  ['PIDPressure', 'process ids'],
];

/** Undefined where it is ready and takes any pod. */
export function whyNode(node: Node): string | undefined {
  const { conditions } = node.status;
  const ready = readyCondition(node);
  if (ready?.status === 'False')
    return `It is not ready: its kubelet says "${ready.message ?? ''}" (${ready.reason ?? ''}). It takes no new pods, and those that do not tolerate it go after a while.`;
  if (ready?.status === 'Unknown')
    return `It is not ready: nobody has heard from its kubelet (${ready.message ?? ''}). Is the computer on, and does the network reach it?`;
  for (const [condition, what] of SHORT_OF) {
    if (isConditionTrue(conditions, condition))
      return `It is Ready, but short of ${what} (${condition}): it takes no new pods, and its kubelet evicts some until there is enough.`;
  }
  if (node.spec.unschedulable === true)
    return 'It is Ready, but takes no new pods: it was cordoned (spec.unschedulable). kubectl uncordon opens it again.';
  const own = node.spec.taints?.find(({ effect }) => effect !== 'PreferNoSchedule');
  if (own === undefined) return undefined;
  const evicts = own.effect === 'NoExecute' ? ' Others that ran there were evicted.' : '';
  return `It is Ready, but takes only pods that tolerate its taint ${taintText(own)}.${evicts}`;
}

/** As kubectl taint writes it. */
export function taintText({ key, value, effect }: Taint): string {
  return `${key}${value ? `=${value}` : ''}:${effect}`;
}
