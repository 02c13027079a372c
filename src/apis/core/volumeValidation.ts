// Volumes of pods. Source: k8s.io/kubernetes/pkg/apis/core/validation (ValidateVolumes).
//
// Differs from Kubernetes: of volumes that no node here can mount (cloud disks, ISCSI, RBD, ...)
// only the name and the number of sources are checked.
import { duplicate, forbiddenValue, invalidValue, required } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Label } from '../../apimachinery/names';
import { quantityValue } from '../../apimachinery/quantity';
import type {
  DownwardAPIVolumeFile,
  KeyToPath,
  ProjectedVolumeSource,
  Volume,
} from '../generated/core/v1';
import {
  checkOptionalEnum,
  checkRequired,
  checkRequiredName,
  type FieldErrors,
} from '../meta/fieldChecks';
import { checkFieldRef, checkKeyAndPath, checkResourceFieldRef } from './environmentValidation';

const HOST_PATH_TYPES: readonly string[] = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];
const DOWNWARD_PATHS: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];
const MODE_RULE = 'must be a number between 0 and 0777 (octal), both inclusive';

/** Returns the names of the good volumes: those alone can be mounted. */
export function checkVolumes(
  errors: FieldErrors,
  path: FieldPath,
  volumes: readonly Volume[],
): ReadonlySet<string> {
  const names = new Set<string>();
  volumes.forEach((volume, index) => {
    const at = path.index(index);
    const before = errors.length;
    checkVolumeSource(errors, at, volume);
    checkRequiredName(errors, at, 'name', volume.name, isDns1123Label);
    if (names.has(volume.name)) errors.push(duplicate(at.child('name'), volume.name));
    if (errors.length === before) names.add(volume.name);
  });
  return names;
}

/** In the order in which Kubernetes looks at them; all others come after. */
const FIRST_SOURCES: readonly (keyof Volume)[] = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'secret',
  'nfs',
  'persistentVolumeClaim',
  'downwardAPI',
  'configMap',
  'projected',
];

function checkVolumeSource(errors: FieldErrors, path: FieldPath, volume: Volume): void {
  let found = 0;
  const visit = (source: keyof Volume): void => {
    if (volume[source] === undefined) return;
    found++;
    if (found === 1) checkSource(errors, path.child(source), volume);
    else errors.push(forbiddenValue(path.child(source), 'may not specify more than 1 volume type'));
  };
  FIRST_SOURCES.forEach(visit);
  for (const key in volume) {
    const source = key as keyof Volume; // The keys of a decoded volume are those of its type.
    if (source !== 'name' && !FIRST_SOURCES.includes(source)) visit(source);
  }
  if (found === 0) errors.push(required(path, 'must specify a volume type'));
}

function checkSource(errors: FieldErrors, path: FieldPath, volume: Volume): void {
  const {
    emptyDir,
    hostPath,
    secret,
    nfs,
    persistentVolumeClaim,
    configMap,
    downwardAPI,
    projected,
  } = volume;
  if (emptyDir?.sizeLimit !== undefined && quantityValue(emptyDir.sizeLimit) < 0) {
    const rule = 'SizeLimit field must be a valid resource quantity';
    errors.push(forbiddenValue(path.child('sizeLimit'), rule));
  } else if (hostPath) {
    if (!hostPath.path) errors.push(required(path.child('path')));
    else checkNoBacksteps(errors, path.child('path'), hostPath.path);
    checkOptionalEnum(errors, path, 'type', hostPath.type, HOST_PATH_TYPES);
  } else if (secret) {
    checkRequired(errors, path, 'secretName', secret.secretName);
    checkFiles(errors, path, secret);
  } else if (configMap) {
    checkRequired(errors, path, 'name', configMap.name);
    checkFiles(errors, path, configMap);
  } else if (nfs) {
    checkRequired(errors, path, 'server', nfs.server);
    checkRequired(errors, path, 'path', nfs.path);
    if (nfs.path && !nfs.path.startsWith('/')) {
      errors.push(invalidValue(path.child('path'), nfs.path, 'must be an absolute path'));
    }
  } else if (persistentVolumeClaim) {
    checkRequired(errors, path, 'claimName', persistentVolumeClaim.claimName);
  } else if (downwardAPI) {
    checkMode(errors, path, 'defaultMode', downwardAPI.defaultMode);
    checkDownwardFiles(errors, path, downwardAPI.items ?? []);
  } else if (projected) {
    checkMode(errors, path, 'defaultMode', projected.defaultMode);
    checkProjected(errors, path.child('sources'), projected);
  }
}

