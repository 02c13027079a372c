// How a node is, by its kubelet's word.
// Source: https://kubernetes.io/docs/reference/node/node-status/#condition
import { findCondition } from '../../apimachinery/conditions';
import type { Node, NodeCondition } from '../generated/core/v1';

/** Status `Unknown` once the control plane has not heard from the kubelet for too long. */
export function readyCondition({ status }: Node): NodeCondition | undefined {
  return findCondition(status.conditions, 'Ready');
}

/** Cordoned nodes are ready too: they only take no new pods. */
export function isNodeReady(node: Node): boolean {
  return readyCondition(node)?.status === 'True';
}
