// Whether an API server gets through to the kubelet of a node, and how Go's dialler says that it does not.
// Differs from Kubernetes: it says so at once, where a dialler waits 30 s for a packet that is lost.
import type { Machine } from './kubelet/machine';

export type DialFailure = 'refused' | 'timeout' | 'noRoute';

export const KUBELET_PORT = 10_250;

const WORDS: Readonly<Record<DialFailure, string>> = {
  refused: 'connect: connection refused',
  timeout: 'i/o timeout',
  noRoute: 'connect: no route to host',
};

/** Who dials, and over which cables. */
export interface Dialler {
  /** The control plane node whose API server answers users. */
  readonly server: () => string;
  readonly isCut: (from: string, to: string) => boolean;
}

/** Undefined where the kubelet answers. */
export function kubeletFailure(
  { server, isCut }: Dialler,
  machine: Pick<Machine, 'name' | 'isOn' | 'isKubeletRunning'>,
): DialFailure | undefined {
  if (isCut(server(), machine.name)) return 'timeout';
  if (!machine.isOn) return 'noRoute';
  return machine.isKubeletRunning ? undefined : 'refused';
}

/** `dial tcp 172.18.0.3:10250: i/o timeout` */
export function dialText(address: string, port: number, failure: DialFailure): string {
  return `dial tcp ${address}:${port}: ${WORDS[failure]}`;
}
