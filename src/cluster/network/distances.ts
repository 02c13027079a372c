// How far the computers of the cluster are from each other: what a message between two nodes takes longer
// than within one rack. Where a node stands does not change, whatever becomes of its labels.
// Differs from a cloud: control plane nodes stand in no zone, so nothing is far from them but by `nodeLatencyMs`.
import type { StringMap } from '../../apimachinery/objectMeta';
import type { WireRule } from './wires';

const ZONE = 'topology.kubernetes.io/zone';

export interface DistanceLatencies {
  /** Between any two nodes, one way, virtual ms. */
  readonly nodeLatencyMs: number;
  /** Between nodes of different zones, on top of that. */
  readonly zoneLatencyMs: number;
}

export class Distances {
  readonly #latencies: DistanceLatencies;
  /** By the names of nodes. */
  readonly #zones = new Map<string, string | undefined>();

  constructor(latencies: DistanceLatencies) {
    this.#latencies = latencies;
  }

  /** Undefined where nothing is far: wires need no rule then. */
  get rule(): WireRule | undefined {
    const { nodeLatencyMs, zoneLatencyMs } = this.#latencies;
    if (nodeLatencyMs === 0 && zoneLatencyMs === 0) return undefined;
    return { delayMs: (from, to) => this.#between(from, to) };
  }

  place(node: string, labels: StringMap): void {
    this.#zones.set(node, labels[ZONE]);
  }

  forget(node: string): void {
    this.#zones.delete(node);
  }

  #between(from: string, to: string): number {
    // Who is outside is no node.
    if (from === to || !this.#zones.has(from) || !this.#zones.has(to)) return 0;
    const { nodeLatencyMs, zoneLatencyMs } = this.#latencies;
    const zone = this.#zones.get(from);
    const other = this.#zones.get(to);
    const isAcross = zone !== undefined && other !== undefined && zone !== other;
    return nodeLatencyMs + (isAcross ? zoneLatencyMs : 0);
  }
}
