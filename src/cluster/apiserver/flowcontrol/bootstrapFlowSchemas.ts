// The flow schemas that kube-apiserver makes: which requests go to which priority level.
// Source: k8s.io/apiserver/pkg/apis/flowcontrol/bootstrap (default.go).
import type { Draft } from '../../../apimachinery/objectMeta';
import { AUTHENTICATED, MASTERS, UNAUTHENTICATED } from '../../../apimachinery/userInfo';
import type {
  FlowSchema,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
  Subject,
} from '../../../apis/generated/flowcontrol/v1';
import { AUTO_UPDATE } from './bootstrapLevels';

export type FlowSchemaDraft = Draft<FlowSchema> & Pick<FlowSchema, 'spec'>;

const BY_USER = 'ByUser';
const BY_NAMESPACE = 'ByNamespace';
const ALL = ['*'];

const EVERYONE = [group(UNAUTHENTICATED), group(AUTHENTICATED)];
const NODES = [group('system:nodes')];
const CONTROLLER_MANAGER = user('system:kube-controller-manager');
const SCHEDULER = user('system:kube-scheduler');
const SYSTEM_ACCOUNTS = [systemAccount('*')];

const LEASES = namespacedRule('get create update', 'coordination.k8s.io', 'leases');

export const MANDATORY_FLOW_SCHEMAS: readonly FlowSchemaDraft[] = [
  flowSchema('exempt', 'exempt', 1, undefined, allRequests([group(MASTERS)])),
  flowSchema('catch-all', 'catch-all', 10_000, BY_USER, allRequests(EVERYONE)),
];

export const SUGGESTED_FLOW_SCHEMAS: readonly FlowSchemaDraft[] = [
  flowSchema('probes', 'exempt', 2, undefined, {
    subjects: EVERYONE,
    nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }],
  }),
  flowSchema('system-leader-election', 'leader-election', 100, BY_USER, {
    subjects: [CONTROLLER_MANAGER, SCHEDULER, ...SYSTEM_ACCOUNTS],
    resourceRules: [LEASES],
  }),
  flowSchema('endpoint-controller', 'workload-high', 150, BY_USER, {
    subjects: [
      CONTROLLER_MANAGER,
      systemAccount('endpoint-controller'),
      systemAccount('endpointslicemirroring-controller'),
    ],
    resourceRules: [namespacedRule('get create update', '', 'endpoints')],
  }),
  flowSchema('workload-leader-election', 'leader-election', 200, BY_USER, {
    subjects: SYSTEM_ACCOUNTS,
    resourceRules: [namespacedRule('get create update', '', 'endpoints configmaps'), LEASES],
  }),
  flowSchema('system-node-high', 'node-high', 400, BY_USER, {
    subjects: NODES,
    resourceRules: [
      { ...namespacedRule('*', '', 'nodes nodes/status'), clusterScope: true },
      namespacedRule('*', 'coordination.k8s.io', 'leases'),
    ],
  }),
  flowSchema('system-nodes', 'system', 500, BY_USER, allRequests(NODES)),
  flowSchema(
    'kube-controller-manager',
    'workload-high',
    800,
    BY_NAMESPACE,
    allRequests([CONTROLLER_MANAGER]),
  ),
  flowSchema('kube-scheduler', 'workload-high', 800, BY_NAMESPACE, allRequests([SCHEDULER])),
  flowSchema(
    'kube-system-service-accounts',
    'workload-high',
    900,
    BY_NAMESPACE,
    allRequests(SYSTEM_ACCOUNTS),
  ),
  flowSchema(
    'service-accounts',
    'workload-low',
    9000,
    BY_USER,
    allRequests([group('system:serviceaccounts')]),
  ),
  flowSchema('global-default', 'global-default', 9900, BY_USER, allRequests(EVERYONE)),
];

function flowSchema(
  name: string,
  level: string,
  matchingPrecedence: number,
  flowsBy: string | undefined,
  rule: PolicyRulesWithSubjects,
): FlowSchemaDraft {
  return {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'FlowSchema',
    metadata: { name, annotations: { [AUTO_UPDATE]: 'true' } },
    spec: {
      ...(flowsBy === undefined ? {} : { distinguisherMethod: { type: flowsBy } }),
      matchingPrecedence,
      priorityLevelConfiguration: { name: level },
      rules: [rule],
    },
  };
}

function allRequests(subjects: readonly Subject[]): PolicyRulesWithSubjects {
  return {
    nonResourceRules: [{ nonResourceURLs: ALL, verbs: ALL }],
    resourceRules: [
      { apiGroups: ALL, clusterScope: true, namespaces: ALL, resources: ALL, verbs: ALL },
    ],
    subjects,
  };
}

function namespacedRule(verbs: string, apiGroup: string, resources: string): ResourcePolicyRule {
  return {
    apiGroups: [apiGroup],
    namespaces: ALL,
    resources: resources.split(' '),
    verbs: verbs.split(' '),
  };
}

function group(name: string): Subject {
  return { group: { name }, kind: 'Group' };
}

function user(name: string): Subject {
  return { kind: 'User', user: { name } };
}

function systemAccount(name: string): Subject {
  return { kind: 'ServiceAccount', serviceAccount: { name, namespace: 'kube-system' } };
}
