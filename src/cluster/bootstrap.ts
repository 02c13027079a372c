// What happens between "the API server answers" and "the cluster is ready for use": the work of
// `kubeadm init` after its static pods run. Tries again where the API is not there yet.
import { ApiConnectionError, ApiStatusError, isAlreadyExists } from '../apimachinery/apiStatus';
import type { ApiObject, Draft } from '../apimachinery/objectMeta';
import type { Resource } from '../apimachinery/resource';
import {
  API_SERVICES,
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  CONFIG_MAPS,
  DAEMON_SETS,
  DEPLOYMENTS,
  ENDPOINT_SLICES,
  ENDPOINTS,
  NODES,
  PRIORITY_CLASSES,
  ROLE_BINDINGS,
  ROLES,
  SERVICE_ACCOUNTS,
  SERVICES,
} from '../apis/resources';
import type { Simulation } from '../simulation/simulation';
import {
  dnsDeployment,
  dnsService,
  kubernetesEndpoints,
  kubernetesEndpointSlice,
  kubernetesService,
  proxyDaemonSet,
  systemConfigMaps,
  systemPriorityClasses,
  systemServiceAccounts,
} from './addons';
import { clusterInfo, extensionAuthentication, followAuthority } from './certificateConfigMaps';
import type { Client } from './client/client';
import type { ClusterTimings } from './clusterTimings';
import type { ControlPlaneServer } from './controlPlane';
import type { RootCertificate } from './controllers/rootCertificate';
import {
  kubeadmClusterRoleBindings,
  kubeadmClusterRoles,
  kubeadmRoleBindings,
  kubeadmRoles,
} from './kubeadmPolicy';
import { metricsApiService } from './metrics';

/** kubeadm asks /livez this often while it waits for the API server, virtual ms. */
const POLL_MS = 500;

export interface BootstrapOptions {
  readonly simulation: Simulation;
  readonly admin: Client;
  /** Where clients find the API: the address of the only server, or of what balances several. */
  readonly endpoint: string;
  readonly authority: RootCertificate;
  readonly timings: ClusterTimings;
  /** The first begins the cluster, the others join it. */
  readonly nodes: readonly ControlPlaneServer[];
  readonly powerOn: (node: ControlPlaneServer) => void;
  /** Counts a member of etcd in; true once that is done. */
  readonly joinEtcd: (node: string) => boolean;
  readonly ready: () => void;
}

/**
 * Creates the cluster's first objects as soon as the API server answers, marks the control plane
 * node once it has registered, lets the other ones join, one after the other, then calls `ready`.
 */
export function bootstrap(options: BootstrapOptions): void {
  const { simulation, admin, endpoint, authority, nodes, ready } = options;
  const [first] = nodes;
  if (first === undefined) throw new Error('a cluster begins with a control plane node');
  options.powerOn(first);
  followAuthority(simulation, admin, authority, endpoint);
  const steps: readonly (() => boolean)[] = [
    () => createFirstObjects(admin, first.address, options),
    () => markControlPlane(admin, first.name),
    ...nodes.slice(1).flatMap((node) => joinSteps(node, options)),
  ];
  const attempt = (index: number): void => {
    const step = steps[index];
    if (step === undefined) {
      ready();
    } else if (answered(step)) {
      attempt(index + 1);
    } else {
      simulation.schedule(POLL_MS, 'wait for API', 'kubeadm', () => {
        attempt(index);
      });
    }
  };
  simulation.schedule(0, 'init', 'kubeadm', () => {
    attempt(0);
  });
}

/** `kubeadm join --control-plane`. */
function joinSteps(
  node: ControlPlaneServer,
  { admin, powerOn, joinEtcd }: BootstrapOptions,
): readonly (() => boolean)[] {
  return [
    () => {
      powerOn(node);
      return true;
    },
    () => joinEtcd(node.name),
    () => node.api.isServing && markControlPlane(admin, node.name),
  ];
}

/** False where there was no answer. */
function answered(step: () => boolean): boolean {
  try {
    return step();
  } catch (error) {
    if (error instanceof ApiConnectionError) return false;
    // etcd has no leader yet, or not any more.
    if (error instanceof ApiStatusError && error.code >= 500) return false;
    throw error;
  }
}

function createFirstObjects(
  admin: Client,
  address: string,
  { endpoint, authority, timings }: Pick<BootstrapOptions, 'endpoint' | 'authority' | 'timings'>,
): boolean {
  createServersObjects(admin, address, authority.pem);
  createAll(admin, CLUSTER_ROLES, kubeadmClusterRoles());
  createAll(admin, CLUSTER_ROLE_BINDINGS, kubeadmClusterRoleBindings());
  createAll(admin, ROLES, kubeadmRoles());
  createAll(admin, ROLE_BINDINGS, kubeadmRoleBindings());
  createAll(admin, SERVICE_ACCOUNTS, systemServiceAccounts());
  createAll(admin, CONFIG_MAPS, [
    ...systemConfigMaps(endpoint, endpoint !== address, timings),
    clusterInfo(authority.pem, endpoint),
  ]);
  createAll(admin, SERVICES, [dnsService()]);
  createAll(admin, DEPLOYMENTS, [dnsDeployment()]);
  createAll(admin, DAEMON_SETS, [proxyDaemonSet()]);
  createAll(admin, API_SERVICES, [metricsApiService()]);
  return true;
}

/** What the API server makes for itself. */
function createServersObjects(admin: Client, address: string, authority: string): void {
  const manager = 'kube-apiserver';
  createAll(admin, PRIORITY_CLASSES, systemPriorityClasses(), manager);
  createAll(admin, SERVICES, [kubernetesService()], manager);
  createAll(admin, ENDPOINTS, [kubernetesEndpoints(address)], manager);
  createAll(admin, ENDPOINT_SLICES, [kubernetesEndpointSlice(address)], manager);
  createAll(admin, CONFIG_MAPS, [extensionAuthentication(authority)], manager);
}

/** Creates what is not there yet: an attempt cut short is simply repeated. */
function createAll<T extends ApiObject>(
  admin: Client,
  resource: Resource<T>,
  drafts: readonly Draft<T>[],
  fieldManager = 'kubeadm',
): void {
  for (const draft of drafts) {
    try {
      admin.create(resource, draft.metadata.namespace, draft, { fieldManager });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }
}

/** kubeadm's mark-control-plane phase: the labels that make it a control plane node. */
function markControlPlane(admin: Client, node: string): boolean {
  if (!admin.list(NODES).items.some((item) => item.metadata.name === node)) return false;
  admin.patch(NODES, undefined, node, {
    type: 'strategic',
    body: {
      metadata: {
        labels: {
          'node-role.kubernetes.io/control-plane': '',
          'node.kubernetes.io/exclude-from-external-load-balancers': '',
        },
      },
    },
  });
  return true;
}
