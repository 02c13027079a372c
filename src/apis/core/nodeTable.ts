// Rows of `kubectl get nodes`. Source: k8s.io/kubernetes/pkg/printers/internalversion (printNode).
import type { Node } from '../generated/core/v1';
import { age, AGE_COLUMN, column, NAME_COLUMN, wideColumn, type KindTable } from '../printerColumn';
import { readyCondition } from './nodeState';

const ROLE_PREFIX = 'node-role.kubernetes.io/';

/** `Ready`, `NotReady,SchedulingDisabled`, ...; `Unknown` for a node that was never heard of. */
export function nodeStatusText(node: Node): string {
  const ready = readyCondition(node);
  const text = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec.unschedulable ? `${text},SchedulingDisabled` : text;
}

/** From labels: `control-plane`; empty for a worker. */
function nodeRoles(node: Node): readonly string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key !== ROLE_PREFIX)
      roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort();
}

export const NODE_TABLE: KindTable<Node> = {
  columns: [
    NAME_COLUMN,
    column('Status', 'Whether the node is ready for pods.'),
    column('Roles', 'Roles of the node, from its labels.'),
    AGE_COLUMN,
    column('Version', 'Version of the kubelet.'),
    wideColumn('Internal-IP', 'Address of the node within the cluster.'),
    wideColumn('External-IP', 'Address of the node from outside.'),
    wideColumn('OS-Image', 'Operating system.'),
    wideColumn('Kernel-Version', 'Version of the kernel.'),
    wideColumn('Container-Runtime', 'Container runtime and its version.'),
  ],
  row(node, nowMs) {
    const info = node.status.nodeInfo;
    const address = (type: string): string =>
      node.status.addresses?.find((each) => each.type === type)?.address ?? '<none>';
    return [
      node.metadata.name,
      nodeStatusText(node),
      nodeRoles(node).join(',') || '<none>',
      age(node.metadata.creationTimestamp, nowMs),
      info?.kubeletVersion ?? '',
      address('InternalIP'),
      address('ExternalIP'),
      info?.osImage || '<unknown>',
      info?.kernelVersion || '<unknown>',
      info?.containerRuntimeVersion || '<unknown>',
    ];
  },
};
