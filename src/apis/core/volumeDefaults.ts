// Defaults of volumes. Source: k8s.io/kubernetes/pkg/apis/core/v1 (SetDefaults_Volume and kin).
//
// Differs from Kubernetes: volumes of cloud providers and of ISCSI, RBD, ScaleIO get no defaults;
// none of them can be mounted here.
import type {
  ObjectFieldSelector,
  ResourceFieldSelector,
  Volume,
  VolumeProjection,
} from '../generated/core/v1';
import { mapShared, withDefaults, withField } from '../meta/sharedDefaults';

/** 0644: what ConfigMap and Secret files can be done with. */
const FILE_MODE = { defaultMode: 0o644 };
const HOST_PATH = { type: '' } as const;
const EMPTY_DIR = {};
const TOKEN = { expirationSeconds: 3600 };
const FIELD_REF = { apiVersion: 'v1' };
const RESOURCE_REF = { divisor: '0' };

export function defaultVolume(volume: Volume): Volume {
  if (volume.configMap) return withField(volume, 'configMap', (it) => withDefaults(it, FILE_MODE));
  if (volume.secret) return withField(volume, 'secret', (it) => withDefaults(it, FILE_MODE));
  if (volume.hostPath) return withField(volume, 'hostPath', (it) => withDefaults(it, HOST_PATH));
  if (volume.projected) {
    return withField(volume, 'projected', (projected) =>
      withField(withDefaults(projected, FILE_MODE), 'sources', (sources) =>
        mapShared(sources, defaultProjection),
      ),
    );
  }
  if (volume.downwardAPI) {
    return withField(volume, 'downwardAPI', (it) => defaultItems(withDefaults(it, FILE_MODE)));
  }
  return hasSource(volume) ? volume : { ...volume, emptyDir: EMPTY_DIR };
}

function hasSource(volume: Volume): boolean {
  for (const [key, source] of Object.entries(volume)) {
    if (key !== 'name' && source !== undefined) return true;
  }
  return false;
}

function defaultProjection(source: VolumeProjection): VolumeProjection {
  const withToken = withField(source, 'serviceAccountToken', (it) => withDefaults(it, TOKEN));
  return withField(withToken, 'downwardAPI', defaultItems);
}

interface WithReferences {
  readonly fieldRef?: ObjectFieldSelector | undefined;
  readonly resourceFieldRef?: ResourceFieldSelector | undefined;
}

function defaultItems<T extends { readonly items?: readonly WithReferences[] | undefined }>(
  volume: T,
): T {
  return withField(volume, 'items', (items) =>
    mapShared<WithReferences>(items ?? [], defaultReferences),
  );
}

/** The references to fields of the pod that environment variables and downward API files share. */
export function defaultReferences<T extends WithReferences>(item: T): T {
  const withFieldRef = withField(item, 'fieldRef', (it) =>
    it === undefined ? it : withDefaults<ObjectFieldSelector>(it, FIELD_REF),
  );
  return withField(withFieldRef, 'resourceFieldRef', (it) =>
    it === undefined ? it : withDefaults<ResourceFieldSelector>(it, RESOURCE_REF),
  );
}
