// Which strategy a resource has. To add one: a file beside this one, and a line here.
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { ServedResource } from '../../../apis/schema/schemaBundle';
import { API_SERVICE_STRATEGY } from './apiServiceStrategy';
import { CSI_DRIVER_STRATEGY } from './csiDriverStrategy';
import { CUSTOM_RESOURCE_DEFINITION_STRATEGY } from './customResourceDefinitionStrategy';
import { CERTIFICATE_SIGNING_REQUEST_STRATEGY } from './certificateSigningRequestStrategy';
import { DAEMON_SET_STRATEGY } from './daemonSetStrategy';
import { DEPLOYMENT_STRATEGY } from './deploymentStrategy';
import { ENDPOINT_SLICE_STRATEGY } from './endpointSliceStrategy';
import {
  dataStrategy,
  specAndStatusStrategy,
  specStrategy,
  statusStrategy,
  withGeneration,
} from './genericStrategy';
import { JOB_STRATEGY } from './jobStrategy';
import { NAMESPACE_STRATEGY } from './namespaceStrategy';
import { NODE_STRATEGY } from './nodeStrategy';
import { ORPHANING_STRATEGY } from './orphaningStrategy';
import { PERSISTENT_VOLUME_CLAIM_STRATEGY } from './persistentVolumeClaimStrategy';
import { PERSISTENT_VOLUME_STRATEGY } from './persistentVolumeStrategy';
import { POD_STRATEGY } from './podStrategy';
import { SERVICE_STRATEGY } from './serviceStrategy';
import type { Strategy } from './strategy';
import { WEBHOOKS_STRATEGY } from './webhooksStrategy';

const DATA = dataStrategy();
const SPEC_AND_STATUS = specAndStatusStrategy();
const SPEC = specStrategy();
const STATUS = statusStrategy();

/** Written anew by their components all the time, whether they are there or not. */
const UPSERTED: Strategy = { ...DATA, allowsCreateOnUpdate: true };

/** Counted once, and never again. */
const FIRST_GENERATION: Strategy = {
  ...DATA,
  prepareForCreate: (object) => withGeneration(object, 1),
};

/** To be updated by who has seen the newest state only. */
const VERSIONED: Strategy = { ...DATA, allowsUnconditionalUpdate: false };

const STRATEGIES: Readonly<Record<string, unknown>> = {
  '/endpoints': UPSERTED,
  '/events': UPSERTED,
  '/limitranges': UPSERTED,
  '/namespaces': NAMESPACE_STRATEGY,
  '/nodes': NODE_STRATEGY,
  '/persistentvolumeclaims': PERSISTENT_VOLUME_CLAIM_STRATEGY,
  '/persistentvolumes': PERSISTENT_VOLUME_STRATEGY,
  '/pods': POD_STRATEGY,
  '/podtemplates': { ...FIRST_GENERATION, returnsDeletedObject: true },
  '/replicationcontrollers': ORPHANING_STRATEGY,
  '/resourcequotas': { ...STATUS, returnsDeletedObject: true },
  '/serviceaccounts': { ...DATA, returnsDeletedObject: true },
  '/services': SERVICE_STRATEGY,
  'admissionregistration.k8s.io/mutatingadmissionpolicies': SPEC,
  'admissionregistration.k8s.io/mutatingadmissionpolicybindings': SPEC,
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': WEBHOOKS_STRATEGY,
  'admissionregistration.k8s.io/validatingadmissionpolicybindings': SPEC,
  'admissionregistration.k8s.io/validatingwebhookconfigurations': WEBHOOKS_STRATEGY,
  'apiextensions.k8s.io/customresourcedefinitions': CUSTOM_RESOURCE_DEFINITION_STRATEGY,
  'apiregistration.k8s.io/apiservices': API_SERVICE_STRATEGY,
  'apps/daemonsets': DAEMON_SET_STRATEGY,
  'apps/deployments': DEPLOYMENT_STRATEGY,
  'autoscaling/horizontalpodautoscalers': STATUS,
  'batch/jobs': JOB_STRATEGY,
  'certificates.k8s.io/certificatesigningrequests': CERTIFICATE_SIGNING_REQUEST_STRATEGY,
  'coordination.k8s.io/leases': { ...UPSERTED, allowsUnconditionalUpdate: false },
  'discovery.k8s.io/endpointslices': ENDPOINT_SLICE_STRATEGY,
  'events.k8s.io/events': UPSERTED,
  'networking.k8s.io/ingressclasses': SPEC,
  'networking.k8s.io/networkpolicies': SPEC,
  'networking.k8s.io/servicecidrs': STATUS,
  'node.k8s.io/runtimeclasses': VERSIONED,
  'policy/poddisruptionbudgets': { ...SPEC_AND_STATUS, allowsUnconditionalUpdate: false },
  'rbac.authorization.k8s.io/clusterrolebindings': UPSERTED,
  'rbac.authorization.k8s.io/clusterroles': UPSERTED,
  'rbac.authorization.k8s.io/rolebindings': UPSERTED,
  'rbac.authorization.k8s.io/roles': UPSERTED,
  'resource.k8s.io/deviceclasses': SPEC,
  'resource.k8s.io/resourceclaims': STATUS,
  'resource.k8s.io/resourceslices': SPEC,
  'scheduling.k8s.io/priorityclasses': { ...FIRST_GENERATION, allowsCreateOnUpdate: true },
  'storage.k8s.io/csidrivers': CSI_DRIVER_STRATEGY,
  'storage.k8s.io/csinodes': VERSIONED,
  'storage.k8s.io/csistoragecapacities': VERSIONED,
  'storage.k8s.io/volumeattachments': { ...STATUS, allowsUnconditionalUpdate: false },
};

export function strategyFor(resource: ServedResource): Strategy {
  const own = STRATEGIES[`${resource.group}/${resource.plural}`];
  // The table pairs every resource with a strategy for its own objects.
  if (own !== undefined) return own as Strategy<ApiObject>;
  // What has a status beside its spec has a subresource for it.
  return resource.subresources.has('status') ? SPEC_AND_STATUS : DATA;
}
