// Rows of `kubectl get endpointslices`. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import type { EndpointSlice } from '../generated/discovery/v1';
import { age, AGE_COLUMN, column, NAME_COLUMN, type KindTable } from '../printerColumn';

const MAX_SHOWN = 3;

export const ENDPOINT_SLICE_TABLE: KindTable<EndpointSlice> = {
  columns: [
    NAME_COLUMN,
    column('AddressType', 'IPv4, IPv6 or FQDN.'),
    column('Ports', 'Ports of the endpoints.'),
    column('Endpoints', 'Addresses of the endpoints.'),
    AGE_COLUMN,
  ],
  row: ({ metadata, addressType, ports, endpoints }, nowMs) => [
    metadata.name,
    addressType,
    shorten(
      (ports ?? []).map(({ name, port }) => (port === undefined ? (name ?? '*') : String(port))),
    ),
    shorten((endpoints ?? []).flatMap(({ addresses }) => addresses)),
    age(metadata.creationTimestamp, nowMs),
  ],
};

/** `10.1.0.2,10.1.0.3,10.1.1.2 + 2 more...`. */
function shorten(items: readonly string[]): string {
  if (items.length === 0) return '<unset>';
  const shown = items.slice(0, MAX_SHOWN).join(',');
  const more = items.length - MAX_SHOWN;
  return more > 0 ? `${shown} + ${String(more)} more...` : shown;
}
