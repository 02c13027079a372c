// kube-controller-manager: one process that runs the control loops of the built-in kinds over
// shared caches. Source: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
//
// Differs from Kubernetes: only the controllers that are there have service accounts; the loops for
// Jobs, tokens, ephemeral volumes, autoscaling and StatefulSets are not there, nor those that clean up
// finished Jobs and unused leases (TTL controllers).
import type { Resource } from '../../apimachinery/resource';
import {
  CONFIG_MAPS,
  CSI_NODES,
  DAEMON_SETS,
  DEPLOYMENTS,
  ENDPOINT_SLICES,
  ENDPOINTS,
  EVENTS,
  LEASES,
  NODES,
  PERSISTENT_VOLUMES,
  PERSISTENT_VOLUME_CLAIMS,
  PODS,
  REPLICATION_CONTROLLERS,
  REPLICA_SETS,
  SECRETS,
  SERVICES,
  SERVICE_ACCOUNTS,
} from '../../apis/resources';
import type { KubernetesSchema } from '../../apis/schema/schemaBundle';
import type { Component, ComponentContext } from '../client/component';
import type { Timer } from '../../simulation/simulation';
import { AdmissionPolicyStatus } from './admissionPolicyStatus';
import { AttachDetachController } from './attachDetachController';
import { CertificateApprover } from './certificates/certificateApprover';
import { CertificateCleaner } from './certificates/certificateCleaner';
import { ClusterRoleAggregation } from './clusterRoleAggregation';
import { ensureAccounts } from './controllerAccounts';
import { ControllerContext, type Controller } from './controllerContext';
import { CONTROLLER_REVISIONS } from './daemonset/controllerRevisions';
import { CustomResources } from './customResources';
import { DaemonSetController } from './daemonset/daemonSetController';
import { DeploymentController } from './deployment/deploymentController';
import { DisruptionController } from './disruption/disruptionController';
import { EndpointsController } from './endpoints/endpointsController';
import { EndpointSliceController } from './endpointslice/endpointSliceController';
import { EndpointSliceMirroringController } from './endpointslicemirroring/endpointSliceMirroringController';
import { GarbageCollector } from './garbagecollector/garbageCollector';
import { NamespaceController } from './namespaceController';
import {
  DEFAULT_SERVICE_ACCOUNT,
  NamespaceDefaultController,
  publishedCertificate,
} from './namespaceDefaults';
import { NodeIpamController } from './node/nodeIpamController';
import { NodeLifecycleController } from './node/nodeLifecycleController';
import type { NodeMonitorTimings } from './node/nodeMonitorTimings';
import { PodGarbageCollector } from './node/podGarbageCollector';
import { TaintEvictionController } from './node/taintEvictionController';
import { TtlController } from './node/ttlController';
import { ClaimProtectionController } from './persistentvolume/claimProtectionController';
import { PersistentVolumeController } from './persistentvolume/persistentVolumeController';
import { VolumeProtectionController } from './persistentvolume/volumeProtectionController';
import { REPLICATION_CONTROLLER_KIND, REPLICA_SET_KIND } from './replicaset/replicaKind';
import { ReplicaSetController } from './replicaset/replicaSetController';
import { ResourceQuotaController } from './resourceQuotaController';
import { RootCertificate } from './rootCertificate';
import { ServiceCidrsController } from './serviceCidrsController';
import { ServiceMemberships } from './serviceMemberships';
import { TokenSecretController } from './serviceaccount/tokenSecretController';

export interface ControllerManagerOptions {
  /** What is deleted with a namespace; default: the namespaced kinds that the simulation works with. */
  readonly namespacedResources?: readonly Resource[];
  /** What the garbage collector looks after, owners and dependents. */
  readonly collectedResources?: readonly Resource[];
  /** --terminated-pod-gc-threshold; default 12500. */
  readonly terminatedPodThreshold?: number;
  /** --node-monitor-period and its like; Kubernetes' by default. */
  readonly nodeMonitor?: NodeMonitorTimings;
  /** Of Kubernetes' own kinds; without it, expressions of policies are checked for custom kinds alone. */
  readonly schema?: KubernetesSchema;
  /** The cluster's certificate authority, published in every namespace. */
  readonly rootCertificate?: RootCertificate;
}

const NAMESPACED: readonly Resource[] = [
  PODS,
  REPLICATION_CONTROLLERS,
  SERVICES,
  CONFIG_MAPS,
  SECRETS,
  SERVICE_ACCOUNTS,
  PERSISTENT_VOLUME_CLAIMS,
  DEPLOYMENTS,
  REPLICA_SETS,
  DAEMON_SETS,
  CONTROLLER_REVISIONS,
  ENDPOINTS,
  ENDPOINT_SLICES,
  LEASES,
  EVENTS,
];
/** Events are not collected: they have a lifetime of their own. */
const COLLECTED: readonly Resource[] = [
  NODES,
  CSI_NODES,
  PERSISTENT_VOLUMES,
  ...NAMESPACED.filter((resource) => resource !== EVENTS),
];
const TERMINATED_POD_THRESHOLD = 12_500;
/** client-go's WaitForCacheSync looks every 100 ms. */
const SYNC_POLL_MS = 100;

