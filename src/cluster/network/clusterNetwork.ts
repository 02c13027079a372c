// The wires between the nodes: who has an address, and whether a connection to it is accepted.
// Differs from Kubernetes: pods and nodes reach each other directly, as with a routed network; a
// packet to a node that is off is lost without a word.
import type { Connection, Peer } from '../runtime/networkView';
import type { AddressSpace } from './nodeNetworkView';
import { OUTSIDE, type Wires } from './wires';

/** One computer as the others see it. */
export interface NetworkNode {
  readonly name: string;
  readonly address: string;
  readonly isOn: boolean;
  /** `10.244.1.0/24`, once it is known. */
  readonly podCidr: string | undefined;
  hasPod(address: string): boolean;
  /**
   * The server on a port of one of its pods, or of its own where the address is the node's; `hangs`:
   * one that accepts connections and never answers.
   */
  peerAt(address: string, port: number, from: string): Peer | 'hangs' | undefined;
  /** Through its own rules for services, where the port belongs to one (NodePort). */
  forward(from: string, port: number): Connection | undefined;
}

export class ClusterNetwork implements AddressSpace {
  readonly #nodes: () => Iterable<NetworkNode>;
  readonly #wires: Pick<Wires, 'isCut' | 'delayMs'> | undefined;

  constructor(nodes: () => Iterable<NetworkNode>, wires?: Pick<Wires, 'isCut' | 'delayMs'>) {
    this.#nodes = nodes;
    this.#wires = wires;
  }

  reach(origin: string, from: string, address: string, port: number): Connection {
    for (const node of this.#nodes()) {
      const isNode = node.address === address;
      if (!isNode && !isWithin(address, node.podCidr)) continue;
      if (!node.isOn || this.#wires?.isCut(origin, node.name) === true) return { kind: 'timeout' };
      const delayMs = this.#wires?.delayMs(origin, node.name) ?? 0;
      const forwarded = isNode ? node.forward(from, port) : undefined;
      if (forwarded !== undefined) return delayed(forwarded, delayMs);
      if (!isNode && !node.hasPod(address)) return { kind: 'noRoute' };
      const peer = node.peerAt(address, port, from);
      if (peer === undefined) return { kind: 'refused' };
      if (peer === 'hangs') return { kind: 'timeout' };
      return delayed({ kind: 'connected', peer }, delayMs);
    }
    return { kind: 'timeout' };
  }

  fromOutsideMs({ name, isOn }: Pick<NetworkNode, 'name' | 'isOn'>): number | undefined {
    if (!isOn || this.#wires?.isCut(OUTSIDE, name) === true) return undefined;
    return this.#wires?.delayMs(OUTSIDE, name) ?? 0;
  }
}

function delayed(connection: Connection, moreMs: number): Connection {
  if (connection.kind !== 'connected' || moreMs === 0) return connection;
  return { ...connection, delayMs: (connection.delayMs ?? 0) + moreMs };
}

/** Of the /24 networks that nodes have. */
export function isWithin(address: string, cidr: string | undefined): boolean {
  if (cidr === undefined) return false;
  return address.startsWith(cidr.replace(/\d+\/\d+$/, ''));
}