function checkFiles(
  errors: FieldErrors,
  path: FieldPath,
  source: {
    readonly defaultMode?: number | undefined;
    readonly items?: readonly KeyToPath[] | undefined;
  },
): void {
  checkMode(errors, path, 'defaultMode', source.defaultMode);
  checkItems(errors, path, source.items);
}

function checkItems(
  errors: FieldErrors,
  path: FieldPath,
  items: readonly KeyToPath[] | undefined,
): void {
  items?.forEach((item, index) => {
    const at = path.child('items').index(index);
    checkKeyAndPath(errors, at, item);
    if (item.path) checkLocalPath(errors, at.child('path'), item.path);
    checkMode(errors, at, 'mode', item.mode);
  });
}

function checkMode(
  errors: FieldErrors,
  path: FieldPath,
  field: string,
  mode: number | undefined,
): void {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return;
  errors.push(invalidValue(path.child(field), mode, MODE_RULE));
}

function checkDownwardFiles(
  errors: FieldErrors,
  path: FieldPath,
  files: readonly DownwardAPIVolumeFile[],
): void {
  // Kubernetes leaves `items` and the index out of these paths.
  for (const file of files) {
    if (!file.path) errors.push(required(path.child('path')));
    else checkLocalPath(errors, path.child('path'), file.path);
    if (file.fieldRef) {
      checkFieldRef(errors, path.child('fieldRef'), file.fieldRef, DOWNWARD_PATHS);
      if (file.resourceFieldRef) {
        const rule = 'fieldRef and resourceFieldRef can not be specified simultaneously';
        errors.push(invalidValue(path, 'resource', rule));
      }
    } else if (file.resourceFieldRef) {
      checkResourceFieldRef(errors, path.child('resourceFieldRef'), file.resourceFieldRef, true);
    } else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
    checkMode(errors, path, 'mode', file.mode);
  }
}

function checkProjected(
  errors: FieldErrors,
  path: FieldPath,
  projected: ProjectedVolumeSource,
): void {
  projected.sources?.forEach((source, index) => {
    const at = path.index(index);
    const { secret, configMap, downwardAPI, serviceAccountToken } = source;
    if (secret) {
      checkRequired(errors, at.child('secret'), 'name', secret.name);
      checkItems(errors, at.child('secret'), secret.items);
    }
    if (configMap) {
      checkRequired(errors, at.child('configMap'), 'name', configMap.name);
      checkItems(errors, at.child('configMap'), configMap.items);
    }
    if (downwardAPI) checkDownwardFiles(errors, at.child('downwardAPI'), downwardAPI.items ?? []);
    if (serviceAccountToken) {
      const token = at.child('serviceAccountToken');
      const seconds = serviceAccountToken.expirationSeconds;
      if (seconds !== undefined && seconds < 600) {
        const rule = 'may not specify a duration less than 10 minutes';
        errors.push(invalidValue(token.child('expirationSeconds'), seconds, rule));
      }
      if (!serviceAccountToken.path) errors.push(required(token.child('path')));
      else checkLocalPath(errors, token.child('path'), serviceAccountToken.path);
    }
    const kinds = Object.values(source).filter((each) => each !== undefined).length;
    if (kinds > 1)
      errors.push(forbiddenValue(at, 'may not specify more than 1 volume type per source'));
  });
}

/** A path below some folder: relative and without steps back. */
export function checkLocalPath(errors: FieldErrors, path: FieldPath, value: string): void {
  if (value.startsWith('/')) errors.push(invalidValue(path, value, 'must be a relative path'));
  checkNoBacksteps(errors, path, value);
  if (value.startsWith('..') && !value.startsWith('../')) {
    errors.push(invalidValue(path, value, "must not start with '..'"));
  }
}

function checkNoBacksteps(errors: FieldErrors, path: FieldPath, value: string): void {
  if (value.split('/').includes('..'))
    errors.push(invalidValue(path, value, "must not contain '..'"));
}
