// What the parts of one kubelet share.
import type { Draft } from '../../apimachinery/objectMeta';
import type { WallClock } from '../../apimachinery/wallClock';
import type { Pod } from '../../apis/generated/core/v1';
import type { ScheduleOptions, Simulation, Timer } from '../../simulation/simulation';
import type { Client } from '../client/client';
import type { EventRecorder } from '../client/eventRecorder';
import type { PodIpam } from '../network/podIpam';
import type { ContainerRuntime } from '../runtime/containerRuntime';
import type { ContainerMemory } from './containerMemory';
import type { NodeResources } from './eviction/nodeResources';
import type { KubeletNode } from './kubeletNode';
import type { KubeletTimings } from './kubeletTimings';
import type { SharedStatusParts } from './sharedStatusParts';

/** How often the runtime is asked for its containers: what has happened is noticed by then. */
export const RELIST_MS = 1_000;

export interface KubeletContext {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly runtime: ContainerRuntime;
  readonly node: KubeletNode;
  readonly statusParts: SharedStatusParts;
  readonly memory: ContainerMemory;
  readonly resources: NodeResources;
  readonly timings: KubeletTimings;
  /** New with every start of the machine. */
  readonly bootId: string;
  /** The cluster's DNS server, which pods are told of. */
  dnsAddress(): string;
  /** Undefined until the node has a podCIDR: the network is not ready. */
  ipam(): PodIpam | undefined;
  /** The manifests of static pods that are there now. */
  manifests(): readonly Draft<Pod>[];
  /** The node got its podCIDR. */
  usePodCidr(cidr: string): void;
  /** False once this run of the kubelet has ended: what the runtime still tells is not for it. */
  isRunning(): boolean;
  /** As Simulation.schedule, but nothing happens once the kubelet has stopped. */
  schedule(
    delayMs: number,
    label: string,
    subject: string,
    action: () => void,
    options?: ScheduleOptions,
  ): Timer;
}