export class ControllerManager implements Component {
  readonly #context: ComponentContext;
  readonly #options: ControllerManagerOptions;
  #run: Run | undefined;

  constructor(context: ComponentContext, options: ControllerManagerOptions = {}) {
    this.#context = context;
    this.#options = options;
  }

  /** A new process: it knows nothing of what an earlier one had in memory. */
  start(): void {
    this.#run ??= new Run(this.#context, this.#options);
  }

  stop(): void {
    this.#run?.stop();
    this.#run = undefined;
  }
}

/** What lives from one start to the next stop. */
class Run {
  readonly #context: ControllerContext;
  readonly #controllers: readonly Controller[];
  readonly #accounts: readonly string[];
  #timer: Timer | undefined;

  constructor(context: ComponentContext, options: ControllerManagerOptions) {
    this.#context = new ControllerContext(context);
    const accounts = new Set<string>();
    this.#controllers = controllers(
      (account) => {
        accounts.add(account);
        return this.#context.as(account);
      },
      this.#context,
      options,
    );
    this.#accounts = [...accounts];
    this.#context.informers.start();
    this.#startWhenReady();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#context.informers.stop();
    this.#context.stopRecorders();
    for (const controller of this.#controllers) controller.stop();
  }

  /** On half-filled caches, controllers would make what is there already. */
  #startWhenReady(): void {
    const { informers, simulation, client } = this.#context;
    if (informers.hasSynced && ensureAccounts(client, this.#accounts)) {
      for (const controller of this.#controllers) controller.start();
      return;
    }
    const retry = (): void => {
      this.#startWhenReady();
    };
    const options = { background: true };
    const subject = 'kube-controller-manager';
    this.#timer = simulation.schedule(SYNC_POLL_MS, 'wait for caches', subject, retry, options);
  }
}

/** Each under the service account that its permissions are bound to, or under the manager's own name. */
function controllers(
  as: (account: string) => ControllerContext,
  own: ControllerContext,
  options: ControllerManagerOptions,
): readonly Controller[] {
  const custom = new CustomResources(as('generic-garbage-collector'));
  const certificate = options.rootCertificate ?? new RootCertificate();
  const memberships = new ServiceMemberships(own.informers);
  const { namespacedResources = NAMESPACED, collectedResources = COLLECTED } = options;
  const terminatedPods = options.terminatedPodThreshold ?? TERMINATED_POD_THRESHOLD;
  return [
    new NamespaceDefaultController(as('service-account-controller'), DEFAULT_SERVICE_ACCOUNT),
    new NamespaceDefaultController(as('root-ca-cert-publisher'), publishedCertificate(certificate)),
    new TokenSecretController(own),
    new AdmissionPolicyStatus(as('validatingadmissionpolicy-status-controller'), options.schema),
    new CertificateApprover(as('certificate-controller')),
    new CertificateCleaner(as('certificate-controller')),
    new ClusterRoleAggregation(as('clusterrole-aggregation-controller')),
    new NodeIpamController(as('node-controller')),
    new TtlController(as('ttl-controller')),
    new NodeLifecycleController(as('node-controller'), options.nodeMonitor),
    new TaintEvictionController(as('node-controller')),
    new DeploymentController(as('deployment-controller')),
    new ReplicaSetController(as('replicaset-controller'), REPLICA_SET_KIND),
    new ReplicaSetController(as('replication-controller'), REPLICATION_CONTROLLER_KIND),
    new DaemonSetController(as('daemon-set-controller')),
    new EndpointsController(as('endpoint-controller'), memberships),
    new EndpointSliceController(as('endpointslice-controller'), memberships),
    new EndpointSliceMirroringController(as('endpointslicemirroring-controller')),
    new ServiceCidrsController(as('service-cidrs-controller')),
    new AttachDetachController(as('attachdetach-controller')),
    new DisruptionController(as('disruption-controller')),
    new ResourceQuotaController(as('resourcequota-controller'), namespacedResources),
    new PersistentVolumeController(as('persistent-volume-binder')),
    new ClaimProtectionController(as('pvc-protection-controller')),
    new VolumeProtectionController(as('pv-protection-controller')),
    new NamespaceController(as('namespace-controller'), namespacedResources, custom),
    new GarbageCollector(as('generic-garbage-collector'), collectedResources, custom),
    new PodGarbageCollector(as('pod-garbage-collector'), terminatedPods),
  ];
}
