// The proxy subresource of pods, services and nodes: a request that the API server hands on.
// Source: k8s.io/kubernetes/pkg/registry/core/{pod,service,node} (ResourceLocation).
// Differs from Kubernetes: of a node's kubelet only /healthz is served; HTML is not rewritten.
import { ApiStatusError, badRequest } from '../apimachinery/apiStatus';
import type { Pod, Service } from '../apis/generated/core/v1';
import { NODES, PODS, SERVICES } from '../apis/resources';
import type { Resource } from '../apimachinery/resource';
import type { ApiObject } from '../apimachinery/objectMeta';
import type { ApiHandler } from './client/apiHandler';
import type { ProxyRequest, ProxyResponse, ProxyTarget } from './client/clusterStreams';
import { OBSERVER_USER } from './client/observer';
import type { Machine } from './kubelet/machine';
import {
  dialText,
  kubeletFailure,
  KUBELET_PORT,
  type Dialler,
  type DialFailure,
} from './kubeletDial';
import type { Simulation } from '../simulation/simulation';

export interface ProxyWorld extends Dialler {
  readonly api: ApiHandler;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly simulation: Simulation;
}

/** Throws ApiStatusError where there is nobody to hand it on to. */
export function proxied(
  target: ProxyTarget,
  request: ProxyRequest,
  world: ProxyWorld,
): ProxyResponse {
  const { name, port } = nameAndPort(target.name);
  switch (target.resource) {
    case 'pods':
      return toPod(name, port, target, request, world);
    case 'services':
      return toService(name, port, target, request, world);
    case 'nodes':
      return toNode(name, request, world);
  }
}

/** `http:web:80`, `web:80`, `web`. */
function nameAndPort(text: string): { readonly name: string; readonly port: string } {
  const parts = text.split(':');
  if (parts.length > 3) throw badRequest(`invalid proxy request "${text}"`);
  if (parts.length === 3) return { name: parts[1] ?? '', port: parts[2] ?? '' };
  return { name: parts[0] ?? '', port: parts[1] ?? '' };
}

function toPod(
  name: string,
  port: string,
  target: ProxyTarget,
  request: ProxyRequest,
  world: ProxyWorld,
): ProxyResponse {
  const pod = read<Pod>(world, PODS, target.namespace, name);
  const { podIP } = pod.status ?? {};
  if (podIP === undefined || podIP === '') throw badRequest('address not allowed');
  const first = pod.spec.containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort;
  const number = port === '' ? (first ?? 80) : Number(port);
  return ask(world, podIP, number, request);
}

function toService(
  name: string,
  port: string,
  target: ProxyTarget,
  request: ProxyRequest,
  world: ProxyWorld,
): ProxyResponse {
  const service = read<Service>(world, SERVICES, target.namespace, name);
  const ports = service.spec?.ports ?? [];
  const chosen =
    port === '' ? ports[0] : ports.find((each) => each.name === port || String(each.port) === port);
  const endpoints = chosen === undefined ? [] : endpointsOf(world, service, chosen.name ?? '');
  if (chosen === undefined || endpoints.length === 0)
    throw new ApiStatusError(
      'ServiceUnavailable',
      chosen === undefined && port !== ''
        ? `no service port "${port}" found for service "${name}"`
        : `no endpoints available for service "${port === '' ? name : `${name}:${port}`}"`,
    );
  const draw = endpoints.length > 1 ? world.simulation.random.below(endpoints.length) : 0;
  const endpoint = endpoints[draw] ?? { address: '', port: 0 };
  return ask(world, endpoint.address, endpoint.port, request);
}

/** As the rules of the API server's own node have them. */
function endpointsOf(
  world: ProxyWorld,
  service: Service,
  portName: string,
): readonly { readonly address: string; readonly port: number }[] {
  const { namespace = '', name } = service.metadata;
  return controlPlane(world).kubeProxy.endpointsAt(namespace, name, portName);
}

function toNode(name: string, request: ProxyRequest, world: ProxyWorld): ProxyResponse {
  read(world, NODES, undefined, name);
  const machine = world.machines.get(name);
  const failure = machine === undefined ? 'timeout' : kubeletFailure(world, machine);
  if (failure !== undefined) throw unreachable(machine?.address ?? '', KUBELET_PORT, failure);
  const path = request.target.replace(/\?.*$/, '');
  const isHealth = path === '/healthz' || path === '/healthz/';
  const body = isHealth ? 'ok' : '404 page not found\n';
  const headers = [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Length', String(body.length)],
  ] as const;
  return { status: isHealth ? 200 : 404, headers, body };
}

function ask(
  world: ProxyWorld,
  address: string,
  port: number,
  request: ProxyRequest,
): ProxyResponse {
  const { network, address: from } = controlPlane(world);
  const connection = network.connect(undefined, address, port);
  if (connection.kind !== 'connected') throw unreachable(address, port, connection.kind);
  const headers = {
    ...request.headers,
    host: `${address}:${port}`,
    'x-forwarded-for': '127.0.0.1',
  };
  const response = connection.peer.http({ ...request, headers, remoteAddress: from });
  if (response === undefined)
    throw new ApiStatusError('ServiceUnavailable', 'error trying to reach service: EOF');
  return response;
}

function unreachable(address: string, port: number, failure: DialFailure): ApiStatusError {
  const message = `error trying to reach service: ${dialText(address, port, failure)}`;
  return new ApiStatusError('ServiceUnavailable', message);
}

/** The node of the API server that hands the request on. */
function controlPlane({ machines, server }: ProxyWorld): Machine {
  const machine = machines.get(server());
  if (machine === undefined) throw new Error('the cluster has no control plane node');
  return machine;
}

function read<T extends ApiObject>(
  { api }: ProxyWorld,
  resource: Resource<T>,
  namespace: string | undefined,
  name: string,
): T {
  const request = { verb: 'get', user: OBSERVER_USER, resource, namespace, name } as const;
  // A get answers with an object of the resource's type.
  return api.handle(request).body as T;
}
