import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ApiStatusError } from '../../../../src/apimachinery/apiStatus';
import { SCHEMA } from '../../../kubernetesSchema';
import { ALL_RULES } from '../../../../src/apis/allRules';
import { ObjectStorage } from '../../../../src/cluster/apiserver/objectStorage';
import { ServedKinds } from '../../../../src/cluster/apiserver/servedKinds';
import { Authorizer } from '../../../../src/cluster/apiserver/authorization/authorizer';
import { bootstrapPolicy } from '../../../../src/cluster/apiserver/authorization/bootstrap/bootstrapPolicy';
import { CLUSTER_ROLES } from '../../../../src/apis/resources';
import { PolicyLab, userNamed } from './policyLab';

/** `yes` or `no`, who, verb, `group/resource[/subresource]`, namespace or `-`, name or `-`. */
const DECISIONS = `
yes system:kube-scheduler                              create /pods/binding                default      web
yes system:kube-scheduler                              list   /nodes                       -            -
yes system:kube-scheduler                              delete /pods                        default      web
yes system:kube-scheduler                              update coordination.k8s.io/leases   kube-system  kube-scheduler
yes system:kube-scheduler                              patch  /persistentvolumeclaims      default      data
no  system:kube-scheduler                              create /pods                        default      -
no  system:kube-scheduler                              update /nodes                       -            worker-1
no  system:kube-scheduler                              get    /secrets                     default      db
yes system:kube-controller-manager                     watch  example.com/anything         -            -
yes system:kube-controller-manager                     create /serviceaccounts/token       kube-system  node-controller
yes system:kube-controller-manager                     update coordination.k8s.io/leases   kube-system  other
no  system:kube-controller-manager                     update coordination.k8s.io/leases   default      other
no  system:kube-controller-manager                     create /pods                        default      -
yes system:serviceaccount:kube-system:replicaset-controller create /pods                   default      -
no  system:serviceaccount:kube-system:replicaset-controller create apps/replicasets        default      -
yes system:serviceaccount:kube-system:deployment-controller create apps/replicasets        default      -
no  system:serviceaccount:kube-system:deployment-controller create /pods                   default      -
yes system:serviceaccount:kube-system:node-controller       patch  /nodes                  -            worker-1
no  system:serviceaccount:kube-system:node-controller       create /pods                   default      -
yes system:serviceaccount:kube-system:generic-garbage-collector delete example.com/widgets default      one
yes system:serviceaccount:kube-system:horizontal-pod-autoscaler update apps/deployments/scale default   web
no  system:serviceaccount:kube-system:horizontal-pod-autoscaler update apps/deployments    default      web
yes system:serviceaccount:kube-system:clusterrole-aggregation-controller escalate rbac.authorization.k8s.io/clusterroles - admin
yes system:serviceaccount:kube-system:certificate-controller sign certificates.k8s.io/signers - kubernetes.io/kubelet-serving
no  system:serviceaccount:kube-system:certificate-controller sign certificates.k8s.io/signers - example.com/mine
no  system:serviceaccount:default:replicaset-controller     create /pods                   default      -
no  system:serviceaccount:default:default                   list   /pods                   default      -
yes system:serviceaccount:default:default                   create authorization.k8s.io/selfsubjectaccessreviews - -
yes jane                                               create authorization.k8s.io/selfsubjectrulesreviews - -
yes jane                                               create authentication.k8s.io/selfsubjectreviews - -
no  jane                                               get    /pods                        default      web
no  jane                                               get    /namespaces                  default      default
no  system:anonymous                                   create authorization.k8s.io/selfsubjectaccessreviews - -
no  system:anonymous                                   get    /configmaps                  kube-public  cluster-info
yes system:node:worker-1                               get    /nodes                       -            worker-1
no  system:node:worker-1                               get    /nodes                       -            worker-2
no  system:node:worker-1                               list   /nodes                       -            -
yes system:node:worker-1                               patch  /nodes/status                -            worker-1
yes system:node:worker-1                               update coordination.k8s.io/leases   kube-node-lease worker-1
no  system:node:worker-1                               update coordination.k8s.io/leases   kube-node-lease worker-2
no  system:node:worker-1                               get    coordination.k8s.io/leases   kube-system  worker-1
yes system:node:worker-1                               list   /services                    -            -
yes system:node:worker-1                               create /events                      default      -
no  system:node:worker-1                               list   /secrets                     default      -
no  system:node:worker-1                               get    /secrets                     default      db
no  system:node:worker-1                               list   /pods                        -            -
no  system:node:worker-1                               update apps/deployments             default      web
`;

