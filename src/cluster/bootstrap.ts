// What happens between "the API server answers" and "the cluster is ready for use": the work of
// `kubeadm init` after its static pods run. Tries again where the API is not there yet.
import { ApiConnectionError, isAlreadyExists } from '../apimachinery/apiStatus';
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

export interface ControlPlane {
  readonly node: string;
  readonly address: string;
  readonly authority: RootCertificate;
}

/**
 * Creates the cluster's first objects as soon as the API server answers, then marks the control
 * plane node once it has registered, then calls `ready`.
 */
export function bootstrap(
  simulation: Simulation,
  admin: Client,
  controlPlane: ControlPlane,
  ready: () => void,
): void {
  followAuthority(simulation, admin, controlPlane.authority, controlPlane.address);
  const steps: readonly (() => boolean)[] = [
    () => createFirstObjects(admin, controlPlane),
    () => markControlPlane(admin, controlPlane.node),
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

/** False where there was no answer. */
function answered(step: () => boolean): boolean {
  try {
    return step();
  } catch (error) {
    if (error instanceof ApiConnectionError) return false;
    throw error;
  }
}

function createFirstObjects(admin: Client, { address, authority }: ControlPlane): boolean {
  createServersObjects(admin, address, authority.pem);
  createAll(admin, CLUSTER_ROLES, kubeadmClusterRoles());
  createAll(admin, CLUSTER_ROLE_BINDINGS, kubeadmClusterRoleBindings());
  createAll(admin, ROLES, kubeadmRoles());
  createAll(admin, ROLE_BINDINGS, kubeadmRoleBindings());
  createAll(admin, SERVICE_ACCOUNTS, systemServiceAccounts());
  createAll(admin, CONFIG_MAPS, [
    ...systemConfigMaps(address),
    clusterInfo(authority.pem, address),
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
