// The ways that the requests of one batch can take over the network: from the node where they
// come in, through its rules for services, to an endpoint and its server. Each way is walked once a
// batch, when the first request takes it; the others fare the same.
// Differs from Kubernetes: a server sees one request a second (so does its log), see ServerSamples;
// how many there are slows no server, there is no HTTP keep-alive, and users are a crowd: session
// affinity leaves it as it is.
import type { Random } from '../../../simulation/random';
import { DNS_TIMEOUT_MS, NO_ROUTE_MS } from '../../runtime/networkView';
import type { HttpRequest } from '../../runtime/servers/httpMessage';
import { isWithin } from '../clusterNetwork';
import type { EndpointChoice, ServiceEndpoint } from '../kubeProxy';
import { failure, type Attempt } from './outcome';
import type { ServerSamples } from './serverSamples';
import type { TrafficNode, TrafficSpace } from './trafficNode';

/** Round trips, virtual ms. */
const BETWEEN_NODES_MS = 0.5;
const WITHIN_NODE_MS = 0.05;
/** TCP's handshake, then the request. */
const ROUND_TRIPS = 2;
/** An average answer of a web server. */
const SERVER_MS = 5;

export interface PathOptions {
  readonly network: TrafficSpace;
  readonly servers: ServerSamples;
  readonly path: string;
  /** Host header. */
  readonly host: string;
  readonly isFromOutside: boolean;
  /** From users outside to a node, one way. */
  readonly userLatencyMs: number;
  readonly timeoutMs: number;
}

/** What a node does with the requests that come in there. */
export interface NodePaths {
  attempt(random: Random): Attempt;
}

/** From the user to the node and back; undefined where packets from outside are lost. */
export function entryMs(options: PathOptions, node: TrafficNode): number | undefined {
  if (!options.isFromOutside) return WITHIN_NODE_MS;
  const moreMs = options.network.fromOutsideMs(node);
  return moreMs === undefined ? undefined : 2 * (options.userLatencyMs + moreMs);
}

/** All requests fare the same. */
export function deadEnd(attempt: Attempt): NodePaths {
  return { attempt: () => attempt };
}

/** The network between one node and the endpoints that its rules lead to. */
export class EndpointPaths implements NodePaths {
  readonly #options: PathOptions;
  readonly #node: TrafficNode;
  readonly #endpoints: readonly ServiceEndpoint[];
  readonly #attempts: (Attempt | undefined)[] = [];

  constructor(options: PathOptions, node: TrafficNode, endpoints: readonly ServiceEndpoint[]) {
    this.#options = options;
    this.#node = node;
    this.#endpoints = endpoints;
  }

  get endpointCount(): number {
    return this.#endpoints.length;
  }

  /** To one endpoint out of all, as the rules draw it; a connection without any is rejected. */
  attempt(random: Random): Attempt {
    const { length } = this.#endpoints;
    if (length === 0) return failure('noEndpoints', this.entryMs);
    return this.attemptAt(length === 1 ? 0 : random.below(length));
  }

  attemptAt(index: number): Attempt {
    const known = this.#attempts[index];
    if (known !== undefined) return known;
    const endpoint = this.#endpoints[index];
    const attempt =
      endpoint === undefined ? failure('noEndpoints', this.entryMs) : this.#ask(endpoint);
    this.#attempts[index] = attempt;
    return attempt;
  }

  get entryMs(): number {
    return entryMs(this.#options, this.#node) ?? 0;
  }

  #ask({ address, port, pod }: ServiceEndpoint): Attempt {
    const { network, servers, timeoutMs } = this.#options;
    const from = this.#node.address;
    const wireMs =
      this.entryMs + (isWithin(address, this.#node.podCidr) ? WITHIN_NODE_MS : BETWEEN_NODES_MS);
    const connection = network.reach(this.#node.name, from, address, port);
    if (connection.kind !== 'connected') servers.forget(address, port);
    switch (connection.kind) {
      case 'refused':
        return failure('refused', wireMs, pod);
      case 'noRoute':
        return failure('noRoute', Math.min(NO_ROUTE_MS, timeoutMs), pod);
      case 'timeout':
        return failure('timeout', timeoutMs, pod);
      case 'connected': {
        const status = servers.status(address, port, connection.peer, this.#request(from));
        const outcome = status >= 400 ? 'httpError' : 'ok';
        const networkMs = ROUND_TRIPS * (wireMs + 2 * (connection.delayMs ?? 0));
        return { outcome, networkMs, serverMs: SERVER_MS, status, pod };
      }
    }
  }

  #request(remoteAddress: string): HttpRequest {
    const { host, path } = this.#options;
    const headers = { host, 'user-agent': 'simulated-user', accept: '*/*' };
    return { method: 'GET', target: path, headers, body: '', remoteAddress };
  }
}

/** Of pods on a node that call a Service by its name. */
export function pathsByName(
  options: PathOptions,
  node: TrafficNode,
  { namespace, service, port }: { namespace: string; service: string; port: number },
): NodePaths {
  const answer = node.network.lookup(service, namespace);
  if (answer.kind === 'silent')
    return deadEnd(failure('noDns', Math.min(DNS_TIMEOUT_MS, options.timeoutMs)));
  if (answer.kind === 'unknown') return deadEnd(failure('unknownName', WITHIN_NODE_MS));
  const [first = ''] = answer.addresses;
  const rule = node.kubeProxy.resolve(first, port);
  if (rule !== undefined) return pathsTo(options, node, rule);
  // A headless Service has the addresses of its pods. Any other without rules leads nowhere.
  const direct = answer.addresses.map((address) => ({ address, port, pod: undefined }));
  return new EndpointPaths(options, node, direct);
}

/** Of users outside who call a port of a node. */
export function pathsByNodePort(
  options: PathOptions,
  node: TrafficNode,
  nodePort: number,
): NodePaths {
  const wayMs = entryMs(options, node);
  if (wayMs === undefined) return deadEnd(failure('timeout', options.timeoutMs));
  const rule = node.kubeProxy.resolve(node.address, nodePort);
  // Nothing listens on a port without rules.
  if (rule === undefined) return deadEnd(failure('refused', wayMs));
  return pathsTo(options, node, rule.fromOutside);
}

/** Rejected where there are none at all, lost where only other nodes have some. */
function pathsTo(options: PathOptions, node: TrafficNode, choice: EndpointChoice): NodePaths {
  if (choice.isDropped) return deadEnd(failure('timeout', options.timeoutMs));
  return new EndpointPaths(options, node, choice.endpoints);
}
