// A simulated ingress controller: nothing listens for an Ingress until somebody installs one, and
// this cluster has no image of one. It stands in for ingress-nginx on every node: routes by the
// rules of all Ingresses, goes straight to the endpoints, and tries others where one does not answer.
// Source of the figures: ingress-nginx, ConfigMap (proxy-connect-timeout, proxy-next-upstream).
// Differs from Kubernetes: it needs no pod and is never down while its node has power; it takes
// Ingresses of every class at once; TLS and annotations do not count.
import type { Random } from '../../../simulation/random';
import type { Ingress } from '../../../apis/generated/networking/v1';
import { ingressDestination, type IngressDestination } from './ingressRouting';
import { failure, type Attempt } from './outcome';
import { deadEnd, EndpointPaths, entryMs, type NodePaths, type PathOptions } from './requestPaths';
import type { TrafficNode } from './trafficNode';

const CONNECT_TIMEOUT_MS = 5000;
const MAX_TRIES = 3;

/** Of users outside whose request comes to the controller on a node. */
export function pathsByIngress(
  options: PathOptions,
  node: TrafficNode,
  ingresses: Iterable<Ingress>,
): NodePaths {
  if (entryMs(options, node) === undefined) return deadEnd(failure('timeout', options.timeoutMs));
  const destination = ingressDestination(ingresses, options.host, options.path);
  const toPods = new EndpointPaths(
    { ...options, timeoutMs: CONNECT_TIMEOUT_MS },
    node,
    destination === undefined ? [] : endpointsOf(node, destination),
  );
  if (destination === undefined) return deadEnd(answer(404, toPods.entryMs));
  if (toPods.endpointCount === 0) return deadEnd(answer(503, toPods.entryMs));
  return { attempt: (random) => withRetries(toPods, random, options.timeoutMs) };
}

function withRetries(paths: EndpointPaths, random: Random, timeoutMs: number): Attempt {
  const { endpointCount } = paths;
  const tries = Math.min(MAX_TRIES, endpointCount);
  const first = random.below(endpointCount);
  let waitedMs = 0;
  let last: Attempt | undefined;
  for (let tried = 0; tried < tries; tried++) {
    last = paths.attemptAt((first + tried) % endpointCount);
    if (last.status > 0 || last.outcome === 'ok') break;
    waitedMs += last.networkMs;
    if (waitedMs >= timeoutMs) return failure('timeout', timeoutMs, last.pod);
  }
  if (last === undefined) return answer(503, paths.entryMs);
  if (last.status === 0 && last.outcome !== 'ok')
    return answer(last.outcome === 'timeout' ? 504 : 502, waitedMs);
  return waitedMs === 0 ? last : { ...last, networkMs: last.networkMs + waitedMs };
}

/** An error page of the controller itself. */
function answer(status: number, networkMs: number): Attempt {
  return { outcome: 'httpError', networkMs, serverMs: 1, status, pod: undefined };
}

function endpointsOf(node: TrafficNode, { namespace, service, port }: IngressDestination) {
  const ports = node.kubeProxy.service(namespace, service)?.spec?.ports ?? [];
  const found = ports.find((each) => each.port === port || each.name === port);
  return found === undefined
    ? []
    : node.kubeProxy.endpointsAt(namespace, service, found.name ?? '');
}
