// Rows of `kubectl get` for the smaller kinds of the core group.
// Source: k8s.io/kubernetes/pkg/printers/internalversion.
import type {
  ComponentStatus,
  ConfigMap,
  Event,
  Namespace,
  PodTemplate,
  ReplicationController,
  Secret,
  Service,
  ServiceAccount,
} from '../generated/core/v1';
import {
  age,
  AGE_COLUMN,
  column,
  containerCells,
  formatLabels,
  NAME_COLUMN,
  wideColumn,
  type KindTable,
} from '../printerColumn';
import { replicaTable } from '../replicaTable';

export const NAMESPACE_TABLE: KindTable<Namespace> = {
  columns: [NAME_COLUMN, column('Status', 'Active or Terminating.'), AGE_COLUMN],
  row: ({ metadata, status }, nowMs) => [
    metadata.name,
    status.phase ?? '',
    age(metadata.creationTimestamp, nowMs),
  ],
};

export const REPLICATION_CONTROLLER_TABLE = replicaTable<ReplicationController>(({ spec }) =>
  formatLabels(spec.selector),
);

export const SERVICE_TABLE: KindTable<Service> = {
  columns: [
    NAME_COLUMN,
    column('Type', 'How the service can be reached.'),
    column('Cluster-IP', 'Address within the cluster.'),
    column('External-IP', 'Addresses from outside.'),
    column('Port(s)', 'Ports, with the node port behind a colon.'),
    AGE_COLUMN,
    wideColumn('Selector', 'Labels of the pods that it sends traffic to.'),
  ],
  row: (service, nowMs) => [
    service.metadata.name,
    service.spec.type ?? '',
    service.spec.clusterIP || '<none>',
    externalAddress(service),
    portsText(service),
    age(service.metadata.creationTimestamp, nowMs),
    formatLabels(service.spec.selector),
  ],
};

function externalAddress({ spec, status }: Service): string {
  if (spec.type === 'ExternalName') return spec.externalName ?? '';
  const given = spec.externalIPs ?? [];
  if (spec.type !== 'LoadBalancer') return given.join(',') || '<none>';
  const ingress = (status.loadBalancer?.ingress ?? []).map(
    ({ ip, hostname }) => ip || (hostname ?? ''),
  );
  return [...new Set(ingress)].sort().concat(given).join(',') || '<pending>';
}

function portsText({ spec }: Service): string {
  const ports = (spec.ports ?? []).map(({ port, nodePort, protocol = 'TCP' }) =>
    nodePort ? `${String(port)}:${String(nodePort)}/${protocol}` : `${String(port)}/${protocol}`,
  );
  return ports.join(',') || '<none>';
}

export const CONFIG_MAP_TABLE: KindTable<ConfigMap> = {
  columns: [NAME_COLUMN, column('Data', 'Number of keys.'), AGE_COLUMN],
  row: ({ metadata, data, binaryData }, nowMs) => [
    metadata.name,
    countKeys(data) + countKeys(binaryData),
    age(metadata.creationTimestamp, nowMs),
  ],
};

export const SECRET_TABLE: KindTable<Secret> = {
  columns: [
    NAME_COLUMN,
    column('Type', 'What the secret is for.'),
    column('Data', 'Number of keys.'),
    AGE_COLUMN,
  ],
  row: ({ metadata, type, data }, nowMs) => [
    metadata.name,
    type ?? '',
    countKeys(data),
    age(metadata.creationTimestamp, nowMs),
  ],
};

function countKeys(map: Readonly<Record<string, string>> | undefined): number {
  return Object.keys(map ?? {}).length;
}

export const SERVICE_ACCOUNT_TABLE: KindTable<ServiceAccount> = {
  columns: [NAME_COLUMN, column('Secrets', 'Number of secrets that it lists.'), AGE_COLUMN],
  row: ({ metadata, secrets }, nowMs) => [
    metadata.name,
    secrets?.length ?? 0,
    age(metadata.creationTimestamp, nowMs),
  ],
};

export const EVENT_TABLE: KindTable<Event> = {
  columns: [
    column('Last Seen', 'Time since the event was last seen.'),
    column('Type', 'Normal or Warning.'),
    column('Reason', 'Why it happened, in one word.'),
    column('Object', 'What it is about.'),
    wideColumn('Subobject', 'The part of the object that it is about.'),
    wideColumn('Source', 'The component that says so.'),
    column('Message', 'What happened.'),
    wideColumn('First Seen', 'Time since the event was first seen.'),
    wideColumn('Count', 'How often it was seen.'),
    { ...NAME_COLUMN, priority: 1 },
  ],
  row(event, nowMs) {
    const { involvedObject: about, series } = event;
    const first = age(event.firstTimestamp ?? event.eventTime, nowMs);
    const last = series?.lastObservedTime ?? event.lastTimestamp;
    return [
      last === undefined ? first : age(last, nowMs),
      event.type ?? '',
      event.reason ?? '',
      about.name
        ? `${(about.kind ?? '').toLowerCase()}/${about.name}`
        : (about.kind ?? '').toLowerCase(),
      about.fieldPath ?? '',
      eventSource(event),
      (event.message ?? '').trim(),
      first,
      series?.count ?? (event.count || 1),
      event.metadata.name,
    ];
  },
};

/** `kubelet, worker-1`. */
function eventSource({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent || '';
  const host = source?.host || reportingInstance || '';
  return host ? `${component}, ${host}` : component;
}

export const POD_TEMPLATE_TABLE: KindTable<PodTemplate> = {
  columns: [
    NAME_COLUMN,
    column('Containers', 'Names of the containers in the template.'),
    column('Images', 'Images of the containers in the template.'),
    column('Pod Labels', 'Labels of the pods that are made from it.'),
  ],
  row: ({ metadata, template }) => [
    metadata.name,
    ...containerCells(template?.spec?.containers),
    formatLabels(template?.metadata?.labels),
  ],
};

export const COMPONENT_STATUS_TABLE: KindTable<ComponentStatus> = {
  columns: [
    NAME_COLUMN,
    column('Status', 'Healthy or Unhealthy.'),
    column('Message', 'What the component answers.'),
    column('Error', 'What went wrong.'),
  ],
  row({ metadata, conditions }) {
    const healthy = conditions?.find(({ type }) => type === 'Healthy');
    if (healthy === undefined) return [metadata.name, 'Unknown', '', ''];
    const status = healthy.status === 'True' ? 'Healthy' : 'Unhealthy';
    return [metadata.name, status, healthy.message ?? '', healthy.error ?? ''];
  },
};
