// Source: k8s.io/kubernetes/pkg/registry/core/replicationcontroller (strategy.go).
import type { ObjectParts } from '../objectParts';
import { specAndStatusStrategy } from './genericStrategy';
import type { Strategy } from './strategy';

/** For replication controllers. They are older than the garbage collector: by default they leave their pods. */
export const ORPHANING_STRATEGY: Strategy<ObjectParts> = {
  ...specAndStatusStrategy<ObjectParts>(),
  defaultPropagation: 'Orphan',
};
