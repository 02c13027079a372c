// Rows of `kubectl get endpoints`. Source: k8s.io/kubernetes/pkg/printers/internalversion (formatEndpoints).
import type { Endpoints, EndpointSubset } from '../generated/core/v1';
import { age, AGE_COLUMN, column, NAME_COLUMN, type KindTable } from '../printerColumn';

const MAX_SHOWN = 3;

export const ENDPOINTS_TABLE: KindTable<Endpoints> = {
  columns: [NAME_COLUMN, column('Endpoints', 'Addresses and ports of the endpoints.'), AGE_COLUMN],
  row: ({ metadata, subsets }, nowMs) => [
    metadata.name,
    endpointsText(subsets ?? []),
    age(metadata.creationTimestamp, nowMs),
  ],
};

/** `10.1.0.2:80,10.1.0.3:80,10.1.1.2:80 + 2 more...`. */
function endpointsText(subsets: readonly EndpointSubset[]): string {
  if (subsets.length === 0) return '<none>';
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port))),
  );
  const shown = all.slice(0, MAX_SHOWN).join(',');
  const more = all.length - MAX_SHOWN;
  return more > 0 ? `${shown} + ${String(more)} more...` : shown;
}

function hostPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${String(port)}` : `${ip}:${String(port)}`;
}
