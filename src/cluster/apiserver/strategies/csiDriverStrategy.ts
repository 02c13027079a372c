// Source: k8s.io/kubernetes/pkg/registry/storage/csidriver (strategy.go).
import { deepEqual } from '../../../apimachinery/deepEqual';
import type { CSIDriver, CSIDriverSpec } from '../../../apis/generated/storage/v1';
import { dataStrategy, withGeneration } from './genericStrategy';
import type { Strategy } from './strategy';

export const CSI_DRIVER_STRATEGY: Strategy<CSIDriver> = {
  ...dataStrategy<CSIDriver>(),
  allowsUnconditionalUpdate: false,
  prepareForUpdate: (driver, old) =>
    deepEqual(countedFields(driver.spec), countedFields(old.spec))
      ? driver
      : withGeneration(driver, (old.metadata.generation ?? 0) + 1),
};

function countedFields(spec: CSIDriverSpec): unknown {
  return [spec.tokenRequests, spec.requiresRepublish, spec.seLinuxMount];
}
