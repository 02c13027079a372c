// A container's environment: literal values, fields of the pod, ConfigMaps and Secrets.
// Source: k8s.io/kubernetes/pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables).
// Differs from Kubernetes: variables for services (`REDIS_SERVICE_HOST`) are not made.
import { ApiConnectionError, ApiStatusError } from '../../apimachinery/apiStatus';
import type { StringMap } from '../../apimachinery/objectMeta';
import type { Container, EnvVarSource, Pod } from '../../apis/generated/core/v1';
import { CONFIG_MAPS, SECRETS } from '../../apis/resources';
import type { Client } from '../client/client';
import { shortMessage } from './podVolumes';

/** What keeps a container from being configured (CreateContainerConfigError). */
export class ContainerConfigError extends Error {}

/** Where a pod is, as far as that is known. */
interface PodAddresses {
  readonly hostIP: string | undefined;
  readonly podIP: string | undefined;
}

/** Throws {@link ContainerConfigError} where a required object or key is missing. */
export function containerEnvironment(
  pod: Pod,
  container: Container,
  podIP: string | undefined,
  hostIP: string,
  client: Client,
): StringMap {
  const environment: Record<string, string> = { HOSTNAME: pod.spec.hostname ?? pod.metadata.name };
  const reader = new ReferenceReader(client, pod.metadata.namespace ?? 'default');
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    if (configMapRef !== undefined)
      addAll(environment, prefix, reader.configMap(configMapRef.name ?? '', configMapRef.optional));
    if (secretRef !== undefined)
      addAll(environment, prefix, reader.secret(secretRef.name ?? '', secretRef.optional));
  }
  const addresses = { hostIP, podIP: podIP ?? pod.status?.podIP };
  for (const { name, value, valueFrom } of container.env ?? []) {
    const text =
      valueFrom === undefined
        ? expand(value ?? '', environment)
        : reader.value(valueFrom, pod, addresses);
    if (text !== undefined) environment[name] = text;
  }
  return environment;
}

function addAll(environment: Record<string, string>, prefix: string, data: StringMap): void {
  for (const [key, value] of Object.entries(data)) environment[prefix + key] = value;
}

/** `$(NAME)` stands for a variable that is defined before; `$$` for a dollar. */
export function expand(text: string, environment: StringMap): string {
  let expanded = '';
  let done = 0;
  for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', Math.max(done, at + 1))) {
    const next = text.charAt(at + 1);
    const end = next === '(' ? text.indexOf(')', at) : -1;
    if (next === '$') {
      expanded += text.slice(done, at + 1);
      done = at + 2;
    } else if (end > at + 2) {
      const value = environment[text.slice(at + 2, end)];
      expanded += text.slice(done, at) + (value ?? text.slice(at, end + 1));
      done = end + 1;
    }
  }
  return done === 0 ? text : expanded + text.slice(done);
}

class ReferenceReader {
  readonly #client: Client;
  readonly #namespace: string;

  constructor(client: Client, namespace: string) {
    this.#client = client;
    this.#namespace = namespace;
  }

  configMap(name: string, optional = false): StringMap {
    return this.#read(
      optional,
      () => this.#client.get(CONFIG_MAPS, this.#namespace, name).data ?? {},
    );
  }

  secret(name: string, optional = false): StringMap {
    return this.#read(optional, () => this.#client.get(SECRETS, this.#namespace, name).data ?? {});
  }

  value(source: EnvVarSource, pod: Pod, addresses: PodAddresses): string | undefined {
    const { configMapKeyRef, secretKeyRef, fieldRef } = source;
    if (configMapKeyRef !== undefined) {
      const { name = '', key, optional } = configMapKeyRef;
      const data = this.configMap(name, optional);
      return this.#key(
        data,
        key,
        optional,
        () => `couldn't find key ${key} in ConfigMap ${this.#namespace}/${name}`,
      );
    }
    if (secretKeyRef !== undefined) {
      const { name = '', key, optional } = secretKeyRef;
      const data = this.secret(name, optional);
      return this.#key(
        data,
        key,
        optional,
        () => `couldn't find key ${key} in Secret ${this.#namespace}/${name}`,
      );
    }
    return fieldRef === undefined ? '' : fieldValue(fieldRef.fieldPath, pod, addresses);
  }

  #key(
    data: StringMap,
    key: string,
    optional: boolean | undefined,
    problem: () => string,
  ): string | undefined {
    const value = data[key];
    if (value === undefined && optional !== true) throw new ContainerConfigError(problem());
    return value;
  }

  #read(optional: boolean, get: () => StringMap): StringMap {
    try {
      return get();
    } catch (error) {
      if (error instanceof ApiConnectionError)
        throw new ContainerConfigError(`failed to sync cache: ${error.message}`);
      if (!(error instanceof ApiStatusError)) throw error;
      if (optional && error.reason === 'NotFound') return {};
      throw new ContainerConfigError(shortMessage(error));
    }
  }
}

/** One value of a pod's fields, as the downward API gives it. */
export function fieldValue(path: string, pod: Pod, { hostIP, podIP }: PodAddresses): string {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed !== null) {
    const map = keyed[1] === 'labels' ? pod.metadata.labels : pod.metadata.annotations;
    return map?.[keyed[2] ?? ''] ?? '';
  }
  switch (path) {
    case 'metadata.name':
      return pod.metadata.name;
    case 'metadata.namespace':
      return pod.metadata.namespace ?? '';
    case 'metadata.uid':
      return pod.metadata.uid;
    case 'spec.nodeName':
      return pod.spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return hostIP ?? '';
    case 'status.podIP':
    case 'status.podIPs':
      return podIP ?? '';
    default:
      return '';
  }
}
