// What the filters of a cycle say of a node, in their order.
import type { NodeInfo } from '../nodeInfo';
import type { NodeFilter } from './plugin';
import type { Status } from './status';

/** Undefined where all of them let the pod onto the node. */
export function firstRefusal(filters: readonly NodeFilter[], node: NodeInfo): Status | undefined {
  for (const filter of filters) {
    const status = filter(node);
    if (status !== undefined) return status;
  }
  return undefined;
}
