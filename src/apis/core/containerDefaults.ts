// Defaults of containers. Source: k8s.io/kubernetes/pkg/apis/core/v1 (SetDefaults_Container and kin).
import { canonicalQuantity } from '../../apimachinery/quantity';
import type {
  Container,
  ContainerPort,
  EnvVar,
  HTTPGetAction,
  Lifecycle,
  LifecycleHandler,
  Probe,
  ResourceRequirements,
} from '../generated/core/v1';
import type { Quantity } from '../generated/meta/v1';
import { mapShared, withDefaults, withField } from '../meta/sharedDefaults';
import { defaultReferences } from './volumeDefaults';

type ResourceList = Readonly<Record<string, Quantity>>;

const NO_RESOURCES: ResourceRequirements = {};
const LATEST: Partial<Container> = {
  imagePullPolicy: 'Always',
  resources: NO_RESOURCES,
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
};
const TAGGED: Partial<Container> = { ...LATEST, imagePullPolicy: 'IfNotPresent' };
const PORT: Partial<ContainerPort> = { protocol: 'TCP' };
const PROBE: Partial<Probe> = {
  failureThreshold: 3,
  periodSeconds: 10,
  successThreshold: 1,
  timeoutSeconds: 1,
};
const HTTP_GET: Partial<HTTPGetAction> = { path: '/', scheme: 'HTTP' };
const GRPC = { service: '' };

export function defaultContainer(container: Container): Container {
  let result = withDefaults(container, hasTagLatest(container.image ?? '') ? LATEST : TAGGED);
  result = withField(result, 'ports', (ports) => mapShared(ports, defaultPort));
  result = withField(result, 'env', (env) => mapShared(env, defaultEnvVar));
  result = withField(result, 'resources', canonicalResources);
  result = withField(result, 'livenessProbe', defaultProbe);
  result = withField(result, 'readinessProbe', defaultProbe);
  result = withField(result, 'startupProbe', defaultProbe);
  return withField(result, 'lifecycle', defaultLifecycle);
}

/** Whether the image's tag is `latest`, given or implied; an image given by digest has no tag. */
export function hasTagLatest(image: string): boolean {
  if (image.includes('@')) return image.includes(':latest@');
  const name = image.slice(image.lastIndexOf('/') + 1);
  const colon = name.indexOf(':');
  return colon < 0 || name.slice(colon + 1) === 'latest';
}

/** On the host's network a container's port is the host's port. */
export function defaultHostPorts(container: Container): Container {
  return withField(container, 'ports', (ports) =>
    mapShared(ports, (port) => (port.hostPort ? port : { ...port, hostPort: port.containerPort })),
  );
}

/** In pods (not in templates) requests that are left out are those of the limits. */
export function defaultRequests(container: Container): Container {
  return withField(container, 'resources', (resources) => {
    const { limits, requests } = resources;
    if (limits === undefined) return resources;
    const missing = Object.keys(limits).some((name) => requests?.[name] === undefined);
    return missing ? { ...resources, requests: { ...limits, ...requests } } : resources;
  });
}

function defaultPort(port: ContainerPort): ContainerPort {
  return withDefaults(port, PORT);
}

function defaultEnvVar(variable: EnvVar): EnvVar {
  return variable.valueFrom ? withField(variable, 'valueFrom', defaultReferences) : variable;
}

function defaultProbe(probe: Probe): Probe {
  const timed = withDefaults(withoutZeros(probe), PROBE);
  const http = withField(timed, 'httpGet', defaultHttpGet);
  return withField(http, 'grpc', (grpc) => withDefaults(grpc, GRPC));
}

/** Go cannot tell 0 from absent in these fields. */
function withoutZeros(probe: Probe): Probe {
  const { failureThreshold, periodSeconds, successThreshold, timeoutSeconds } = probe;
  if (
    failureThreshold !== 0 &&
    periodSeconds !== 0 &&
    successThreshold !== 0 &&
    timeoutSeconds !== 0
  ) {
    return probe;
  }
  return {
    ...probe,
    failureThreshold: failureThreshold || undefined,
    periodSeconds: periodSeconds || undefined,
    successThreshold: successThreshold || undefined,
    timeoutSeconds: timeoutSeconds || undefined,
  };
}

function defaultHttpGet(action: HTTPGetAction): HTTPGetAction {
  return withDefaults(action, HTTP_GET);
}

function defaultLifecycle(lifecycle: Lifecycle): Lifecycle {
  return withField(withField(lifecycle, 'postStart', defaultHandler), 'preStop', defaultHandler);
}

function defaultHandler(handler: LifecycleHandler): LifecycleHandler {
  return withField(handler, 'httpGet', defaultHttpGet);
}

/** Quantities as the API server writes them: `0.5` is stored as `500m`. */
function canonicalResources(resources: ResourceRequirements): ResourceRequirements {
  return withField(withField(resources, 'limits', canonicalList), 'requests', canonicalList);
}

export function canonicalList(list: ResourceList): ResourceList {
  let changed: Record<string, Quantity> | undefined;
  for (const name in list) {
    const quantity = list[name];
    if (quantity === undefined) continue;
    const canonical = canonicalQuantity(quantity);
    if (canonical !== quantity) changed = { ...(changed ?? list), [name]: canonical };
  }
  return changed ?? list;
}
