// What a kubelet writes and mounts into a container: hosts and resolv.conf, and the pod's volumes.
// Source: k8s.io/kubernetes/pkg/kubelet/{kubelet_pods.go,network/dns}, pkg/volume.
// Differs from Kubernetes: a mounted ConfigMap, Secret or field of the pod shows a change at once,
// not within a minute, also below a subPath; claims and host paths are directories of the node.
import { ApiStatusError, isApiError } from '../../apimachinery/apiStatus';
import { fromBase64 } from '../../apimachinery/base64';
import { toBytes } from '../../apimachinery/bytes';
import { isJsonObject } from '../../apimachinery/jsonObject';
import type {
  DownwardAPIVolumeFile,
  KeyToPath,
  Pod,
  ProjectedVolumeSource,
  Volume,
  VolumeMount,
} from '../../apis/generated/core/v1';
import { CONFIG_MAPS, SECRETS, SERVICE_ACCOUNTS } from '../../apis/resources';
import type { FileSources, Mount } from '../runtime/files/containerFiles';
import {
  directory,
  file,
  isDirectory,
  type DirectoryEntry,
  type FileNode,
  type LiveDirectory,
} from '../runtime/files/fileNode';
import { FileTree } from '../runtime/files/fileTree';
import { expand, fieldValue } from './containerEnvironment';
import type { KubeletContext } from './kubeletContext';

const DOMAIN = 'cluster.local';

export function fileSources(
  context: KubeletContext,
  pod: Pod,
  containerName: string,
  podIP: string | undefined,
  environment: Readonly<Record<string, string>>,
): FileSources {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  const container = [...containers, ...initContainers, ...ephemeralContainers].find(
    ({ name }) => name === containerName,
  );
  const mounter = new VolumeMounter(context, pod, podIP);
  const mounts: Mount[] = [];
  for (const mount of container?.volumeMounts ?? []) {
    const node = mounter.mounted(mount, environment);
    if (node !== undefined) mounts.push({ path: mount.mountPath, node });
  }
  return {
    mounts,
    hosts: hostsFile(pod, podIP, context.node.name),
    resolvConf: resolvConf(pod, context.dnsAddress()),
    readOnlyRoot: container?.securityContext?.readOnlyRootFilesystem === true,
  };
}

