// What kubelets may do: the rules of the role `system:node`, which is bound to nobody, and of the node
// authorizer, which narrows them down to what concerns the kubelet's own node.
// Source: k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy (policy.go, NodeRules).
import { policyRule, READ } from '../../../../apis/rbac/policyRule';

const STORAGE = 'storage.k8s.io';

export const NODE_RULES = [
  policyRule('create', 'authentication.k8s.io', 'tokenreviews'),
  policyRule('create', 'authorization.k8s.io', 'subjectaccessreviews localsubjectaccessreviews'),
  policyRule(READ, '', 'services'),
  policyRule(`${READ} create`, '', 'nodes'),
  policyRule('update patch', '', 'nodes/status'),
  policyRule('update patch', '', 'nodes'),
  policyRule('create update patch', '', 'events'),
  policyRule(READ, '', 'pods'),
  policyRule('create delete', '', 'pods'),
  policyRule('update patch', '', 'pods/status'),
  policyRule('create', '', 'pods/eviction'),
  policyRule(READ, '', 'secrets configmaps'),
  policyRule('get', '', 'persistentvolumeclaims persistentvolumes'),
  policyRule('get', '', 'endpoints'),
  policyRule(`${READ} create`, 'certificates.k8s.io', 'certificatesigningrequests'),
  policyRule('get create update patch delete', 'coordination.k8s.io', 'leases'),
  policyRule('get', STORAGE, 'volumeattachments'),
  policyRule('create', '', 'serviceaccounts/token'),
  policyRule('get update patch', '', 'persistentvolumeclaims/status'),
  policyRule(READ, STORAGE, 'csidrivers'),
  policyRule('get create update patch delete', STORAGE, 'csinodes'),
  policyRule(READ, 'node.k8s.io', 'runtimeclasses'),
  policyRule('get', 'resource.k8s.io', 'resourceclaims'),
  policyRule('deletecollection', 'resource.k8s.io', 'resourceslices'),
  policyRule('get', '', 'serviceaccounts'),
];
