// Source: k8s.io/kubernetes/pkg/registry/core/persistentvolume (strategy.go).
//
// Differs from Kubernetes: the time of a change of phase is kept by who changes it, the volume
// controller.
import type { PersistentVolume } from '../../../apis/generated/core/v1';
import { dataStrategy, onlyStatus, withStatusOf } from './genericStrategy';
import { ONLY_STATUS } from './resetFields';
import type { Strategy } from './strategy';

export const PERSISTENT_VOLUME_STRATEGY: Strategy<PersistentVolume> = {
  ...dataStrategy<PersistentVolume>(),
  resetFields: ONLY_STATUS,
  prepareForCreate: (volume) => ({
    ...volume,
    status: {
      phase: 'Pending',
      lastPhaseTransitionTime: volume.metadata.creationTimestamp,
    },
  }),
  prepareForUpdate: withStatusOf,
  prepareForStatusUpdate: onlyStatus,
};
