// The computers of the cluster and their power switches: what a hand can do to the hardware.
import type { Draft } from '../apimachinery/objectMeta';
import type { UserInfo } from '../apimachinery/userInfo';
import type { WallClock } from '../apimachinery/wallClock';
import type { Pod, Taint } from '../apis/generated/core/v1';
import type { Simulation, Timer } from '../simulation/simulation';
import type { Client } from './client/client';
import type { Component } from './client/component';
import {
  KUBERNETES_VERSION,
  nodeAddress,
  plainNode,
  type ClusterConfig,
  type NodeSize,
} from './clusterConfig';
import { Machine } from './kubelet/machine';
import type { MachineOptions } from './kubelet/machineOptions';
import { preloadedImages } from './kubelet/preloadedImages';
import { SharedStatusParts } from './kubelet/sharedStatusParts';
import { ClusterNetwork } from './network/clusterNetwork';
import { Distances } from './network/distances';
import { Wires } from './network/wires';
import { ImageCatalogue, type LocalImage } from './runtime/imageCatalogue';
import { KNOWN_IMAGES } from './runtime/knownImages';

const CONTROL_PLANE_TAINT: Taint = {
  key: 'node-role.kubernetes.io/control-plane',
  effect: 'NoSchedule',
};

export interface MachinesOptions {
  readonly simulation: Simulation;
  readonly clock: WallClock;
  readonly config: ClusterConfig;
  /** A connection to the API server, from the machine `from`. */
  readonly connect: (user: UserInfo, from: string) => Client;
}

/** What makes a computer a control plane node. */
export interface ControlPlaneRole {
  readonly staticPods: readonly Draft<Pod>[];
  /** Its simulated processes, by the name of their container. */
  readonly processes: ReadonlyMap<string, Component>;
}

export class Machines {
  readonly wires: Wires;
  readonly network: ClusterNetwork;
  readonly #options: MachinesOptions;
  readonly #distances: Distances;
  readonly #machines = new Map<string, Machine>();
  /** Computers that are switched on and not up yet. */
  readonly #booting = new Map<string, Timer>();
  readonly images: ImageCatalogue;
  /** Names of containers that fail soon after they have started, wherever they run. */
  readonly failing = new Set<string>();
  readonly #workerImages: readonly LocalImage[];
  readonly #statusParts = new SharedStatusParts();
  #next = 0;

  constructor(options: MachinesOptions) {
    this.#options = options;
    this.images = new ImageCatalogue([...KNOWN_IMAGES, ...options.config.images]);
    this.#workerImages = preloadedImages(this.images, { kubeletVersion: KUBERNETES_VERSION });
    this.wires = new Wires(options.simulation);
    this.#distances = new Distances(options.config);
    const { rule } = this.#distances;
    if (rule !== undefined) this.wires.setRule('distances', rule);
    this.network = new ClusterNetwork(() => this.#machines.values(), this.wires);
  }

  get byName(): ReadonlyMap<string, Machine> {
    return this.#machines;
  }

  /** Throws where there is none with the name. */
  get(name: string): Machine {
    const machine = this.#machines.get(name);
    if (machine === undefined) throw new Error(`There is no node named "${name}" in this cluster.`);
    return machine;
  }

  /** A new computer, switched off. Throws where there is one with the name. */
  add(
    name: string,
    role?: ControlPlaneRole,
    size: NodeSize = plainNode(this.#options.config),
  ): Machine {
    if (this.#machines.has(name)) throw new Error(`There is already a node named "${name}".`);
    const { config, simulation, clock, connect } = this.#options;
    this.#distances.place(name, size.labels);
    const { cpuMillis, memoryBytes, maxPods, labels, taints } = size;
    const plain: MachineOptions = {
      simulation,
      clock,
      connect: (user) => connect(user, name),
      name,
      address: nodeAddress(this.#next),
      cpuMillis,
      memoryBytes,
      maxPods,
      labels,
      taints,
      timings: config.timings,
      images: this.images,
      preloaded: this.#workerImages,
      statusParts: this.#statusParts,
      failing: this.failing,
      network: this.network,
      kubeletVersion: KUBERNETES_VERSION,
    };
    const machine = new Machine(role === undefined ? plain : this.#withRole(plain, role));
    this.#next++;
    this.#machines.set(name, machine);
    return machine;
  }

  #withRole(plain: MachineOptions, role: ControlPlaneRole): MachineOptions {
    const { staticPods } = role;
    const taints = [CONTROL_PLANE_TAINT, ...(plain.taints ?? [])];
    const preloaded = preloadedImages(this.images, { ...plain, staticPods });
    return { ...plain, ...role, taints, preloaded };
  }

  /** Switches a computer on; its kubelet starts when the operating system is up. */
  boot(name: string): void {
    const machine = this.get(name);
    if (machine.isOn || this.#booting.has(name)) return;
    const { nodeBootMs } = this.#options.config.timings;
    const timer = this.#options.simulation.schedule(nodeBootMs, 'boot', name, () => {
      this.#booting.delete(name);
      machine.powerOn();
    });
    this.#booting.set(name, timer);
  }

  /** Whether it is on, or will be in a moment. */
  hasPower(name: string): boolean {
    return this.get(name).isOn || this.#booting.has(name);
  }

  /** Pulls the plug, also of one that is not up yet. */
  powerOff(name: string): void {
    const machine = this.get(name);
    this.#booting.get(name)?.cancel();
    this.#booting.delete(name);
    machine.powerOff();
  }

  /** Pulls the plug and carries the computer away. */
  remove(name: string): void {
    this.powerOff(name);
    this.#machines.delete(name);
    this.#distances.forget(name);
    this.wires.forget(name);
  }
}
