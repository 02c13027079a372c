// What differs between a ReplicaSet and a ReplicationController; the controller is one and the same,
// as in Kubernetes (k8s.io/kubernetes/pkg/controller/replication converts and delegates).
import type { LabelSelectorSpec } from '../../../apimachinery/labelSelector';
import type { Resource } from '../../../apimachinery/resource';
import type { ReplicaSet, ReplicaSetStatus } from '../../../apis/generated/apps/v1';
import type { ReplicationController } from '../../../apis/generated/core/v1';
import { REPLICATION_CONTROLLERS, REPLICA_SETS } from '../../../apis/resources';

export interface ReplicaKind<T extends ReplicaSet | ReplicationController> {
  readonly resource: Resource<T>;
  /** Source of the events. */
  readonly component: string;
  readonly queueLabel: string;
  selectorOf(object: T): LabelSelectorSpec;
  withStatus(object: T, status: ReplicaSetStatus): T;
  /** Only ReplicaSets report `terminatingReplicas`. */
  readonly countsTerminating: boolean;
}

export const REPLICA_SET_KIND: ReplicaKind<ReplicaSet> = {
  resource: REPLICA_SETS,
  component: 'replicaset-controller',
  queueLabel: 'sync replicaset',
  selectorOf: (replicaSet) => replicaSet.spec.selector,
  withStatus: (replicaSet, status) => ({ ...replicaSet, status }),
  countsTerminating: true,
};

export const REPLICATION_CONTROLLER_KIND: ReplicaKind<ReplicationController> = {
  resource: REPLICATION_CONTROLLERS,
  component: 'replication-controller',
  queueLabel: 'sync replicationcontroller',
  selectorOf: ({ spec }) => (spec.selector === undefined ? {} : { matchLabels: spec.selector }),
  withStatus: (replicationController, { terminatingReplicas: _, ...status }) => ({
    ...replicationController,
    status,
  }),
  countsTerminating: false,
};
