// Source: k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim (strategy.go).
import type { PersistentVolumeClaim } from '../../../apis/generated/core/v1';
import { dataStrategy, onlyStatus, withStatusOf } from './genericStrategy';
import { ONLY_STATUS } from './resetFields';
import type { Strategy } from './strategy';

export const PERSISTENT_VOLUME_CLAIM_STRATEGY: Strategy<PersistentVolumeClaim> = {
  ...dataStrategy<PersistentVolumeClaim>(),
  resetFields: ONLY_STATUS,
  prepareForCreate: (claim) => ({ ...claim, status: { phase: 'Pending' } }),
  prepareForUpdate: withStatusOf,
  prepareForStatusUpdate: onlyStatus,
};
