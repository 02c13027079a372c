// Rows of `kubectl get` for networking.k8s.io. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import { qualifiedResource } from '../../apimachinery/resource';
import type {
  Ingress,
  IngressClass,
  IngressRule,
  IPAddress,
  NetworkPolicy,
  ServiceCIDR,
} from '../generated/networking/v1';
import {
  age,
  AGE_COLUMN,
  column,
  formatSelector,
  NAME_COLUMN,
  type KindTable,
} from '../printerColumn';

const MAX_HOSTS = 3;

export const INGRESS_TABLE: KindTable<Ingress> = {
  columns: [
    NAME_COLUMN,
    column('Class', 'The ingress class whose controller serves it.'),
    column('Hosts', 'Host names of the rules.'),
    column('Address', 'Where the load balancer can be reached.'),
    column('Ports', 'Ports that are open: 443 with TLS.'),
    AGE_COLUMN,
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    spec?.ingressClassName ?? '<none>',
    hostsText(spec?.rules ?? []),
    [
      ...new Set(
        (status.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) =>
          ip ? [ip] : hostname ? [hostname] : [],
        ),
      ),
    ]
      .sort()
      .join(','),
    (spec?.tls?.length ?? 0) > 0 ? '80, 443' : '80',
    age(metadata.creationTimestamp, nowMs),
  ],
};

/** `a.example,b.example,c.example + 1 more...`, or `*` where no rule names a host. */
function hostsText(rules: readonly IngressRule[]): string {
  const shown: string[] = [];
  let more = false;
  for (const { host } of rules) {
    if (shown.length === MAX_HOSTS) more = true;
    else if (host) shown.push(host);
  }
  if (shown.length === 0) return '*';
  const text = shown.join(',');
  return more ? `${text} + ${String(rules.length - MAX_HOSTS)} more...` : text;
}

export const INGRESS_CLASS_TABLE: KindTable<IngressClass> = {
  columns: [
    NAME_COLUMN,
    column('Controller', 'The controller that serves the class.'),
    column('Parameters', 'Where further settings are.'),
    AGE_COLUMN,
  ],
  row({ metadata, spec }, nowMs) {
    const parameters = spec?.parameters;
    const group = parameters?.apiGroup === undefined ? '' : `.${parameters.apiGroup}`;
    return [
      metadata.name,
      spec?.controller ?? '',
      parameters === undefined ? '<none>' : `${parameters.kind}${group}/${parameters.name}`,
      age(metadata.creationTimestamp, nowMs),
    ];
  },
};

export const NETWORK_POLICY_TABLE: KindTable<NetworkPolicy> = {
  columns: [NAME_COLUMN, column('Pod-Selector', 'The pods that it is for.'), AGE_COLUMN],
  row: ({ metadata, spec }, nowMs) => [
    metadata.name,
    formatSelector(spec?.podSelector),
    age(metadata.creationTimestamp, nowMs),
  ],
};

export const SERVICE_CIDR_TABLE: KindTable<ServiceCIDR> = {
  columns: [NAME_COLUMN, column('CIDRs', 'Ranges of service addresses.'), AGE_COLUMN],
  row: ({ metadata, spec }, nowMs) => [
    metadata.name,
    (spec?.cidrs ?? []).join(','),
    age(metadata.creationTimestamp, nowMs),
  ],
};

/** Without an age, as in Kubernetes. */
export const IP_ADDRESS_TABLE: KindTable<IPAddress> = {
  columns: [NAME_COLUMN, column('ParentRef', 'What the address belongs to.')],
  row({ metadata, spec }) {
    const parent = spec?.parentRef;
    if (parent === undefined) return [metadata.name, '<none>'];
    const resource = qualifiedResource({ group: parent.group ?? '', plural: parent.resource });
    const namespace = parent.namespace ? `/${parent.namespace}` : '';
    return [metadata.name, `${resource.toLowerCase()}${namespace}/${parent.name}`];
  },
};
