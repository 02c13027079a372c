// What can break: each fault is a file of this folder, as data that a learner reads and as two deeds,
// apply and lift. Faults act on computers, cables and processes, never on objects of the API: what
// follows from them is what Kubernetes makes of it.
import type { Pod } from '../../apis/generated/core/v1';
import type { Simulation } from '../../simulation/simulation';
import type { ControlPlaneComponent } from '../controlPlaneManifests';
import type { Machines } from '../machines';

export const FAULT_GROUPS = [
  'Nodes',
  'Network',
  'Parts of a node',
  'Shortage on a node',
  'Containers',
  'Control plane',
  'Services of the cluster',
] as const;
export type FaultGroup = (typeof FAULT_GROUPS)[number];

/** What has to be chosen before a fault can be laid on it. */
export type FaultTargetKind =
  'cluster' | 'node' | 'worker' | 'nodePair' | 'component' | 'container';

/** Plain JSON: the journal keeps it. Which fields are set, the fault's kind of target tells. */
export interface FaultTarget {
  readonly node?: string;
  readonly otherNode?: string;
  readonly component?: ControlPlaneComponent;
  readonly namespace?: string;
  readonly pod?: string;
  readonly container?: string;
}

/** What faults lay hands on. */
export interface FaultWorld {
  readonly simulation: Simulation;
  readonly machines: Machines;
  /** From etcd itself; throws where there is none. */
  pod(namespace: string, name: string): Pod;
  /** A cloud takes a lost worker away and brings a new one. */
  replaceWorker(node: string): void;
}

export interface Fault {
  readonly id: string;
  /** An order: `Stop the kubelet`. */
  readonly title: string;
  readonly group: FaultGroup;
  readonly target: FaultTargetKind;
  /** One or two words for what it is laid on: `no power`. */
  readonly badge: string;
  /** What happens, in one sentence. */
  readonly does: string;
  /** What to look at, and when: times of a cluster with the defaults of Kubernetes. */
  expect(target: FaultTarget, controlPlaneNodes: number): readonly string[];
  /** How it is undone, and what comes then. */
  readonly undo: string;
  /** Something is lost that lifting does not bring back. */
  readonly isDestructive?: true;
  /** A computer that starts anew is rid of it. */
  readonly endsWithReboot?: true;
  /** Why it cannot be laid on the target, as a sentence. */
  readonly refusal?: (world: FaultWorld, target: FaultTarget) => string | undefined;
  apply(world: FaultWorld, target: FaultTarget, key: string): void;
  /** Undefined where it is over at once. */
  lift?(world: FaultWorld, target: FaultTarget, key: string): void;
  /** It has ended by itself. */
  isOver?(world: FaultWorld, target: FaultTarget, key: string): boolean;
}

/** `worker-1`, `worker-1 worker-2`, `kube-scheduler on control-plane`, `default/web-1 nginx`. */
export function targetText(target: FaultTarget): string {
  const { node, otherNode, component, namespace = 'default', pod, container } = target;
  if (pod !== undefined)
    return container === undefined ? `${namespace}/${pod}` : `${namespace}/${pod} ${container}`;
  if (component !== undefined) return `${component} on ${node ?? ''}`;
  if (otherNode !== undefined) return `${node ?? ''} ${otherNode}`;
  return node ?? 'the cluster';
}

/** The same for the same fault on the same target. */
export function faultKey(fault: string, target: FaultTarget): string {
  return `${fault} ${targetText(target)}`;
}

/** Of faults that need a computer that is on. */
export function refusedWhileOff({ machines }: FaultWorld, target: FaultTarget): string | undefined {
  const node = nodeOf(target);
  return machines.get(node).isOn ? undefined : `${node} is off.`;
}

/** The target's node; a fault on nodes has one. */
export function nodeOf({ node }: FaultTarget): string {
  if (node === undefined) throw new Error('This needs a node.');
  return node;
}
