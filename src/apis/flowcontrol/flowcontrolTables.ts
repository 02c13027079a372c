// Rows of `kubectl get` for API priority and fairness. Source: k8s.io/kubernetes/pkg/printers/internalversion.
import type { FlowSchema, PriorityLevelConfiguration } from '../generated/flowcontrol/v1';
import { age, AGE_COLUMN, column, NAME_COLUMN, type KindTable } from '../printerColumn';

export const FLOW_SCHEMA_TABLE: KindTable<FlowSchema> = {
  columns: [
    NAME_COLUMN,
    column('PriorityLevel', 'The priority level that its requests go to.'),
    column('MatchingPrecedence', 'Its place among the flow schemas.'),
    column('DistinguisherMethod', 'What tells its flows apart.'),
    AGE_COLUMN,
    column('MissingPL', 'Whether its priority level is missing.'),
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    spec.priorityLevelConfiguration.name,
    spec.matchingPrecedence ?? 0,
    spec.distinguisherMethod?.type ?? '<none>',
    age(metadata.creationTimestamp, nowMs),
    status.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
  ],
  // As requests are matched with them.
  compare: (a, b) =>
    (a.spec.matchingPrecedence ?? 0) - (b.spec.matchingPrecedence ?? 0) ||
    (a.metadata.name < b.metadata.name ? -1 : 1),
};

const NONE = '<none>';

export const PRIORITY_LEVEL_CONFIGURATION_TABLE: KindTable<PriorityLevelConfiguration> = {
  columns: [
    NAME_COLUMN,
    column('Type', 'Limited or Exempt.'),
    column('NominalConcurrencyShares', "Its part of the server's seats."),
    column('Queues', 'Number of queues.'),
    column('HandSize', 'Queues that a flow may use.'),
    column('QueueLengthLimit', 'Most requests in a queue.'),
    AGE_COLUMN,
  ],
  row({ metadata, spec }, nowMs) {
    const { limited } = spec;
    const queuing = limited?.limitResponse?.queuing;
    return [
      metadata.name,
      spec.type,
      limited === undefined ? NONE : (limited.nominalConcurrencyShares ?? 0),
      queuing === undefined ? NONE : (queuing.queues ?? 0),
      queuing === undefined ? NONE : (queuing.handSize ?? 0),
      queuing === undefined ? NONE : (queuing.queueLengthLimit ?? 0),
      age(metadata.creationTimestamp, nowMs),
    ];
  },
};
