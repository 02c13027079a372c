// What the API server warns of in Services. Source: k8s.io/kubernetes/pkg/api/service (warnings.go).
//
// Differs from Kubernetes: addresses in another form than the usual one are not warned of.
import type { Service } from '../generated/core/v1';

const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';

export function serviceWarnings({ metadata, spec }: Service): readonly string[] {
  const { externalIPs = [], externalName, loadBalancerIP, trafficDistribution } = spec;
  const isHeadless = spec.type === 'ClusterIP' && spec.clusterIP === 'None';
  const isExternal = spec.type === 'ExternalName';
  const found: readonly (readonly [boolean, string])[] = [
    [
      metadata.annotations?.[TOPOLOGY_HINTS] !== undefined,
      `annotation ${TOPOLOGY_HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`,
    ],
    [isHeadless && Boolean(loadBalancerIP), 'spec.loadBalancerIP is ignored for headless services'],
    [isHeadless && externalIPs.length > 0, 'spec.externalIPs is ignored for headless services'],
    [
      isHeadless && spec.sessionAffinity !== 'None',
      'spec.SessionAffinity is ignored for headless services',
    ],
    [
      isExternal && externalIPs.length > 0,
      'spec.externalIPs is ignored when spec.type is "ExternalName"',
    ],
    [
      !isExternal && Boolean(externalName),
      'spec.externalName is ignored when spec.type is not "ExternalName"',
    ],
    [
      trafficDistribution === 'PreferClose',
      'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"',
    ],
  ];
  return found.filter(([isSo]) => isSo).map(([, warning]) => warning);
}
