// Who brings workers and takes them away: an administrator, or the cloud that replaces lost ones. A control plane node
// can be taken away too, and is not brought back.
import { isApiError, isNotFound } from '../apimachinery/apiStatus';
import type { ApiList } from '../apimachinery/objectMeta';
import { parseTime } from '../apimachinery/time';
import type { WallClock } from '../apimachinery/wallClock';
import { readyCondition } from '../apis/core/nodeState';
import type { Node } from '../apis/generated/core/v1';
import { NODES } from '../apis/resources';
import type { Simulation, Timer } from '../simulation/simulation';
import type { ApiHandler } from './client/apiHandler';
import { OBSERVER_USER } from './client/observer';
import { initialWorkers, type ClusterConfig, type NodeSize } from './clusterConfig';
import type { ControlPlane } from './controlPlane';
import type { ClusterFaults } from './faults/clusterFaults';
import type { Machines } from './machines';

/** The control plane is there before the workers join, virtual ms after it. */
const JOIN_DELAY_MS = 500;
const JOIN_STAGGER_MS = 150;
/** From the order of a virtual machine until it is switched on. */
const PROVISION_MS = 50_000;
const RETRY_MS = 10_000;
/** Managed clusters replace a node that was NotReady for about ten minutes (GKE, AKS). */
const REPAIR_AFTER_MS = 600_000;
const LOOK_MS = 60_000;

export interface WorkersOptions {
  readonly config: ClusterConfig;
  readonly simulation: Simulation;
  readonly machines: Machines;
  readonly faults: ClusterFaults;
  readonly controlPlane: Pick<ControlPlane, 'refusalToLeave' | 'leave'>;
  readonly api: ApiHandler;
  readonly clock: WallClock;
  /** Reads that leave no mark, also while the API server is down. */
  readonly observe: ApiHandler;
}

export class Workers {
  readonly #options: WorkersOptions;
  #timer: Timer | undefined;

  constructor(options: WorkersOptions) {
    this.#options = options;
    if (options.config.autoRepair) this.setAutoRepair(true);
  }

  /** Those that the cluster starts with. */
  joinInitial(): void {
    const { config, machines, simulation } = this.#options;
    let delayMs = JOIN_DELAY_MS;
    for (const [name, size] of initialWorkers(config)) {
      delayMs += JOIN_STAGGER_MS;
      simulation.schedule(delayMs, 'join', name, () => {
        machines.add(name, undefined, size).powerOn();
      });
    }
  }

  /** A new computer runs kubeadm join. */
  join(name: string, size?: NodeSize): void {
    const { machines } = this.#options;
    machines.add(name, undefined, size);
    machines.boot(name);
  }

  remove(name: string): void {
    const { controlPlane, faults, machines } = this.#options;
    const { isControlPlane } = machines.get(name);
    // First what can be refused: without an API server nothing happens, instead of half of it.
    const refusal = isControlPlane ? controlPlane.refusalToLeave(name) : undefined;
    if (refusal !== undefined) throw new Error(refusal);
    this.#deleteNode(name);
    if (isControlPlane) controlPlane.leave(name);
    faults.nodeGone(name);
    machines.remove(name);
  }

  get repairs(): boolean {
    return this.#timer !== undefined;
  }

  /** Whether workers that stay NotReady are replaced, as managed clusters do. */
  setAutoRepair(isOn: boolean): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (!isOn) return;
    const look = (): void => {
      this.#timer = this.#options.simulation.schedule(LOOK_MS, 'node auto-repair', 'cloud', look, {
        background: true,
      });
      for (const name of this.#lostWorkers()) this.replace(name);
    };
    look();
  }

  #lostWorkers(): readonly string[] {
    const { observe, machines, clock } = this.#options;
    const list = { verb: 'list', user: OBSERVER_USER, resource: NODES, options: {} } as const;
    // A list of nodes answers with nodes.
    const { items } = observe.handle({ ...list, namespace: undefined }).body as ApiList<Node>;
    const lost = items.filter((node) => {
      const ready = readyCondition(node);
      if (ready === undefined || ready.status === 'True') return false;
      const sinceMs = parseTime(ready.lastTransitionTime ?? '') ?? clock.epochMs;
      const machine = machines.byName.get(node.metadata.name);
      return machine?.isControlPlane === false && clock.epochMs - sinceMs >= REPAIR_AFTER_MS;
    });
    return lost.map(({ metadata }) => metadata.name);
  }

  /** The cloud deletes a node and brings a new computer; it tries until the API server lets it. */
  replace(name: string): void {
    const { machines, simulation } = this.#options;
    const size = machines.byName.get(name)?.size;
    if (size === undefined) return;
    try {
      this.remove(name);
    } catch (error) {
      if (!isApiError(error)) throw error;
      simulation.schedule(RETRY_MS, 'replace node', name, () => {
        this.replace(name);
      });
      return;
    }
    simulation.schedule(PROVISION_MS, 'new computer', name, () => {
      this.join(this.#nameAfter(name), size);
    });
  }

  /** The next free number of the same kind: `worker-4` for `worker-2` of three. */
  #nameAfter(name: string): string {
    const prefix = name.replace(/-?\d+$/, '');
    let last = Number(/\d+$/.exec(name)?.[0] ?? 0);
    for (const other of this.#options.machines.byName.keys()) {
      const number = other.startsWith(`${prefix}-`) ? Number(other.slice(prefix.length + 1)) : 0;
      if (number > last) last = number;
    }
    return `${prefix}-${last + 1}`;
  }

  #deleteNode(name: string): void {
    const user = OBSERVER_USER;
    try {
      this.#options.api.handle({
        verb: 'delete',
        user,
        resource: NODES,
        namespace: undefined,
        name,
        options: {},
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}
