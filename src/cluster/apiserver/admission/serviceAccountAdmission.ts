// Gives every pod a service account, and its containers the account's token.
// Source: k8s.io/kubernetes/plugin/pkg/admission/serviceaccount (admission.go).
//
// Differs from Kubernetes: pods of one template, daemons' too, share the random name of the token's volume.
import type { ApiObject } from '../../../apimachinery/objectMeta';
import { isMirrorPod } from '../../../apis/core/podState';
import type {
  Container,
  Pod,
  PodSpec,
  ServiceAccount,
  Volume,
  VolumeMount,
} from '../../../apis/generated/core/v1';
import { PODS, SERVICE_ACCOUNTS } from '../../../apis/resources';
import type { Random } from '../../../simulation/random';
import { nameSuffix } from '../nameSuffix';
import type { StoredObjects } from '../storedObjects';
import {
  admissionForbidden,
  handling,
  type AdmissionPlugin,
  type AdmissionRequest,
} from './admissionPlugin';
import { SpecMemo } from './specMemo';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const TOKEN_VOLUME_PREFIX = 'kube-api-access-';
/** One hour, and as the kubelet renews at 80 %, a little slack. */
const TOKEN_SECONDS = 3607;

export class ServiceAccountAdmission implements AdmissionPlugin {
  readonly name = 'ServiceAccount';
  readonly handles = handling(PODS, 'CREATE');
  readonly #objects: StoredObjects;
  readonly #memo = new SpecMemo();

  constructor(objects: StoredObjects) {
    this.#objects = objects;
  }

  mutate(object: ApiObject, request: AdmissionRequest): ApiObject {
    // `handles` lets pods through only.
    const pod = object as Pod;
    if (isMirrorPod(pod)) return this.#checkedMirrorPod(pod, request);
    const name = pod.spec.serviceAccountName || 'default';
    const account = this.#account(name, request);
    const make = (): PodSpec =>
      withAccount(
        { ...pod.spec, serviceAccountName: name, serviceAccount: name },
        account,
        request.random,
      );
    const spec = request.dryRun ? make() : this.#memo.get(pod.spec, account, make);
    // Of the spec's fields, only those are set that a pod has.
    return { ...pod, spec } as Pod;
  }

  #account(name: string, request: AdmissionRequest): ServiceAccount {
    const { namespace = '' } = request;
    const account = this.#objects.get(SERVICE_ACCOUNTS, namespace, name);
    if (account === undefined) {
      const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`;
      throw admissionForbidden(request, why);
    }
    return account;
  }

  /** The kubelet's own pods have no identity at the API server. */
  #checkedMirrorPod(pod: Pod, request: AdmissionRequest): Pod {
    if (pod.spec.serviceAccountName) {
      throw admissionForbidden(request, 'a mirror pod may not reference service accounts');
    }
    return pod;
  }
}

function withAccount(spec: PodSpec, account: ServiceAccount, random: Random): PodSpec {
  const pullSecrets =
    (spec.imagePullSecrets?.length ?? 0) === 0 && (account.imagePullSecrets?.length ?? 0) > 0
      ? { imagePullSecrets: account.imagePullSecrets }
      : {};
  const complete = { ...spec, ...pullSecrets };
  const mounts = spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
  return mounts ? withToken(complete, random) : complete;
}

function withToken(spec: PodSpec, random: Random): PodSpec {
  const existing = spec.volumes?.find(hasTokenName);
  const { initContainers, volumes = [] } = spec;
  // Validation comes later: there may be no containers at all.
  const containers = spec.containers ?? [];
  if (![...(initContainers ?? []), ...containers].some(needsToken)) return spec;
  const name = existing?.name ?? TOKEN_VOLUME_PREFIX + nameSuffix(random);
  const mount = { name, readOnly: true, mountPath: TOKEN_PATH };
  return {
    ...spec,
    containers: containers.map((container) => withMount(container, mount)),
    ...(initContainers && { initContainers: initContainers.map((each) => withMount(each, mount)) }),
    volumes: existing === undefined ? [...volumes, tokenVolume(name)] : volumes,
  };
}

function needsToken({ volumeMounts = [] }: Container): boolean {
  return !volumeMounts.some(({ mountPath }) => mountPath === TOKEN_PATH);
}

function withMount(container: Container, mount: VolumeMount): Container {
  if (!needsToken(container)) return container;
  return { ...container, volumeMounts: [...(container.volumeMounts ?? []), mount] };
}

/** What pods find there: the same for all of them. */
const TOKEN_PROJECTION: NonNullable<Volume['projected']> = {
  defaultMode: 0o644,
  sources: [
    { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [
          {
            path: 'namespace',
            fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' },
          },
        ],
      },
    },
  ],
};

function tokenVolume(name: string): Volume {
  return { name, projected: TOKEN_PROJECTION };
}

/** Validation comes after admission: a volume may have no name yet. */
function hasTokenName({ name }: { readonly name?: string }): boolean {
  return name?.startsWith(TOKEN_VOLUME_PREFIX) === true;
}
