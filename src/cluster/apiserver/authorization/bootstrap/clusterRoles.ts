// The cluster roles that every API server makes for users and components, as data.
// Source: k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy (policy.go), with the
// feature gates that are on by default in 1.35.
import type { PolicyRule } from '../../../../apis/generated/rbac/v1';
import { pathRule, policyRule, READ, READ_WRITE, WRITE } from '../../../../apis/rbac/policyRule';
import { EVENTS_RULE } from './controllerRoles';
import { NODE_RULES } from './nodeRules';

export interface BootstrapClusterRole {
  readonly rules: readonly PolicyRule[];
  /** Labels beyond those of all bootstrap roles. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Gathers the rules of the cluster roles that have this label. */
  readonly aggregates?: string;
}

const AUTHENTICATION = 'authentication.k8s.io';
const AUTHORIZATION = 'authorization.k8s.io';
const CERTIFICATES = 'certificates.k8s.io';
const COORDINATION = 'coordination.k8s.io';
const DISCOVERY = 'discovery.k8s.io';
const DRA = 'resource.k8s.io';
const NETWORKING = 'networking.k8s.io';
const STORAGE = 'storage.k8s.io';

const TO_ADMIN = 'rbac.authorization.k8s.io/aggregate-to-admin';
const TO_EDIT = 'rbac.authorization.k8s.io/aggregate-to-edit';
const TO_VIEW = 'rbac.authorization.k8s.io/aggregate-to-view';

const DELEGATED_AUTHENTICATION = policyRule('create', AUTHENTICATION, 'tokenreviews');
const DELEGATED_AUTHORIZATION = policyRule('create', AUTHORIZATION, 'subjectaccessreviews');
const INFO_PATHS = '/livez /readyz /healthz /version /version/';

