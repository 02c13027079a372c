// One run of a kubelet's process on its machine: what its parts share, until it ends.
import type { Draft } from '../../apimachinery/objectMeta';
import type { WallClock } from '../../apimachinery/wallClock';
import type { Pod } from '../../apis/generated/core/v1';
import type { ScheduleOptions, Simulation, Timer } from '../../simulation/simulation';
import type { Client } from '../client/client';
import { EventRecorder } from '../client/eventRecorder';
import type { NodeNetworkView } from '../network/nodeNetworkView';
import type { PodIpam } from '../network/podIpam';
import type { ContainerRuntime } from '../runtime/containerRuntime';
import type { ContainerMemory } from './containerMemory';
import type { NodeResources } from './eviction/nodeResources';
import type { KubeletContext } from './kubeletContext';
import type { KubeletNode } from './kubeletNode';
import { KUBELET_TIMINGS, type KubeletTimings } from './kubeletTimings';
import type { MachineOptions } from './machineOptions';
import { SharedStatusParts } from './sharedStatusParts';

/** The machine as its kubelet sees it. */
export interface KubeletMachine {
  readonly node: KubeletNode;
  readonly runtime: ContainerRuntime;
  readonly memory: ContainerMemory;
  readonly resources: NodeResources;
  readonly network: NodeNetworkView;
  readonly ipam: PodIpam | undefined;
  manifests(): readonly Draft<Pod>[];
  usePodCidr(cidr: string): void;
}

/** A class, since there is one a node: methods take no memory there, as functions in a literal would. */
export class KubeletRun implements KubeletContext {
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
  readonly bootId: string;
  readonly #machine: KubeletMachine;
  #isOver = false;

  constructor(machine: KubeletMachine, options: MachineOptions, bootId: string) {
    const { node, runtime, memory, resources } = machine;
    this.simulation = options.simulation;
    this.clock = options.clock;
    this.client = options.connect({ name: `system:node:${node.name}`, groups: GROUPS });
    this.recorder = new EventRecorder(this, { component: 'kubelet', host: node.name });
    this.runtime = runtime;
    this.node = node;
    this.statusParts = options.statusParts ?? new SharedStatusParts();
    this.memory = memory;
    this.resources = resources;
    this.timings = options.timings ?? KUBELET_TIMINGS;
    this.bootId = bootId;
    this.#machine = machine;
  }

  /** Nothing of it happens any more. */
  end(): void {
    this.#isOver = true;
  }

  isRunning(): boolean {
    return !this.#isOver;
  }

  dnsAddress(): string {
    return this.#machine.network.dnsAddress;
  }

  ipam(): PodIpam | undefined {
    return this.#machine.ipam;
  }

  manifests(): readonly Draft<Pod>[] {
    return this.#machine.manifests();
  }

  usePodCidr(cidr: string): void {
    this.#machine.usePodCidr(cidr);
  }

  schedule(
    delayMs: number,
    label: string,
    subject: string,
    action: () => void,
    options?: ScheduleOptions,
  ): Timer {
    const unlessOver = (): void => {
      if (!this.#isOver) action();
    };
    return this.simulation.schedule(delayMs, label, subject, unlessOver, options);
  }
}

const GROUPS: readonly string[] = ['system:nodes', 'system:authenticated'];
