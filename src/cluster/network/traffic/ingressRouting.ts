// Where an ingress controller sends a request: by host and path, as the Ingress API has it.
// Source: https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types
import type {
  HTTPIngressPath,
  Ingress,
  IngressBackend,
  IngressRule,
} from '../../../apis/generated/networking/v1';

export interface IngressDestination {
  readonly namespace: string;
  readonly service: string;
  readonly port: number | string;
}

/** Undefined where no rule and no default backend is for it. Exact paths first, then the longest. */
export function ingressDestination(
  ingresses: Iterable<Ingress>,
  host: string,
  path: string,
): IngressDestination | undefined {
  let found: IngressDestination | undefined;
  let best = -1;
  let fallback: IngressDestination | undefined;
  for (const { metadata, spec } of ingresses) {
    const { namespace = '' } = metadata;
    fallback ??= destination(namespace, spec?.defaultBackend);
    for (const rule of spec?.rules ?? []) {
      const hostRank = rankOfHost(rule, host);
      if (hostRank < 0) continue;
      for (const candidate of rule.http?.paths ?? []) {
        const rank = rankOfPath(candidate, path);
        if (rank < 0 || hostRank + rank <= best) continue;
        best = hostRank + rank;
        found = destination(namespace, candidate.backend);
      }
    }
  }
  return found ?? fallback;
}

/** A host that is named counts more than any path: paths are shorter than this. */
const HOST_RANK = 10_000;

function rankOfHost({ host = '' }: IngressRule, wanted: string): number {
  if (host === '') return 0;
  if (host === wanted) return 2 * HOST_RANK;
  // `*.example.com`: one label.
  const isBelow = host.startsWith('*.') && wanted.slice(wanted.indexOf('.')) === host.slice(1);
  return isBelow ? HOST_RANK : -1;
}

function rankOfPath({ path = '/', pathType }: HTTPIngressPath, wanted: string): number {
  if (pathType === 'Exact') return path === wanted ? HOST_RANK / 2 : -1;
  const prefix = path.endsWith('/') ? path.slice(0, -1) : path;
  const isBelow = wanted === prefix || wanted.startsWith(`${prefix}/`);
  return isBelow ? prefix.length : -1;
}

function destination(
  namespace: string,
  backend: IngressBackend | undefined,
): IngressDestination | undefined {
  const { service } = backend ?? {};
  if (service === undefined) return undefined;
  return {
    namespace,
    service: service.name,
    port: service.port?.name ?? service.port?.number ?? 80,
  };
}
