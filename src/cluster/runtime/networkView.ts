// The network as a process in a container meets it: names, connections and the servers behind them.
import type { HttpRequest, HttpResponse } from './servers/httpMessage';

/** Two attempts of 5 s (resolv.conf). */
export const DNS_TIMEOUT_MS = 10_000;
/** Linux gives up to find the hardware address of a neighbour. */
export const NO_ROUTE_MS = 3_000;

export type NameAnswer =
  | { readonly kind: 'found'; readonly name: string; readonly addresses: readonly string[] }
  | { readonly kind: 'unknown' }
  /** No DNS server answers. */
  | { readonly kind: 'silent' };

export type Connection =
  /** `delayMs`: how much longer than usual a message takes, one way, virtual ms. */
  | { readonly kind: 'connected'; readonly peer: Peer; readonly delayMs?: number }
  | { readonly kind: 'refused' }
  /** Nothing comes back: the node is off, or nobody has the address. */
  | { readonly kind: 'timeout' }
  /** The node of the address answers that nobody there has it. */
  | { readonly kind: 'noRoute' };

/** The side of a server that its clients see; it answers at once. */
export interface Peer {
  /** One request and its answer; undefined where it does not speak HTTP. */
  http(request: HttpRequest): HttpResponse | undefined;
  /** A connection of bytes; `receive` gets what the server sends. */
  open(receive: (bytes: string) => void, ended: () => void): PeerStream;
}

export interface PeerStream {
  send(bytes: string): void;
  close(): void;
}

export interface NetworkView {
  /** The DNS server that the node's pods are told of. */
  readonly dnsAddress: string;
  /** The node's own. */
  readonly nodeAddress: string;
  /** A name as the pods of `namespace` look it up, with their search list. */
  lookup(name: string, namespace: string): NameAnswer;
  /** A TCP connection from the pod with the address `from` (undefined: on the host network). */
  connect(from: string | undefined, address: string, port: number): Connection;
}
