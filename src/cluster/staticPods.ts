// The control plane's static pods, as `kubeadm init` writes them to /etc/kubernetes/manifests.
// Source: k8s.io/kubernetes/cmd/kubeadm/app/util/staticpod.
import type { Draft } from '../apimachinery/objectMeta';
import type { Container, Pod, Probe } from '../apis/generated/core/v1';
import { DEFAULT_TIMINGS, type ClusterTimings } from './clusterTimings';
import {
  controlPlaneManifests,
  type ComponentManifest,
  type EtcdPeer,
  type HealthCheck,
} from './controlPlaneManifests';

/** What all probes of a component call its port. */
const PORT_NAME = 'probe-port';

/**
 * The manifests for a control plane node, which joins those that were there `earlier`; the kubelet adds
 * the node's name to each pod's.
 */
export function controlPlaneStaticPods(
  address: string,
  nodeName: string,
  earlier: readonly EtcdPeer[] = [],
  timings: ClusterTimings = DEFAULT_TIMINGS,
): readonly Draft<Pod>[] {
  return controlPlaneManifests(address, nodeName, earlier, timings).map((manifest) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: manifest.name,
      namespace: 'kube-system',
      labels: { component: manifest.name, tier: 'control-plane' },
      ...(manifest.annotations === undefined ? {} : { annotations: manifest.annotations }),
    },
    spec: {
      containers: [container(manifest)],
      hostNetwork: true,
      priority: 2_000_001_000,
      priorityClassName: 'system-node-critical',
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      volumes: manifest.mounts.map(({ name, path, type }) => ({ name, hostPath: { path, type } })),
    },
  }));
}

function container({ name, image, flags, requests, mounts, health }: ComponentManifest): Container {
  return {
    name,
    image,
    command: [name, ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`)],
    imagePullPolicy: 'IfNotPresent',
    ports: [{ containerPort: health.port, name: PORT_NAME, protocol: 'TCP' }],
    resources: { requests },
    volumeMounts: mounts.map((mount) => ({
      name: mount.name,
      mountPath: mount.path,
      ...(mount.readOnly ? { readOnly: true } : {}),
    })),
    ...probes(health),
  };
}

function probes(
  health: HealthCheck,
): Pick<Container, 'livenessProbe' | 'readinessProbe' | 'startupProbe'> {
  const { host, scheme, livePath, startupPath, readyPath } = health;
  const get = (path: string): Probe => ({
    httpGet: { host, path, port: PORT_NAME, scheme },
    timeoutSeconds: 15,
  });
  const slow = { initialDelaySeconds: 10, periodSeconds: 10 };
  return {
    livenessProbe: { ...get(livePath), ...slow, failureThreshold: 8 },
    startupProbe: { ...get(startupPath), ...slow, failureThreshold: 24 },
    ...(readyPath === undefined
      ? {}
      : { readinessProbe: { ...get(readyPath), periodSeconds: 1, failureThreshold: 3 } }),
  };
}