function hostsFile(pod: Pod, podIP: string | undefined, nodeName: string): string {
  const { hostname = pod.metadata.name, subdomain, hostNetwork, hostAliases = [] } = pod.spec;
  const fqdn =
    subdomain === undefined
      ? ''
      : `${hostname}.${subdomain}.${pod.metadata.namespace ?? ''}.svc.${DOMAIN}\t`;
  const own =
    hostNetwork === true ? `127.0.1.1\t${nodeName}` : `${podIP ?? ''}\t${fqdn}${hostname}`;
  const aliases = hostAliases.map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}`);
  return [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    own,
    ...(aliases.length === 0 ? [] : ['', '# Entries added by HostAliases.', ...aliases]),
    '',
  ].join('\n');
}

function resolvConf(pod: Pod, dnsAddress: string): string {
  const { dnsPolicy = 'ClusterFirst', hostNetwork, dnsConfig } = pod.spec;
  const isCluster =
    dnsPolicy === 'ClusterFirstWithHostNet' ||
    (dnsPolicy === 'ClusterFirst' && hostNetwork !== true);
  const namespace = pod.metadata.namespace ?? 'default';
  const searches = [
    ...(isCluster ? [`${namespace}.svc.${DOMAIN}`, `svc.${DOMAIN}`, DOMAIN] : []),
    ...(dnsConfig?.searches ?? []),
  ];
  const servers = [
    ...(isCluster ? [dnsAddress] : dnsPolicy === 'None' ? [] : ['172.18.0.1']),
    ...(dnsConfig?.nameservers ?? []),
  ];
  const own = (dnsConfig?.options ?? []).map(({ name = '', value }) =>
    value === undefined ? name : `${name}:${value}`,
  );
  const ndots = isCluster && !own.some((option) => option.startsWith('ndots')) ? ['ndots:5'] : [];
  const options = [...ndots, ...own];
  return [
    ...(searches.length === 0 ? [] : [`search ${searches.join(' ')}`]),
    ...servers.map((server) => `nameserver ${server}`),
    ...(options.length === 0 ? [] : [`options ${options.join(' ')}`]),
    '',
  ].join('\n');
}

type Contents = Map<string, FileNode>;

class VolumeMounter {
  readonly #context: KubeletContext;
  readonly #pod: Pod;
  readonly #podIP: string | undefined;
  readonly #nowMs: number;

  constructor(context: KubeletContext, pod: Pod, podIP: string | undefined) {
    this.#context = context;
    this.#pod = pod;
    this.#podIP = podIP;
    this.#nowMs = context.clock.epochMs;
  }

  /** What stands at the mount's path; undefined where there is no such volume. */
  mounted(mount: VolumeMount, environment: Readonly<Record<string, string>>): FileNode | undefined {
    const volume = this.#pod.spec.volumes?.find(({ name }) => name === mount.name);
    if (volume === undefined) return undefined;
    const root = this.#root(volume);
    const subPath =
      mount.subPathExpr === undefined ? mount.subPath : expand(mount.subPathExpr, environment);
    const node = subPath === undefined || subPath === '' ? root : this.#part(root, subPath);
    if (mount.readOnly !== true || node.kind !== 'directory') return node;
    return { ...node, readOnly: true };
  }

  /** A file or directory within a volume; a missing one is made. */
  #part(root: FileNode, path: string): FileNode {
    let at = root;
    for (const name of FileTree.absolute(path, '/')
      .split('/')
      .filter((each) => each !== '')) {
      if (at.kind === 'live') return at.read().get(name) ?? directory(this.#nowMs);
      if (!isDirectory(at)) return at;
      const next: FileNode = at.entries.get(name) ?? this.#mountPoint();
      at.entries.set(name, next);
      at = next;
    }
    return at;
  }

  #mountPoint(): DirectoryEntry {
    return { ...directory(this.#nowMs, 0o777), isMount: true };
  }

  #root(volume: Volume): FileNode {
    const { configMap, secret, projected, downwardAPI, hostPath, persistentVolumeClaim } = volume;
    if (configMap !== undefined)
      return this.#live(configMap.defaultMode, (files) => {
        this.#addConfigMap(files, configMap.name ?? '', configMap.items);
      });
    if (secret !== undefined)
      return this.#live(secret.defaultMode, (files) => {
        this.#addSecret(files, secret.secretName ?? '', secret.items);
      });
    if (projected !== undefined)
      return this.#live(projected.defaultMode, (files) => {
        this.#addProjected(files, projected);
      });
    if (downwardAPI !== undefined)
      return this.#live(downwardAPI.defaultMode, (files) => {
        this.#addFields(files, downwardAPI.items);
      });
    const { hostDirectories } = this.#context.runtime;
    if (hostPath !== undefined) return this.#shared(hostDirectories, hostPath.path);
    if (persistentVolumeClaim !== undefined) {
      const claim = `${this.#pod.metadata.namespace ?? ''}/${persistentVolumeClaim.claimName}`;
      return this.#shared(hostDirectories, `claim ${claim}`);
    }
    const sandbox = this.#context.runtime.sandbox(this.#pod.metadata.uid);
    if (sandbox === undefined) return this.#mountPoint();
    return this.#shared((sandbox.volumes ??= new Map<string, FileNode>()), volume.name);
  }

  #shared(volumes: Map<string, FileNode>, key: string): FileNode {
    const node = volumes.get(key) ?? this.#mountPoint();
    volumes.set(key, node);
    return node;
  }

  #live(mode: number | undefined, fill: (files: Contents) => void): LiveDirectory {
    let last: ReadonlyMap<string, FileNode> = new Map();
    return {
      kind: 'live',
      mode: 0o777,
      changedMs: this.#nowMs,
      read: () => {
        const files: Contents = new Map();
        try {
          fill(files);
        } catch (error) {
          // What was mounted stays while the API server or the object is away.
          if (!isApiError(error)) throw error;
          if (last.size > 0) return last;
        }
        if (mode !== undefined)
          for (const node of files.values()) if (node.kind === 'file') node.mode = mode;
        last = files;
        return files;
      },
    };
  }

  #addConfigMap(files: Contents, name: string, items: readonly KeyToPath[] | undefined): void {
    const { data, binaryData } = this.#context.client.get(CONFIG_MAPS, this.#namespace, name);
    this.#addKeys(files, items, (key) => textOf(data?.[key]) ?? bytesOf(binaryData?.[key]), [
      ...Object.keys(data ?? {}),
      ...Object.keys(binaryData ?? {}),
    ]);
  }

  #addSecret(files: Contents, name: string, items: readonly KeyToPath[] | undefined): void {
    const { data } = this.#context.client.get(SECRETS, this.#namespace, name);
    this.#addKeys(files, items, (key) => bytesOf(data?.[key]), Object.keys(data ?? {}));
  }

  #addKeys(
    files: Contents,
    items: readonly KeyToPath[] | undefined,
    value: (key: string) => string | undefined,
    keys: readonly string[],
  ): void {
    const selected = items ?? keys.map((key): KeyToPath => ({ key, path: key }));
    for (const { key, path, mode } of selected) {
      const content = value(key);
      if (content !== undefined) place(files, path, file(content, this.#nowMs, mode));
    }
  }

  #addProjected(files: Contents, { sources = [] }: ProjectedVolumeSource): void {
    for (const { configMap, secret, downwardAPI, serviceAccountToken } of sources) {
      this.#tolerant(configMap?.optional, () => {
        if (configMap !== undefined)
          this.#addConfigMap(files, configMap.name ?? '', configMap.items);
      });
      this.#tolerant(secret?.optional, () => {
        if (secret !== undefined) this.#addSecret(files, secret.name ?? '', secret.items);
      });
      if (downwardAPI !== undefined) this.#addFields(files, downwardAPI.items);
      if (serviceAccountToken === undefined) continue;
      this.#tolerant(true, () => {
        const { audience, expirationSeconds, path } = serviceAccountToken;
        place(files, path, file(this.#token(audience, expirationSeconds), this.#nowMs));
      });
    }
  }

  #tolerant(optional: boolean | undefined, action: () => void): void {
    try {
      action();
    } catch (error) {
      if (optional !== true || !(error instanceof ApiStatusError)) throw error;
    }
  }

  /** A token as the API server makes it, bound to the pod. */
  #token(audience: string | undefined, expirationSeconds: number | undefined): string {
    const { name, uid } = this.#pod.metadata;
    const response = this.#context.client.request({
      verb: 'create',
      user: this.#context.client.user,
      resource: SERVICE_ACCOUNTS,
      namespace: this.#namespace,
      name: this.#pod.spec.serviceAccountName ?? 'default',
      subresource: 'token',
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: {
          audiences: audience === undefined ? [] : [audience],
          expirationSeconds: expirationSeconds ?? 3600,
          boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
        },
      },
      options: {},
    });
    const status: unknown = 'status' in response.body ? response.body.status : undefined;
    const token = isJsonObject(status) ? status['token'] : undefined;
    return typeof token === 'string' ? token : '';
  }

  #addFields(files: Contents, items: readonly DownwardAPIVolumeFile[] = []): void {
    const addresses = {
      hostIP: this.#context.node.address,
      podIP: this.#podIP ?? this.#pod.status?.podIP,
    };
    for (const { path, fieldRef } of items) {
      if (fieldRef === undefined) continue;
      const value =
        mapText(fieldRef.fieldPath, this.#pod) ??
        fieldValue(fieldRef.fieldPath, this.#pod, addresses);
      place(files, path, file(toBytes(value), this.#nowMs));
    }
  }

  get #namespace(): string {
    return this.#pod.metadata.namespace ?? 'default';
  }
}

/** All labels or annotations, a line each. */
function mapText(path: string, { metadata }: Pod): string | undefined {
  if (path !== 'metadata.labels' && path !== 'metadata.annotations') return undefined;
  const map = path === 'metadata.labels' ? metadata.labels : metadata.annotations;
  return Object.entries(map ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');
}

/** At a path that may have directories in it. */
function place(files: Contents, path: string, node: FileNode): void {
  const slash = path.indexOf('/');
  if (slash < 0) {
    files.set(path, node);
    return;
  }
  const name = path.slice(0, slash);
  const present = files.get(name);
  const inner =
    present?.kind === 'directory' ? present : { ...directory(node.changedMs), readOnly: true };
  files.set(name, inner);
  place(inner.entries, path.slice(slash + 1), node);
}

function textOf(value: string | undefined): string | undefined {
  return value === undefined ? undefined : toBytes(value);
}

function bytesOf(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : fromBase64(base64);
}
