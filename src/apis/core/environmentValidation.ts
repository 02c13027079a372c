// Environment variables of containers. Source: k8s.io/kubernetes/pkg/apis/core/validation
// (ValidateEnv, ValidateEnvFrom).
import { invalidValue, notSupported, required } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import {
  isConfigMapKey,
  isDns1123Subdomain,
  isEnvVarName,
  isQualifiedName,
} from '../../apimachinery/names';
import { canonicalQuantity } from '../../apimachinery/quantity';
import type {
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  ObjectFieldSelector,
  ResourceFieldSelector,
} from '../generated/core/v1';
import {
  checkName,
  checkRequired,
  checkRequiredName,
  complain,
  type FieldErrors,
} from '../meta/fieldChecks';

const FIELD_PATHS: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const RESOURCES: readonly string[] = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const CPU_DIVISORS: readonly string[] = ['1m', '1'];
const BYTE_DIVISORS: readonly string[] = '1 1k 1M 1G 1T 1P 1E 1Ki 1Mi 1Gi 1Ti 1Pi 1Ei'.split(' ');

export function checkEnv(errors: FieldErrors, path: FieldPath, env: readonly EnvVar[]): void {
  env.forEach((variable, index) => {
    if (variable.name && !variable.valueFrom && isEnvVarName(variable.name).length === 0) return;
    const at = path.index(index);
    checkRequiredName(errors, at, 'name', variable.name, isEnvVarName);
    if (variable.valueFrom)
      checkValueFrom(errors, at.child('valueFrom'), variable.valueFrom, variable.value);
  });
}

function checkValueFrom(
  errors: FieldErrors,
  path: FieldPath,
  source: EnvVarSource,
  value: string | undefined,
): void {
  let sources = 0;
  if (source.fieldRef) {
    sources++;
    checkFieldRef(errors, path.child('fieldRef'), source.fieldRef, FIELD_PATHS);
  }
  if (source.resourceFieldRef) {
    sources++;
    checkResourceFieldRef(errors, path.child('resourceFieldRef'), source.resourceFieldRef, false);
  }
  if (source.configMapKeyRef) {
    sources++;
    checkKeyRef(errors, path.child('configMapKeyRef'), source.configMapKeyRef);
  }
  if (source.secretKeyRef) {
    sources++;
    checkKeyRef(errors, path.child('secretKeyRef'), source.secretKeyRef);
  }
  if (source.fileKeyRef) sources++;
  if (sources === 0) {
    const rule =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    errors.push(invalidValue(path, '', rule));
  } else if (value) {
    errors.push(invalidValue(path, '', 'may not be specified when `value` is not empty'));
  } else if (sources > 1) {
    errors.push(invalidValue(path, '', 'may not have more than one field specified at a time'));
  }
}

/** `supported` are the paths without subscript; `metadata.labels['x']` and annotations always do. */
export function checkFieldRef(
  errors: FieldErrors,
  path: FieldPath,
  ref: ObjectFieldSelector,
  supported: readonly string[],
): void {
  if (!ref.fieldPath) {
    errors.push(required(path.child('fieldPath')));
    return;
  }
  const subscripted = /^(.*)\['(.*)'\]$/.exec(ref.fieldPath);
  if (subscripted === null) {
    if (!supported.includes(ref.fieldPath))
      checkUnknownFieldPath(errors, path, ref.fieldPath, supported);
    return;
  }
  const [, map = '', key = ''] = subscripted;
  if (map === 'metadata.annotations' || map === 'metadata.labels') {
    const name = map === 'metadata.labels' ? key : key.toLowerCase();
    complain(errors, path, name, isQualifiedName(name));
  } else {
    errors.push(invalidValue(path, map, 'does not support subscript'));
  }
}

/** What the pod's own conversion does not know at all is worded otherwise than what is known but of no use here. */
const CONVERTIBLE: ReadonlySet<string> = new Set([
  ...FIELD_PATHS,
  'metadata.annotations',
  'metadata.labels',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'spec.host',
]);

function checkUnknownFieldPath(
  errors: FieldErrors,
  path: FieldPath,
  fieldPath: string,
  supported: readonly string[],
): void {
  const at = path.child('fieldPath');
  if (CONVERTIBLE.has(fieldPath)) errors.push(notSupported(at, fieldPath, supported));
  else {
    const rule = `error converting fieldPath: field label not supported: ${fieldPath}`;
    errors.push(invalidValue(at, fieldPath, rule));
  }
}

/** In a volume the container must be named. */
export function checkResourceFieldRef(
  errors: FieldErrors,
  path: FieldPath,
  ref: ResourceFieldSelector,
  inVolume: boolean,
): void {
  const { resource = '', containerName }: Partial<ResourceFieldSelector> = ref;
  const hugePages = /^(limits|requests)\.hugepages-/.test(resource);
  if (inVolume && !containerName) errors.push(required(path.child('containerName')));
  else if (!resource) errors.push(required(path.child('resource')));
  else if (!RESOURCES.includes(resource) && !hugePages) {
    errors.push(notSupported(path.child('resource'), resource, RESOURCES));
  }
  const divisor = canonicalQuantity(ref.divisor ?? '0');
  if (divisor === '0') return;
  const isCpu = resource.endsWith('.cpu');
  const divisors = isCpu ? CPU_DIVISORS : BYTE_DIVISORS;
  if (divisors.includes(divisor)) return;
  const what = isCpu ? 'cpu' : resource.endsWith('.memory') ? 'memory' : 'local ephemeral storage';
  const list = isCpu ? '1m and 1' : BYTE_DIVISORS.join(', ');
  const rule = `only divisor's values ${list} are supported with the ${what} resource`;
  errors.push(invalidValue(path.child('divisor'), resource, rule));
}

function checkKeyRef(
  errors: FieldErrors,
  path: FieldPath,
  ref: { readonly name?: string | undefined; readonly key: string },
): void {
  checkName(errors, path, 'name', ref.name ?? '', isDns1123Subdomain);
  checkRequiredName(errors, path, 'key', ref.key, isConfigMapKey);
}

export function checkEnvFrom(
  errors: FieldErrors,
  path: FieldPath,
  sources: readonly EnvFromSource[],
): void {
  sources.forEach((source, index) => {
    const at = path.index(index);
    if (source.prefix) checkName(errors, at, 'prefix', source.prefix, isEnvVarName);
    if (source.configMapRef) {
      checkRequiredName(
        errors,
        at.child('configMapRef'),
        'name',
        source.configMapRef.name,
        isDns1123Subdomain,
      );
    }
    if (source.secretRef) {
      checkRequiredName(
        errors,
        at.child('secretRef'),
        'name',
        source.secretRef.name,
        isDns1123Subdomain,
      );
    }
    // Kubernetes names the whole list in these two.
    if (!source.configMapRef && !source.secretRef) {
      errors.push(invalidValue(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (source.configMapRef && source.secretRef) {
      errors.push(invalidValue(path, '', 'may not have more than one field specified at a time'));
    }
  });
}

/** Keys of a ConfigMap or Secret as files; shared with volumes. */
export function checkKeyAndPath(
  errors: FieldErrors,
  path: FieldPath,
  item: { readonly key: string; readonly path: string; readonly mode?: number | undefined },
): void {
  checkRequired(errors, path, 'key', item.key);
  checkRequired(errors, path, 'path', item.path);
}
