// Everything that can come into a running cluster from outside: requests of users, and hands laid
// on machines. Plain JSON, since the journal keeps it.
import type { ApiRequest } from './client/apiHandler';
import type { FaultTarget } from './faults/fault';
import type { ProxyRequest, ProxyTarget, SessionTarget } from './client/clusterStreams';
import type { TrafficSpec } from './network/traffic/trafficSpec';

/** What users do with containers and their network. Sessions are numbered in the order of their start. */
export type StreamInput =
  | ({
      readonly type: 'openSession';
      readonly session: number;
      readonly container: string;
    } & SessionTarget)
  | {
      readonly type: 'forwardPort';
      readonly session: number;
      readonly namespace: string;
      readonly pod: string;
      readonly port: number;
    }
  /** Bytes that were typed or sent, one a character. */
  | { readonly type: 'streamInput'; readonly session: number; readonly bytes: string }
  | { readonly type: 'streamInputEnd'; readonly session: number }
  | { readonly type: 'streamClose'; readonly session: number }
  | {
      readonly type: 'proxyRequest';
      readonly target: ProxyTarget;
      readonly request: ProxyRequest;
    };

export type ClusterInput =
  | StreamInput
  | { readonly type: 'request'; readonly request: ApiRequest }
  /** The authority that vouches for the API server comes to the control plane, in PEM. */
  | { readonly type: 'rootCertificate'; readonly certificate: string }
  /** A new computer joins as a worker (kubeadm join). */
  | { readonly type: 'addWorker'; readonly node: string }
  /** The computer is taken away and its Node object deleted. */
  | { readonly type: 'removeWorker'; readonly node: string }
  /** Something breaks: `fault` is the id of one in `faults/`. */
  | { readonly type: 'fault'; readonly fault: string; readonly target: FaultTarget }
  | { readonly type: 'liftFault'; readonly fault: string; readonly target: FaultTarget }
  | { readonly type: 'liftAllFaults' }
  /** Whether the cloud replaces workers that stay NotReady. */
  | { readonly type: 'nodeAutoRepair'; readonly isOn: boolean }
  /** Power cut: every process on the node is gone at once. */
  | { readonly type: 'crashNode'; readonly node: string }
  /** Simulated users begin to send requests. */
  | { readonly type: 'startTraffic'; readonly traffic: TrafficSpec }
  /** They stop. */
  | { readonly type: 'stopTraffic'; readonly id: string }
  /** Power back on. */
  | { readonly type: 'restartNode'; readonly node: string }
  /** The main process of a container dies with SIGKILL; of all containers where none is named. */
  | {
      readonly type: 'crashContainer';
      readonly namespace: string;
      readonly pod: string;
      readonly container?: string;
    };
