// Rules of Services. Source: k8s.io/kubernetes/pkg/apis/core/{v1,validation}. Cluster IPs, node ports
// and IP families are the registry's to allot.
import type { Service, ServicePort, ServiceSpec } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { mapShared, withDefaults, withField } from '../meta/sharedDefaults';
import { isDns1035Label } from '../../apimachinery/names';
import type { FieldErrors } from '../meta/fieldChecks';
import { SERVICES } from '../resources';
import { serviceWarnings } from '../warnings/serviceWarnings';
import { checkServiceSpec, checkServiceUpdate } from './serviceValidation';

const EMPTY: Partial<Service> = { spec: {}, status: { loadBalancer: {} } };
const SPEC_DEFAULTS: Partial<ServiceSpec> = { sessionAffinity: 'None', type: 'ClusterIP' };
const AFFINITY_SECONDS = { clientIP: { timeoutSeconds: 10_800 } };

export const SERVICE_RULES: KindRules<Service> = {
  resource: SERVICES,
  defaults: (service) => withField(withDefaults(service, EMPTY), 'spec', defaultSpec),
  validate(service) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, service.metadata, true, isDns1035Label);
    checkServiceSpec(errors, service.spec);
    return errors;
  },
  validateUpdate(service, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, service.metadata, old.metadata);
    if (service.spec === old.spec) return errors;
    checkServiceUpdate(errors, service.spec, old.spec);
    checkServiceSpec(errors, service.spec);
    return errors;
  },
  selectableFields: ({ spec }) => ({
    'spec.clusterIP': spec.clusterIP ?? '',
    'spec.type': spec.type ?? '',
  }),
  warnings: serviceWarnings,
};

function defaultSpec(given: ServiceSpec): ServiceSpec {
  let spec = withDefaults(given, SPEC_DEFAULTS);
  if (spec.sessionAffinity === 'ClientIP') {
    spec = withDefaults(spec, { sessionAffinityConfig: AFFINITY_SECONDS });
  } else if (spec.sessionAffinity === 'None' && spec.sessionAffinityConfig !== undefined) {
    spec = { ...spec, sessionAffinityConfig: undefined };
  }
  spec = withField(spec, 'ports', (ports) => mapShared(ports, defaultPort));
  if (spec.type !== 'ExternalName') spec = withDefaults(spec, { internalTrafficPolicy: 'Cluster' });
  if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') {
    spec = withDefaults(spec, { externalTrafficPolicy: 'Cluster' });
  }
  if (spec.type === 'LoadBalancer')
    spec = withDefaults(spec, { allocateLoadBalancerNodePorts: true });
  return spec;
}

function defaultPort(port: ServicePort): ServicePort {
  const { port: number = 0, targetPort }: Partial<ServicePort> = port;
  const missing = (targetPort ?? '') === '' || (targetPort === 0 && number !== 0);
  return withDefaults(missing ? { ...port, targetPort: number } : port, { protocol: 'TCP' });
}