const PATHS = `
yes jane              get  /healthz
yes jane              get  /version
yes jane              get  /openapi/v3
yes jane              get  /apis/apps/v1
no  jane              get  /metrics
no  jane              post /version
yes system:anonymous  get  /readyz
yes system:anonymous  get  /version
no  system:anonymous  get  /api
no  system:anonymous  get  /metrics
yes system:serviceaccount:default:default get /openid/v1/jwks
no  jane              get  /openid/v1/jwks
`;

describe('What bootstrap roles allow', () => {
  const lab = new PolicyLab();
  const kinds = new ServedKinds(SCHEMA, ALL_RULES);
  const authorizer = new Authorizer(kinds, new ObjectStorage(lab.simulation, lab.api.etcd));

  for (const line of rows(DECISIONS)) {
    it(line.join(' '), () => {
      const [answer, user = '', verb = '', what = '', namespace, name] = line;
      const [group = '', resource = '', subresource = ''] = what.split('/');
      const attributes = {
        user: userNamed(user),
        verb,
        group,
        resource,
        subresource,
        namespace: namespace === '-' ? '' : (namespace ?? ''),
        name: name === '-' ? '' : (name ?? ''),
      };
      assert.equal(authorizer.decide(attributes).allowed, answer === 'yes');
    });
  }

  for (const line of rows(PATHS)) {
    it(line.join(' '), () => {
      const [answer, user = '', verb = '', path = ''] = line;
      const ask = (): void => {
        lab.api.authorizePath(userNamed(user), verb, path);
      };
      if (answer === 'yes') ask();
      else assert.throws(ask, ApiStatusError);
    });
  }
});

describe('Bootstrap roles', () => {
  it('are as Kubernetes labels them', () => {
    const role = new PolicyLab().client.get(CLUSTER_ROLES, undefined, 'view');
    assert.deepEqual(role.metadata.labels, {
      'kubernetes.io/bootstrapping': 'rbac-defaults',
      'rbac.authorization.k8s.io/aggregate-to-edit': 'true',
    });
    assert.deepEqual(role.metadata.annotations, {
      'rbac.authorization.kubernetes.io/autoupdate': 'true',
    });
  });

  it('could be created as they are: every one is valid', () => {
    const lab = new PolicyLab();
    for (const { resource, draft } of bootstrapPolicy()) {
      const { name = '', namespace } = draft.metadata;
      lab.client.delete(resource, namespace, name);
      lab.client.create(resource, namespace, draft, { fieldValidation: 'Strict' });
    }
  });

  it('get back what was taken from them when the API server starts again, unless told otherwise', () => {
    const lab = new PolicyLab();
    const take = (name: string, autoupdate: string): void => {
      lab.client.patch(CLUSTER_ROLES, undefined, name, {
        type: 'merge',
        body: {
          metadata: { annotations: { 'rbac.authorization.kubernetes.io/autoupdate': autoupdate } },
          rules: [],
        },
      });
    };
    take('system:kube-dns', 'true');
    take('system:kube-aggregator', 'false');
    lab.client.delete(CLUSTER_ROLES, undefined, 'system:heapster');
    lab.api.setServing(false);
    lab.api.setServing(true);
    const rules = (name: string): number | undefined =>
      lab.client.get(CLUSTER_ROLES, undefined, name).rules?.length;
    assert.ok((rules('system:kube-dns') ?? 0) > 0);
    assert.equal(rules('system:kube-aggregator'), 0);
    assert.equal(rules('system:heapster'), 2);
  });

  it('are written once: a restart changes nothing that is intact', () => {
    const lab = new PolicyLab();
    const { revision } = lab.api.etcd;
    lab.api.setServing(false);
    lab.api.setServing(true);
    assert.equal(lab.api.etcd.revision, revision);
  });
});

function rows(table: string): readonly (readonly string[])[] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/));
}
