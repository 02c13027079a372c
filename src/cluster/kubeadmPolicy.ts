// The roles and bindings that `kubeadm init` adds to those of the API server: for joining nodes, for
// its admins and for the addons. Source: k8s.io/kubernetes/cmd/kubeadm/app/phases (bootstraptoken,
// kubeconfig, kubelet, uploadconfig, addons).
import type { Draft } from '../apimachinery/objectMeta';
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  Role,
  RoleBinding,
  Subject,
} from '../apis/generated/rbac/v1';
import { policyRule, RBAC_GROUP } from '../apis/rbac/policyRule';
import { groupSubject, serviceAccountSubject, userSubject } from '../apis/rbac/subject';

const API_VERSION = 'rbac.authorization.k8s.io/v1';
const SYSTEM = 'kube-system';
/** Whoever joins with a bootstrap token. */
const JOINING = groupSubject('system:bootstrappers:kubeadm:default-node-token');
const NODES = groupSubject('system:nodes');
const CSR_ROLES = 'system:certificates.k8s.io:certificatesigningrequests';

export function kubeadmClusterRoles(): readonly Draft<ClusterRole>[] {
  return [
    clusterRole('kubeadm:get-nodes', [policyRule('get', '', 'nodes')]),
    clusterRole('system:coredns', [
      policyRule('list watch', '', 'endpoints services pods namespaces'),
      policyRule('list watch', 'discovery.k8s.io', 'endpointslices'),
    ]),
  ];
}

export function kubeadmClusterRoleBindings(): readonly Draft<ClusterRoleBinding>[] {
  return [
    clusterRoleBinding('kubeadm:cluster-admins', 'cluster-admin', [
      groupSubject('kubeadm:cluster-admins'),
    ]),
    clusterRoleBinding('kubeadm:get-nodes', 'kubeadm:get-nodes', [JOINING]),
    clusterRoleBinding('kubeadm:kubelet-bootstrap', 'system:node-bootstrapper', [JOINING]),
    clusterRoleBinding('kubeadm:node-autoapprove-bootstrap', `${CSR_ROLES}:nodeclient`, [JOINING]),
    clusterRoleBinding(
      'kubeadm:node-autoapprove-certificate-rotation',
      `${CSR_ROLES}:selfnodeclient`,
      [NODES],
    ),
    clusterRoleBinding('kubeadm:node-proxier', 'system:node-proxier', [
      serviceAccountSubject(SYSTEM, 'kube-proxy'),
    ]),
    clusterRoleBinding('system:coredns', 'system:coredns', [
      serviceAccountSubject(SYSTEM, 'coredns'),
    ]),
  ];
}

/** Each is to read one config map. */
const READERS: readonly {
  readonly namespace: string;
  readonly role: string;
  readonly configMap: string;
  readonly subjects: readonly Subject[];
}[] = [
  {
    namespace: 'kube-public',
    role: 'kubeadm:bootstrap-signer-clusterinfo',
    configMap: 'cluster-info',
    subjects: [userSubject('system:anonymous')],
  },
  {
    namespace: SYSTEM,
    role: 'kubeadm:kubelet-config',
    configMap: 'kubelet-config',
    subjects: [NODES, JOINING],
  },
  {
    namespace: SYSTEM,
    role: 'kubeadm:nodes-kubeadm-config',
    configMap: 'kubeadm-config',
    subjects: [JOINING, NODES],
  },
  { namespace: SYSTEM, role: 'kube-proxy', configMap: 'kube-proxy', subjects: [JOINING] },
];

export function kubeadmRoles(): readonly Draft<Role>[] {
  return READERS.map(({ namespace, role, configMap }) => ({
    apiVersion: API_VERSION,
    kind: 'Role',
    metadata: { name: role, namespace },
    rules: [policyRule('get', '', 'configmaps', configMap)],
  }));
}

export function kubeadmRoleBindings(): readonly Draft<RoleBinding>[] {
  return READERS.map(({ namespace, role, subjects }) => ({
    apiVersion: API_VERSION,
    kind: 'RoleBinding',
    metadata: { name: role, namespace },
    roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name: role },
    subjects,
  }));
}

function clusterRole(name: string, rules: readonly PolicyRule[]): Draft<ClusterRole> {
  return { apiVersion: API_VERSION, kind: 'ClusterRole', metadata: { name }, rules };
}

function clusterRoleBinding(
  name: string,
  role: string,
  subjects: readonly Subject[],
): Draft<ClusterRoleBinding> {
  return {
    apiVersion: API_VERSION,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: role },
    subjects,
  };
}