const VIEW_RULES = [
  policyRule(
    READ,
    '',
    'pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status ' +
      'endpoints persistentvolumeclaims persistentvolumeclaims/status configmaps',
  ),
  policyRule(
    READ,
    '',
    'limitranges resourcequotas bindings events pods/status resourcequotas/status namespaces/status ' +
      'replicationcontrollers/status pods/log',
  ),
  policyRule(READ, '', 'namespaces'),
  policyRule(READ, DISCOVERY, 'endpointslices'),
  policyRule(
    READ,
    'apps',
    'controllerrevisions statefulsets statefulsets/status statefulsets/scale daemonsets daemonsets/status ' +
      'deployments deployments/status deployments/scale replicasets replicasets/status replicasets/scale',
  ),
  policyRule(READ, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
  policyRule(READ, 'batch', 'jobs cronjobs cronjobs/status jobs/status'),
  policyRule(
    READ,
    'extensions',
    'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ' +
      'ingresses/status replicasets replicasets/scale replicasets/status replicationcontrollers/scale ' +
      'networkpolicies',
  ),
  policyRule(READ, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
  policyRule(READ, NETWORKING, 'networkpolicies ingresses ingresses/status'),
  policyRule(READ, DRA, 'resourceclaims resourceclaims/status resourceclaimtemplates'),
];

const EDIT_RULES = [
  policyRule(READ, '', 'pods/attach pods/proxy pods/exec pods/portforward secrets services/proxy'),
  policyRule('impersonate', '', 'serviceaccounts'),
  policyRule(WRITE, '', 'pods pods/attach pods/proxy pods/exec pods/portforward'),
  policyRule('create', '', 'pods/eviction'),
  policyRule(
    WRITE,
    '',
    'replicationcontrollers replicationcontrollers/scale serviceaccounts services services/proxy ' +
      'persistentvolumeclaims configmaps secrets events',
  ),
  policyRule('create', '', 'serviceaccounts/token'),
  policyRule(
    WRITE,
    'apps',
    'statefulsets statefulsets/scale daemonsets deployments deployments/scale deployments/rollback ' +
      'replicasets replicasets/scale',
  ),
  policyRule(WRITE, 'autoscaling', 'horizontalpodautoscalers'),
  policyRule(WRITE, 'batch', 'jobs cronjobs'),
  policyRule(
    WRITE,
    'extensions',
    'daemonsets deployments deployments/scale deployments/rollback ingresses replicasets ' +
      'replicasets/scale replicationcontrollers/scale networkpolicies',
  ),
  policyRule(WRITE, 'policy', 'poddisruptionbudgets'),
  policyRule(WRITE, NETWORKING, 'networkpolicies ingresses'),
  policyRule(READ_WRITE, COORDINATION, 'leases'),
  policyRule(WRITE, DRA, 'resourceclaims resourceclaimtemplates'),
];

const CONTROLLER_MANAGER_RULES = [
  EVENTS_RULE,
  policyRule('create', COORDINATION, 'leases'),
  policyRule('get update', COORDINATION, 'leases', 'kube-controller-manager'),
  policyRule('create', '', 'secrets serviceaccounts'),
  policyRule('delete', '', 'secrets'),
  policyRule('get', '', 'namespaces secrets serviceaccounts configmaps'),
  policyRule('update', '', 'secrets serviceaccounts'),
  DELEGATED_AUTHENTICATION,
  DELEGATED_AUTHORIZATION,
  policyRule('list watch', '*', '*'),
  policyRule('create', '', 'serviceaccounts/token'),
];

const SCHEDULER_RULES = [
  EVENTS_RULE,
  policyRule('create', COORDINATION, 'leases'),
  policyRule('get update', COORDINATION, 'leases', 'kube-scheduler'),
  policyRule(READ, '', 'nodes'),
  policyRule(`${READ} delete`, '', 'pods'),
  policyRule('create', '', 'pods/binding bindings'),
  policyRule('patch update', '', 'pods/status'),
  policyRule(READ, '', 'services replicationcontrollers'),
  policyRule(READ, ['apps', 'extensions'], 'replicasets'),
  policyRule(READ, 'apps', 'statefulsets'),
  policyRule(READ, 'policy', 'poddisruptionbudgets'),
  policyRule(READ, '', 'persistentvolumeclaims persistentvolumes'),
  DELEGATED_AUTHENTICATION,
  DELEGATED_AUTHORIZATION,
  policyRule(READ, STORAGE, 'csinodes'),
  policyRule(READ, STORAGE, 'volumeattachments'),
  policyRule(READ, '', 'namespaces'),
  policyRule(READ, STORAGE, 'csidrivers'),
  policyRule(READ, STORAGE, 'csistoragecapacities'),
  policyRule(READ, DRA, 'deviceclasses'),
  policyRule(`${READ} update patch`, DRA, 'resourceclaims'),
  policyRule(`${READ} update patch`, DRA, 'resourceclaims/status'),
  policyRule(`${READ} update patch`, '', 'pods/finalizers'),
  policyRule(READ, DRA, 'resourceslices'),
];

function signerRole(verb: string, signer: string): BootstrapClusterRole {
  return { rules: [policyRule(verb, CERTIFICATES, 'signers', `kubernetes.io/${signer}`)] };
}

/** By name. */
export const BOOTSTRAP_CLUSTER_ROLES: Readonly<Record<string, BootstrapClusterRole>> = {
  'cluster-admin': { rules: [policyRule('*', '*', '*'), pathRule('*', '*')] },
  'system:discovery': {
    rules: [pathRule('get', `${INFO_PATHS} /openapi /openapi/* /api /api/* /apis /apis/*`)],
  },
  'system:monitoring': {
    rules: [
      pathRule(
        'get',
        '/metrics /metrics/slis /livez /readyz /healthz /livez/* /readyz/* /healthz/*',
      ),
    ],
  },
  'system:basic-user': {
    rules: [
      policyRule('create', AUTHORIZATION, 'selfsubjectaccessreviews selfsubjectrulesreviews'),
      policyRule('create', AUTHENTICATION, 'selfsubjectreviews'),
    ],
  },
  'system:public-info-viewer': { rules: [pathRule('get', INFO_PATHS)] },
  admin: { rules: [], aggregates: TO_ADMIN },
  edit: { rules: [], aggregates: TO_EDIT, labels: { [TO_ADMIN]: 'true' } },
  view: { rules: [], aggregates: TO_VIEW, labels: { [TO_EDIT]: 'true' } },
  'system:aggregate-to-admin': {
    labels: { [TO_ADMIN]: 'true' },
    rules: [
      policyRule('create', AUTHORIZATION, 'localsubjectaccessreviews'),
      policyRule(READ_WRITE, 'rbac.authorization.k8s.io', 'roles rolebindings'),
    ],
  },
  'system:aggregate-to-edit': { labels: { [TO_EDIT]: 'true' }, rules: EDIT_RULES },
  'system:aggregate-to-view': { labels: { [TO_VIEW]: 'true' }, rules: VIEW_RULES },
  'system:heapster': {
    rules: [
      policyRule(READ, '', 'events pods nodes namespaces'),
      policyRule(READ, 'extensions', 'deployments'),
    ],
  },
  'system:node': { rules: NODE_RULES },
  'system:node-problem-detector': {
    rules: [policyRule('get', '', 'nodes'), policyRule('patch', '', 'nodes/status'), EVENTS_RULE],
  },
  'system:kubelet-api-admin': {
    rules: [
      policyRule(READ, '', 'nodes'),
      policyRule('proxy', '', 'nodes'),
      policyRule('*', '', 'nodes/proxy nodes/metrics nodes/stats nodes/log'),
      policyRule('*', '', 'nodes/configz nodes/healthz nodes/pods'),
    ],
  },
  'system:node-bootstrapper': {
    rules: [policyRule(`${READ} create`, CERTIFICATES, 'certificatesigningrequests')],
  },
  'system:auth-delegator': { rules: [DELEGATED_AUTHENTICATION, DELEGATED_AUTHORIZATION] },
  'system:kube-aggregator': { rules: [policyRule(READ, '', 'services endpoints')] },
  'system:kube-controller-manager': { rules: CONTROLLER_MANAGER_RULES },
  'system:kube-dns': { rules: [policyRule('list watch', '', 'endpoints services')] },
  'system:persistent-volume-provisioner': {
    rules: [
      policyRule(`${READ} create delete`, '', 'persistentvolumes'),
      policyRule(`${READ} update`, '', 'persistentvolumeclaims'),
      policyRule(READ, STORAGE, 'storageclasses'),
      policyRule('watch', '', 'events'),
      EVENTS_RULE,
    ],
  },
  'system:volume-scheduler': {
    rules: [
      policyRule(`${READ} update patch`, '', 'persistentvolumes'),
      policyRule(READ, STORAGE, 'storageclasses'),
      policyRule(`${READ} update patch`, '', 'persistentvolumeclaims'),
    ],
  },
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient': {
    rules: [policyRule('create', CERTIFICATES, 'certificatesigningrequests/nodeclient')],
  },
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient': {
    rules: [policyRule('create', CERTIFICATES, 'certificatesigningrequests/selfnodeclient')],
  },
  'system:certificates.k8s.io:legacy-unknown-approver': signerRole('approve', 'legacy-unknown'),
  'system:certificates.k8s.io:kubelet-serving-approver': signerRole('approve', 'kubelet-serving'),
  'system:certificates.k8s.io:kube-apiserver-client-approver': signerRole(
    'approve',
    'kube-apiserver-client',
  ),
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver': signerRole(
    'approve',
    'kube-apiserver-client-kubelet',
  ),
  'system:service-account-issuer-discovery': {
    rules: [
      pathRule(
        'get',
        '/.well-known/openid-configuration /.well-known/openid-configuration/ ' +
          '/openid/v1/jwks /openid/v1/jwks/',
      ),
    ],
  },
  'system:node-proxier': {
    rules: [
      policyRule('list watch', '', 'services endpoints'),
      policyRule(READ, '', 'nodes'),
      EVENTS_RULE,
      policyRule('list watch', NETWORKING, 'servicecidrs'),
      policyRule('list watch', DISCOVERY, 'endpointslices'),
    ],
  },
  'system:kube-scheduler': { rules: SCHEDULER_RULES },
};
