// Slows evictions down, or stops them, where many nodes fail at once.
// Source: k8s.io/kubernetes/pkg/controller/nodelifecycle (handleDisruption).
import { isConditionTrue } from '../../../apimachinery/conditions';
import type { Node } from '../../../apis/generated/core/v1';
import type { Simulation } from '../../../simulation/simulation';
import { computeZoneState, evictionRate, zoneOf, type ZoneState } from './zoneState';
import { ZoneTainter } from './zoneTainter';

export interface DisruptionActions {
  /** Taints a node NoExecute, for what its Ready condition says by then. */
  taint(nodeName: string): void;
  /** Takes a node's NoExecute taints off. */
  markReachable(node: Node): void;
  /** Gives all nodes their grace period anew. */
  forgiveAll(): void;
}

export class NodeDisruption {
  readonly #simulation: Simulation;
  readonly #actions: DisruptionActions;
  readonly #tainters = new Map<string, ZoneTainter>();
  readonly #states = new Map<string, ZoneState>();

  constructor(simulation: Simulation, actions: DisruptionActions) {
    this.#simulation = simulation;
    this.#actions = actions;
  }

  enqueue(node: Node): void {
    this.#tainter(zoneOf(node)).add(node.metadata.name);
  }

  dequeue(node: Node): void {
    this.#tainters.get(zoneOf(node))?.remove(node.metadata.name);
  }

  forget(node: Node): void {
    this.dequeue(node);
  }

  stop(): void {
    for (const tainter of this.#tainters.values()) tainter.stop();
  }

  /** `counted` are the nodes by which zones are judged, `all` those that are there. */
  update(counted: readonly Node[], all: readonly Node[]): void {
    const sizes = new Map<string, number>();
    const states = judgeZones(counted, sizes);
    const isFull = (state: ZoneState): boolean => state === 'FullDisruption';
    const allAreFull = states.size > 0 && [...states.values()].every(isFull);
    const allWereFull = this.#states.size > 0 && [...this.#states.values()].every(isFull);
    for (const zone of this.#states.keys()) if (!states.has(zone)) this.#states.delete(zone);
    if (allAreFull && !allWereFull) this.#stopEvictions(all);
    else if (allWereFull && !allAreFull) this.#actions.forgiveAll();
    for (const [zone, state] of states) {
      this.#states.set(zone, state);
      const rate = allAreFull ? 0 : evictionRate(state, sizes.get(zone) ?? 0);
      this.#tainter(zone).setRate(rate);
    }
  }

  /** No node is left that could take the pods: more likely it is we who are cut off. */
  #stopEvictions(nodes: readonly Node[]): void {
    for (const node of nodes) this.#actions.markReachable(node);
  }

  #tainter(zone: string): ZoneTainter {
    let tainter = this.#tainters.get(zone);
    if (tainter === undefined) {
      tainter = new ZoneTainter(this.#simulation, zone, evictionRate('Normal', 0), (nodeName) => {
        this.#actions.taint(nodeName);
      });
      this.#tainters.set(zone, tainter);
    }
    return tainter;
  }
}

function judgeZones(nodes: readonly Node[], sizes: Map<string, number>): Map<string, ZoneState> {
  const ready = new Map<string, number>();
  for (const node of nodes) {
    const zone = zoneOf(node);
    sizes.set(zone, (sizes.get(zone) ?? 0) + 1);
    if (isConditionTrue(node.status.conditions, 'Ready')) {
      ready.set(zone, (ready.get(zone) ?? 0) + 1);
    }
  }
  const states = new Map<string, ZoneState>();
  for (const [zone, size] of sizes) {
    const readyCount = ready.get(zone) ?? 0;
    states.set(zone, computeZoneState(readyCount, size - readyCount));
  }
  return states;
}
