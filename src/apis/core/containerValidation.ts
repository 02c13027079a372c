// Containers, init containers and sidecars. Source: k8s.io/kubernetes/pkg/apis/core/validation
// (validateContainers, validateInitContainers, validateContainerCommon).
import {
  duplicate,
  forbiddenValue,
  invalidValue,
  notFoundValue,
  required,
} from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Label, isPortName, isPortNumber } from '../../apimachinery/names';
import type { Container, ContainerPort, PodSpec, VolumeMount } from '../generated/core/v1';
import {
  checkEnum,
  checkOptionalEnum,
  checkRequiredName,
  complain,
  type FieldErrors,
} from '../meta/fieldChecks';
import { checkEnv, checkEnvFrom } from './environmentValidation';
import { checkLifecycle, checkProbe, type ProbeKind } from './handlerValidation';
import { checkResources } from './resourcesValidation';
import { checkContainerSecurityContext } from './securityContextValidation';
import { checkLocalPath } from './volumeValidation';

const PULL_POLICIES: readonly string[] = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES: readonly string[] = ['File', 'FallbackToLogsOnError'];
const PROTOCOLS: readonly string[] = ['SCTP', 'TCP', 'UDP'];
const RESTART_POLICIES: readonly string[] = ['Always', 'OnFailure', 'Never'];
const PROBES: readonly ProbeKind[] = ['livenessProbe', 'readinessProbe', 'startupProbe'];

export function checkContainers(
  errors: FieldErrors,
  path: FieldPath,
  spec: PodSpec,
  volumes: ReadonlySet<string>,
): void {
  // Validation meets what users wrote: `containers` may be missing.
  const containers: readonly Container[] | undefined = spec.containers;
  if (!containers?.length) {
    errors.push(required(path));
    return;
  }
  const names = new Set<string>();
  containers.forEach((container, index) => {
    const at = path.index(index);
    checkContainer(errors, at, container, volumes);
    if (names.has(container.name)) errors.push(duplicate(at.child('name'), container.name));
    names.add(container.name);
    checkHooks(errors, at, container, spec.terminationGracePeriodSeconds);
    checkOptionalEnum(errors, at, 'restartPolicy', container.restartPolicy, RESTART_POLICIES);
  });
  checkHostPortConflicts(errors, path, containers);
}

export function checkInitContainers(
  errors: FieldErrors,
  path: FieldPath,
  spec: PodSpec,
  volumes: ReadonlySet<string>,
): void {
  const regular: readonly Container[] | undefined = spec.containers;
  const names = new Set(regular?.map((container) => container.name));
  spec.initContainers?.forEach((container, index) => {
    const at = path.index(index);
    checkContainer(errors, at, container, volumes);
    checkOptionalEnum(errors, at, 'restartPolicy', container.restartPolicy, RESTART_POLICIES);
    if (names.has(container.name)) errors.push(duplicate(at.child('name'), container.name));
    else if (container.name) names.add(container.name);
    checkHostPortConflicts(errors, path, [container]);
    if (container.restartPolicy === 'Always') {
      checkHooks(errors, at, container, spec.terminationGracePeriodSeconds);
      return;
    }
    for (const field of ['lifecycle', ...PROBES] as const) {
      if (container[field] === undefined) continue;
      const rule = 'may not be set for init containers without restartPolicy=Always';
      errors.push(forbiddenValue(at.child(field), rule));
    }
  });
}

function checkContainer(
  errors: FieldErrors,
  path: FieldPath,
  container: Container,
  volumes: ReadonlySet<string>,
): void {
  checkRequiredName(errors, path, 'name', container.name, isDns1123Label);
  if (!container.image) errors.push(required(path.child('image')));
  checkEnum(
    errors,
    path,
    'terminationMessagePolicy',
    container.terminationMessagePolicy,
    MESSAGE_POLICIES,
  );
  if (container.ports) checkPorts(errors, path.child('ports'), container.ports);
  if (container.env) checkEnv(errors, path.child('env'), container.env);
  if (container.envFrom) checkEnvFrom(errors, path.child('envFrom'), container.envFrom);
  if (container.volumeMounts) {
    checkMounts(errors, path.child('volumeMounts'), container.volumeMounts, volumes);
  }
  checkEnum(errors, path, 'imagePullPolicy', container.imagePullPolicy, PULL_POLICIES);
  if (container.resources) checkResources(errors, path.child('resources'), container.resources);
  if (container.securityContext) {
    checkContainerSecurityContext(errors, path.child('securityContext'), container.securityContext);
  }
}

function checkHooks(
  errors: FieldErrors,
  path: FieldPath,
  container: Container,
  graceSeconds: number | undefined,
): void {
  if (container.lifecycle) {
    checkLifecycle(errors, path.child('lifecycle'), container.lifecycle, graceSeconds);
  }
  for (const kind of PROBES) {
    const probe = container[kind];
    if (probe) checkProbe(errors, path.child(kind), kind, probe);
  }
}

function checkPorts(errors: FieldErrors, path: FieldPath, ports: readonly ContainerPort[]): void {
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const at = path.index(index);
    if (port.name) {
      const complaints = isPortName(port.name);
      if (complaints.length > 0) {
        complain(errors, at.child('name'), port.name, complaints);
      } else if (names.has(port.name)) errors.push(duplicate(at.child('name'), port.name));
      else names.add(port.name);
    }
    if (!port.containerPort) errors.push(required(at.child('containerPort')));
    else {
      complain(
        errors,
        at.child('containerPort'),
        port.containerPort,
        isPortNumber(port.containerPort),
      );
    }
    if (port.hostPort) {
      complain(errors, at.child('hostPort'), port.hostPort, isPortNumber(port.hostPort));
    }
    checkEnum(errors, at, 'protocol', port.protocol, PROTOCOLS);
  });
}

function checkMounts(
  errors: FieldErrors,
  path: FieldPath,
  mounts: readonly VolumeMount[],
  volumes: ReadonlySet<string>,
): void {
  const mountPaths = new Set<string>();
  mounts.forEach((mount, index) => {
    const at = path.index(index);
    if (!mount.name) errors.push(required(at.child('name')));
    if (!volumes.has(mount.name)) errors.push(notFoundValue(at.child('name'), mount.name));
    if (!mount.mountPath) errors.push(required(at.child('mountPath')));
    if (mountPaths.has(mount.mountPath)) {
      errors.push(invalidValue(at.child('mountPath'), mount.mountPath, 'must be unique'));
    }
    mountPaths.add(mount.mountPath);
    // Kubernetes leaves the index out of the paths of subPath and subPathExpr.
    if (mount.subPath) checkLocalPath(errors, path.child('subPath'), mount.subPath);
    if (!mount.subPathExpr) return;
    if (mount.subPath) {
      const rule = 'subPathExpr and subPath are mutually exclusive';
      errors.push(invalidValue(at.child('subPathExpr'), mount.subPathExpr, rule));
    }
    checkLocalPath(errors, path.child('subPathExpr'), mount.subPathExpr);
  });
}

function checkHostPortConflicts(
  errors: FieldErrors,
  path: FieldPath,
  containers: readonly Container[],
): void {
  let taken: Set<string> | undefined;
  containers.forEach((container, position) => {
    container.ports?.forEach((port, index) => {
      if (!port.hostPort) return;
      taken ??= new Set();
      const key = `${port.protocol ?? 'TCP'}/${port.hostIP ?? ''}/${String(port.hostPort)}`;
      if (taken.has(key)) {
        const at = path.index(position).child('ports').index(index);
        errors.push(duplicate(at.child('hostPort'), key));
      }
      taken.add(key);
    });
  });
}
