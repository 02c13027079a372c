// Which strategy a resource has. To add one: a file beside this one, and a line here.
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { ServedResource } from '../../../apis/schema/schemaBundle';
import { CUSTOM_RESOURCE_DEFINITION_STRATEGY } from './customResourceDefinitionStrategy';
import { DEPLOYMENT_STRATEGY } from './deploymentStrategy';
import { ENDPOINT_SLICE_STRATEGY } from './endpointSliceStrategy';
import { dataStrategy, specAndStatusStrategy } from './genericStrategy';
import { NAMESPACE_STRATEGY } from './namespaceStrategy';
import { NODE_STRATEGY } from './nodeStrategy';
import { ORPHANING_STRATEGY } from './orphaningStrategy';
import { PERSISTENT_VOLUME_CLAIM_STRATEGY } from './persistentVolumeClaimStrategy';
import { PERSISTENT_VOLUME_STRATEGY } from './persistentVolumeStrategy';
import { POD_STRATEGY } from './podStrategy';
import { SERVICE_STRATEGY } from './serviceStrategy';
import type { Strategy } from './strategy';

const DATA = dataStrategy();
const SPEC_AND_STATUS = specAndStatusStrategy();

/** Written anew by their components all the time, whether they are there or not. */
const UPSERTED: Strategy = { ...DATA, allowsCreateOnUpdate: true };

const STRATEGIES: Readonly<Record<string, unknown>> = {
  '/pods': POD_STRATEGY,
  '/nodes': NODE_STRATEGY,
  '/namespaces': NAMESPACE_STRATEGY,
  '/services': SERVICE_STRATEGY,
  '/serviceaccounts': { ...DATA, returnsDeletedObject: true },
  '/replicationcontrollers': ORPHANING_STRATEGY,
  '/persistentvolumes': PERSISTENT_VOLUME_STRATEGY,
  '/persistentvolumeclaims': PERSISTENT_VOLUME_CLAIM_STRATEGY,
  '/events': UPSERTED,
  '/endpoints': UPSERTED,
  'apiextensions.k8s.io/customresourcedefinitions': CUSTOM_RESOURCE_DEFINITION_STRATEGY,
  'apps/deployments': DEPLOYMENT_STRATEGY,
  'batch/jobs': ORPHANING_STRATEGY,
  'coordination.k8s.io/leases': { ...UPSERTED, allowsUnconditionalUpdate: false },
  'discovery.k8s.io/endpointslices': ENDPOINT_SLICE_STRATEGY,
};

export function strategyFor(resource: ServedResource): Strategy {
  const own = STRATEGIES[`${resource.group}/${resource.plural}`];
  // The table pairs every resource with a strategy for its own objects.
  if (own !== undefined) return own as Strategy<ApiObject>;
  // What has a status beside its spec has a subresource for it.
  return resource.subresources.has('status') ? SPEC_AND_STATUS : DATA;
}
