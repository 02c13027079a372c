// What each controller of kube-controller-manager may do: one cluster role each, bound to the
// service account of the same name in kube-system.
// Source: k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy (controller_policy.go).
import type { PolicyRule } from '../../../../apis/generated/rbac/v1';
import { policyRule, READ } from '../../../../apis/rbac/policyRule';

const APPS = ['apps', 'extensions'];
const CERTIFICATES = 'certificates.k8s.io';
const STORAGE = 'storage.k8s.io';
const NETWORKING = 'networking.k8s.io';
const DISCOVERY = 'discovery.k8s.io';
const DRA = 'resource.k8s.io';
const READ_UPDATE = `${READ} update`;
const LIST = 'list watch';

export const EVENTS_RULE = policyRule('create update patch', ['', 'events.k8s.io'], 'events');

/** By the name of the controller; the role is `system:controller:NAME`. */
export const CONTROLLER_ROLES: Readonly<Record<string, readonly PolicyRule[]>> = {
  'attachdetach-controller': [
    policyRule(LIST, '', 'persistentvolumes persistentvolumeclaims'),
    policyRule(READ, '', 'nodes'),
    policyRule('patch update', '', 'nodes/status'),
    policyRule(LIST, '', 'pods'),
    EVENTS_RULE,
    policyRule(`${READ} create delete`, STORAGE, 'volumeattachments'),
    policyRule(READ, STORAGE, 'csidrivers'),
    policyRule(READ, STORAGE, 'csinodes'),
  ],
  'clusterrole-aggregation-controller': [
    policyRule(`${READ_UPDATE} escalate patch`, 'rbac.authorization.k8s.io', 'clusterroles'),
  ],
  'cronjob-controller': [
    policyRule(READ_UPDATE, 'batch', 'cronjobs'),
    policyRule(`${READ_UPDATE} create delete patch`, 'batch', 'jobs'),
    policyRule('update', 'batch', 'cronjobs/status'),
    policyRule('update', 'batch', 'cronjobs/finalizers'),
    policyRule(`${LIST} delete`, '', 'pods'),
    EVENTS_RULE,
  ],
  'daemon-set-controller': [
    policyRule(READ, APPS, 'daemonsets'),
    policyRule('update', APPS, 'daemonsets/status'),
    policyRule('update', APPS, 'daemonsets/finalizers'),
    policyRule(LIST, '', 'nodes'),
    policyRule(`${LIST} create delete patch`, '', 'pods'),
    policyRule('create', '', 'pods/binding'),
    policyRule(`${READ_UPDATE} create delete patch`, 'apps', 'controllerrevisions'),
    EVENTS_RULE,
  ],
  'deployment-controller': [
    policyRule(READ_UPDATE, APPS, 'deployments'),
    policyRule('update', APPS, 'deployments/status'),
    policyRule('update', APPS, 'deployments/finalizers'),
    policyRule(`${READ_UPDATE} create patch delete`, APPS, 'replicasets'),
    policyRule(READ_UPDATE, '', 'pods'),
    EVENTS_RULE,
  ],
  'disruption-controller': [
    policyRule(READ, APPS, 'deployments'),
    policyRule(READ, APPS, 'replicasets'),
    policyRule(READ, '', 'replicationcontrollers'),
    policyRule(READ, 'policy', 'poddisruptionbudgets'),
    policyRule(READ, 'apps', 'statefulsets'),
    policyRule('update', 'policy', 'poddisruptionbudgets/status'),
    policyRule('patch update', '', 'pods/status'),
    policyRule('get', '*', '*/scale'),
    EVENTS_RULE,
  ],
  'endpoint-controller': [
    policyRule(READ, '', 'services pods'),
    policyRule(`${READ_UPDATE} create delete`, '', 'endpoints'),
    policyRule('create', '', 'endpoints/restricted'),
    EVENTS_RULE,
  ],
  'endpointslice-controller': [
    policyRule(READ, '', 'services pods nodes'),
    policyRule('update', '', 'services/finalizers'),
    policyRule(`${READ_UPDATE} create delete`, DISCOVERY, 'endpointslices'),
    EVENTS_RULE,
  ],
  'endpointslicemirroring-controller': [
    policyRule(READ, '', 'services endpoints'),
    policyRule('update', '', 'services/finalizers'),
    policyRule('update', '', 'endpoints/finalizers'),
    policyRule(`${READ_UPDATE} create delete`, DISCOVERY, 'endpointslices'),
    EVENTS_RULE,
  ],
  'expand-controller': [
    policyRule(`${READ_UPDATE} patch`, '', 'persistentvolumes'),
    policyRule('update patch', '', 'persistentvolumeclaims/status'),
    policyRule(READ, '', 'persistentvolumeclaims'),
    EVENTS_RULE,
  ],
  'ephemeral-volume-controller': [
    policyRule(READ, '', 'pods'),
    policyRule('update', '', 'pods/finalizers'),
    policyRule(`${READ} create`, '', 'persistentvolumeclaims'),
    EVENTS_RULE,
  ],
  'resource-claim-controller': [
    policyRule(READ, '', 'pods'),
    policyRule('update', '', 'pods/finalizers'),
    policyRule(`${READ} create delete`, DRA, 'resourceclaims'),
    policyRule('update patch', DRA, 'resourceclaims resourceclaims/status'),
    policyRule('update patch', '', 'pods/status'),
    EVENTS_RULE,
  ],
  'generic-garbage-collector': [policyRule(`${READ_UPDATE} patch delete`, '*', '*'), EVENTS_RULE],
  'horizontal-pod-autoscaler': [
    policyRule(READ, 'autoscaling', 'horizontalpodautoscalers'),
    policyRule('update', 'autoscaling', 'horizontalpodautoscalers/status'),
    policyRule('get update', '*', '*/scale'),
    policyRule(LIST, '', 'pods'),
    policyRule(LIST, 'metrics.k8s.io', 'pods'),
    policyRule(READ, 'custom.metrics.k8s.io', '*'),
    policyRule(READ, 'external.metrics.k8s.io', '*'),
    EVENTS_RULE,
  ],
  'job-controller': [
    policyRule(`${READ_UPDATE} patch`, 'batch', 'jobs'),
    policyRule('update', 'batch', 'jobs/status'),
    policyRule('update', 'batch', 'jobs/finalizers'),
    policyRule(`${LIST} create delete patch`, '', 'pods'),
    EVENTS_RULE,
  ],
  'namespace-controller': [
    policyRule(`${READ} delete`, '', 'namespaces'),
    policyRule('update', '', 'namespaces/finalize namespaces/status'),
    policyRule(`${READ} delete deletecollection`, '*', '*'),
  ],
  'node-controller': [
    policyRule(`${READ_UPDATE} delete patch`, '', 'nodes'),
    policyRule('patch update', '', 'nodes/status'),
    policyRule('patch update', '', 'pods/status'),
    policyRule(`${READ} delete`, '', 'pods'),
    EVENTS_RULE,
  ],
  'persistent-volume-binder': [
    policyRule(`${READ_UPDATE} create delete`, '', 'persistentvolumes'),
    policyRule('update', '', 'persistentvolumes/status'),
    policyRule(READ_UPDATE, '', 'persistentvolumeclaims'),
    policyRule('update', '', 'persistentvolumeclaims/status'),
    policyRule(`${READ} create delete`, '', 'pods'),
    policyRule(READ, STORAGE, 'storageclasses'),
    policyRule(LIST, '', 'nodes'),
    EVENTS_RULE,
    policyRule('watch', '', 'events'),
  ],
  'pod-garbage-collector': [
    policyRule(`${LIST} delete`, '', 'pods'),
    policyRule(READ, '', 'nodes'),
    policyRule('patch', '', 'pods/status'),
  ],
  'replicaset-controller': [
    policyRule(READ_UPDATE, APPS, 'replicasets'),
    policyRule('update', APPS, 'replicasets/status'),
    policyRule('update', APPS, 'replicasets/finalizers'),
    policyRule(`${LIST} patch create delete`, '', 'pods'),
    EVENTS_RULE,
  ],
  'replication-controller': [
    policyRule(READ_UPDATE, '', 'replicationcontrollers'),
    policyRule('update', '', 'replicationcontrollers/status'),
    policyRule('update', '', 'replicationcontrollers/finalizers'),
    policyRule(`${LIST} patch create delete`, '', 'pods'),
    EVENTS_RULE,
  ],
  'resourcequota-controller': [
    policyRule(LIST, '*', '*'),
    policyRule('update', '', 'resourcequotas/status'),
    EVENTS_RULE,
  ],
  'route-controller': [
    policyRule(LIST, '', 'nodes'),
    policyRule('patch', '', 'nodes/status'),
    EVENTS_RULE,
  ],
  'service-account-controller': [policyRule('create', '', 'serviceaccounts'), EVENTS_RULE],
  'service-controller': [
    policyRule(READ, '', 'services'),
    policyRule('patch update', '', 'services/status'),
    policyRule(LIST, '', 'nodes'),
    EVENTS_RULE,
  ],
  'service-cidrs-controller': [
    policyRule(`${READ_UPDATE} patch`, NETWORKING, 'servicecidrs'),
    policyRule('patch update', NETWORKING, 'servicecidrs/finalizers'),
    policyRule('patch update', NETWORKING, 'servicecidrs/status'),
    policyRule(READ, NETWORKING, 'ipaddresses'),
    EVENTS_RULE,
  ],
  'statefulset-controller': [
    policyRule(LIST, '', 'pods'),
    policyRule(READ, 'apps', 'statefulsets'),
    policyRule('update', 'apps', 'statefulsets/status'),
    policyRule('update', 'apps', 'statefulsets/finalizers'),
    policyRule('get create delete update patch', '', 'pods'),
    policyRule(`${READ_UPDATE} create delete patch`, 'apps', 'controllerrevisions'),
    policyRule(`${READ} create`, '', 'persistentvolumeclaims'),
    policyRule('update delete', '', 'persistentvolumeclaims'),
    policyRule('update', '', 'pods/finalizers'),
    EVENTS_RULE,
  ],
  'ttl-controller': [policyRule('update patch list watch', '', 'nodes'), EVENTS_RULE],
  'certificate-controller': [
    policyRule(`${READ} delete`, CERTIFICATES, 'certificatesigningrequests'),
    policyRule(
      'update',
      CERTIFICATES,
      'certificatesigningrequests/status certificatesigningrequests/approval',
    ),
    policyRule('approve', CERTIFICATES, 'signers', 'kubernetes.io/kube-apiserver-client-kubelet'),
    policyRule(
      'sign',
      CERTIFICATES,
      'signers',
      'kubernetes.io/legacy-unknown kubernetes.io/kube-apiserver-client ' +
        'kubernetes.io/kube-apiserver-client-kubelet kubernetes.io/kubelet-serving',
    ),
    policyRule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
    EVENTS_RULE,
  ],
  'pvc-protection-controller': [
    policyRule(READ_UPDATE, '', 'persistentvolumeclaims'),
    policyRule(READ, '', 'pods'),
    EVENTS_RULE,
  ],
  'pv-protection-controller': [policyRule(READ_UPDATE, '', 'persistentvolumes'), EVENTS_RULE],
  'volumeattributesclass-protection-controller': [
    policyRule(READ, '', 'persistentvolumeclaims'),
    policyRule(READ, '', 'persistentvolumes'),
    policyRule(READ_UPDATE, STORAGE, 'volumeattributesclasses'),
    EVENTS_RULE,
  ],
  'ttl-after-finished-controller': [policyRule(`${READ} delete`, 'batch', 'jobs'), EVENTS_RULE],
  'root-ca-cert-publisher': [policyRule('create update', '', 'configmaps'), EVENTS_RULE],
  'validatingadmissionpolicy-status-controller': [
    policyRule(READ, 'admissionregistration.k8s.io', 'validatingadmissionpolicies'),
    policyRule(
      'get patch update',
      'admissionregistration.k8s.io',
      'validatingadmissionpolicies/status',
    ),
    EVENTS_RULE,
  ],
  'legacy-service-account-token-cleaner': [
    policyRule('get', '', 'configmaps', 'kube-apiserver-legacy-service-account-token-tracking'),
    policyRule('patch delete', '', 'secrets'),
  ],
  'selinux-warning-controller': [
    EVENTS_RULE,
    policyRule(READ, '', 'persistentvolumes'),
    policyRule(READ, '', 'persistentvolumeclaims'),
    policyRule(READ, '', 'pods'),
    policyRule(READ, STORAGE, 'csidrivers'),
  ],
};
