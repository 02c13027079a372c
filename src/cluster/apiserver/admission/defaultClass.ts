// The one of several classes that is meant where none is named: the newest, then the first by name.
// Source: k8s.io/kubernetes/pkg/volume/util (GetDefaultClass) and plugin/pkg/admission/network/defaultingressclass.
import type { ApiObject } from '../../../apimachinery/objectMeta';

export function defaultClass<T extends ApiObject>(
  classes: readonly T[],
  annotations: readonly string[],
): T | undefined {
  const isDefault = ({ metadata }: T): boolean =>
    annotations.some((annotation) => metadata.annotations?.[annotation] === 'true');
  return classes.filter(isDefault).reduce<T | undefined>((best, each) => {
    if (best === undefined) return each;
    const { creationTimestamp, name } = each.metadata;
    const { creationTimestamp: bestTime, name: bestName } = best.metadata;
    if (creationTimestamp !== bestTime) return creationTimestamp > bestTime ? each : best;
    return name < bestName ? each : best;
  }, undefined);
}
