import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { ApiStatusError } from '../../../../src/apimachinery/apiStatus';
import { ALL_RULES } from '../../../../src/apis/allRules';
import { policyRule } from '../../../../src/apis/rbac/policyRule';
import {
  CLUSTER_ROLES,
  CONFIG_MAPS,
  NAMESPACES,
  NODES,
  PODS,
  ROLE_BINDINGS,
  ROLES,
  SECRETS,
} from '../../../../src/apis/resources';
import { Authorizer } from '../../../../src/cluster/apiserver/authorization/authorizer';
import { ObjectStorage } from '../../../../src/cluster/apiserver/objectStorage';
import { ServedKinds } from '../../../../src/cluster/apiserver/servedKinds';
import { ANONYMOUS } from '../../../../src/apimachinery/userInfo';
import { SCHEMA } from '../../../kubernetesSchema';
import { podDraft } from '../serverLab';
import { PolicyLab, refusal, roleDraft, userNamed } from './policyLab';

describe('Authorization', () => {
  it('says who cannot do what, and where', () => {
    const lab = new PolicyLab();
    const jane = lab.as('jane');
    const said = [
      refusal(() => jane.list(PODS, 'default')),
      refusal(() => jane.list(PODS)),
      refusal(() => jane.get(PODS, 'default', 'web')),
      refusal(() => jane.get(NAMESPACES, undefined, 'default')),
      refusal(() => jane.create(ROLES, 'default', roleDraft('x', []))),
      refusal(() => {
        jane.createSubresource(PODS, 'default', 'web', 'eviction', {});
      }),
      refusal(() => {
        lab.api.authorizePath(ANONYMOUS, 'get', '/metrics');
      }),
    ];
    assert.deepEqual(said, [
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope',
      'pods "web" is forbidden: User "jane" cannot get resource "pods" in API group "" in the namespace "default"',
      'namespaces "default" is forbidden: User "jane" cannot get resource "namespaces" in API group "" in the namespace "default"',
      'roles.rbac.authorization.k8s.io is forbidden: User "jane" cannot create resource "roles" in API group "rbac.authorization.k8s.io" in the namespace "default"',
      'pods "web" is forbidden: User "jane" cannot create resource "pods/eviction" in API group "" in the namespace "default"',
      'forbidden: User "system:anonymous" cannot get path "/metrics"',
    ]);
  });

  it('lets nobody make by an apply what they may only patch', () => {
    const lab = new PolicyLab();
    lab.role('patcher', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['patch'] }]);
    lab.bind('jane', 'Role/patcher');
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
    const applied = (): void => {
      const patch = { type: 'apply', body } as const;
      lab.as('jane').patch(CONFIG_MAPS, 'default', 'a', patch, { fieldManager: 'jane' });
    };
    assert.equal(
      refusal(applied),
      'configmaps "a" is forbidden: User "jane" cannot create resource "configmaps" in API group "" in the namespace "default"',
    );
    lab.client.create(CONFIG_MAPS, 'default', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a' },
    });
    applied();
  });

  it('answers with a Status of reason Forbidden', () => {
    const jane = new PolicyLab().as('jane');
    assert.throws(
      () => jane.get(PODS, 'default', 'web'),
      (error) => {
        assert.ok(error instanceof ApiStatusError);
        const { reason, code, details } = error.toStatus();
        assert.deepEqual(
          { reason, code, details },
          {
            reason: 'Forbidden',
            code: 403,
            details: { name: 'web', group: undefined, kind: 'pods' },
          },
        );
        return true;
      },
    );
  });

  it('says which roles are bound that are not there', () => {
    const lab = new PolicyLab();
    lab.bind('jane', 'ClusterRole/gone');
    lab.bind('jane', 'Role/away');
    assert.equal(
      refusal(() => lab.as('jane').list(PODS, 'default')),
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default": ' +
        'RBAC: [role.rbac.authorization.k8s.io "away" not found, clusterrole.rbac.authorization.k8s.io "gone" not found]',
    );
  });

  it('stops a watch before it is opened', () => {
    const lab = new PolicyLab();
    const sink = { event: () => undefined, closed: () => undefined };
    const ask = (namespace: string | undefined): unknown =>
      lab.api.watch({ user: userNamed('jane'), resource: PODS, namespace, options: {} }, sink);
    assert.match(
      refusal(() => ask('default')),
      /cannot watch resource "pods"/,
    );
    lab.role('watchers', [policyRule('watch', '', 'pods')]);
    lab.bind('jane', 'Role/watchers');
    ask('default');
    assert.match(
      refusal(() => ask(undefined)),
      /at the cluster scope$/,
    );
  });

  it('lets a user read with a role in one namespace, and change nothing', () => {
    const lab = new PolicyLab();
    lab.addNamespace('other');
    lab.client.create(PODS, 'default', podDraft({ name: 'web' }));
    lab.role('reader', [policyRule('get list', '', 'pods')]);
    lab.bind('jane', 'Role/reader');
    const jane = lab.as('jane');
    assert.equal(jane.list(PODS, 'default').items.length, 1);
    assert.equal(jane.get(PODS, 'default', 'web').metadata.name, 'web');
    assert.match(
      refusal(() => {
        jane.delete(PODS, 'default', 'web');
      }),
      /cannot delete resource "pods"/,
    );
    assert.match(
      refusal(() => jane.list(PODS, 'other')),
      /in the namespace "other"$/,
    );
  });

  it('takes a permission away with the binding, from the next request on', () => {
    const lab = new PolicyLab();
    lab.role('reader', [policyRule('list', '', 'pods')]);
    const { metadata } = lab.bind('jane', 'Role/reader');
    const jane = lab.as('jane');
    jane.list(PODS, 'default');
    lab.client.delete(ROLE_BINDINGS, 'default', metadata.name);
    refusal(() => jane.list(PODS, 'default'));
  });

  it('knows rules for single names, also in a list of one', () => {
    const lab = new PolicyLab();
    const name = 'settings';
    for (const each of [name, 'others']) {
      const metadata = { name: each };
      lab.client.create(CONFIG_MAPS, 'default', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    }
    lab.role('reader', [policyRule('get list', '', 'configmaps', name)]);
    lab.bind('jane', 'Role/reader');
    const jane = lab.as('jane');
    jane.get(CONFIG_MAPS, 'default', name);
    refusal(() => jane.get(CONFIG_MAPS, 'default', 'others'));
    refusal(() => jane.list(CONFIG_MAPS, 'default'));
    const options = { fieldSelector: `metadata.name=${name}` };
    assert.equal(jane.list(CONFIG_MAPS, 'default', options).items.length, 1);
  });
});

describe('The node authorizer', () => {
  it('gives a kubelet the secrets and config maps of its pods, and no others', () => {
    const lab = new PolicyLab();
    for (const name of ['db', 'other']) {
      const metadata = { name };
      lab.client.create(SECRETS, 'default', { apiVersion: 'v1', kind: 'Secret', metadata });
    }
    const kubelet = lab.as('system:node:worker-1');
    const none =
      'secrets "db" is forbidden: User "system:node:worker-1" cannot get resource "secrets" in API group "" ' +
      `in the namespace "default": no relationship found between node 'worker-1' and this object`;
    assert.equal(
      refusal(() => kubelet.get(SECRETS, 'default', 'db')),
      none,
    );
    const volumes = [{ name: 'v', secret: { secretName: 'db' } }];
    lab.client.create(
      PODS,
      'default',
      podDraft({ name: 'web' }, { volumes, nodeName: 'worker-1' }),
    );
    kubelet.get(SECRETS, 'default', 'db');
    refusal(() => kubelet.get(SECRETS, 'default', 'other'));
    refusal(() => lab.as('system:node:worker-2').get(SECRETS, 'default', 'db'));
    lab.client.delete(PODS, 'default', 'web', { gracePeriodSeconds: 0 });
    assert.equal(
      refusal(() => kubelet.get(SECRETS, 'default', 'db')),
      none,
    );
  });

  it('lets a kubelet list its own pods by field selector only', () => {
    const lab = new PolicyLab();
    const kubelet = lab.as('system:node:worker-1');
    kubelet.list(PODS, undefined, { fieldSelector: 'spec.nodeName=worker-1' });
    assert.equal(
      refusal(() => kubelet.list(PODS)),
      'pods is forbidden: User "system:node:worker-1" cannot list resource "pods" in API group "" at the cluster scope: ' +
        'can only list/watch pods with spec.nodeName field selector',
    );
    assert.match(
      refusal(() => kubelet.list(NODES)),
      /node 'worker-1' cannot read all nodes, only its own Node object$/,
    );
  });
});

describe('What was decided once', () => {
  const users = ['jane', 'joe', 'system:serviceaccount:default:robot'];
  const names = ['a', 'b'];
  const verbs = ['get', 'list', 'delete'];
  const resources = ['pods', 'configmaps'];

  it('is what would be decided anew, however roles and bindings change', () => {
    const rule = fc
      .tuple(
        fc.subarray([...verbs, '*'], { minLength: 1 }),
        fc.subarray([...resources, '*', 'pods/log'], { minLength: 1 }),
        fc.option(fc.subarray(names, { minLength: 1 })),
      )
      .map(([verb, resource, name]) =>
        policyRule(verb.join(' '), '', resource.join(' '), name?.join(' ')),
      );
    const step = fc.oneof(
      fc.record({
        do: fc.constant('role' as const),
        name: fc.constantFrom(...names),
        rules: fc.array(rule, { maxLength: 2 }),
        cluster: fc.boolean(),
      }),
      fc.record({
        do: fc.constant('bind' as const),
        user: fc.constantFrom(...users),
        name: fc.constantFrom(...names),
        how: fc.constantFrom('role', 'clusterRole', 'everywhere'),
      }),
      fc.record({
        do: fc.constant('unbind' as const),
        user: fc.constantFrom(...users),
        name: fc.constantFrom(...names),
      }),
      fc.record({
        do: fc.constant('drop' as const),
        name: fc.constantFrom(...names),
        cluster: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const lab = new PolicyLab();
        const kinds = new ServedKinds(SCHEMA, ALL_RULES);
        const authorizer = new Authorizer(kinds, new ObjectStorage(lab.simulation, lab.api.etcd));
        for (const each of steps) {
          attempt(() => {
            apply(lab, each);
          });
          compare(authorizer);
        }
      }),
      { numRuns: 15 },
    );
  });

  type Step =
    | {
        readonly do: 'role';
        readonly name: string;
        readonly rules: readonly ReturnType<typeof policyRule>[];
        readonly cluster: boolean;
      }
    | { readonly do: 'bind'; readonly user: string; readonly name: string; readonly how: string }
    | { readonly do: 'unbind'; readonly user: string; readonly name: string }
    | { readonly do: 'drop'; readonly name: string; readonly cluster: boolean };

  function apply(lab: PolicyLab, step: Step): void {
    switch (step.do) {
      case 'role':
        if (step.cluster) lab.clusterRole(step.name, step.rules);
        else lab.role(step.name, step.rules);
        return;
      case 'bind':
        if (step.how === 'everywhere') lab.bindInCluster(step.user, step.name);
        else
          lab.bind(
            step.user,
            step.how === 'role' ? `Role/${step.name}` : `ClusterRole/${step.name}`,
          );
        return;
      case 'unbind':
        lab.client.delete(ROLE_BINDINGS, 'default', `${step.user}-${step.name}`);
        return;
      case 'drop':
        if (step.cluster) lab.client.delete(CLUSTER_ROLES, undefined, step.name);
        else lab.client.delete(ROLES, 'default', step.name);
    }
  }

  /** What is there already, or not there, stays so. */
  function attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof ApiStatusError)) throw error;
    }
  }

  function compare(authorizer: Authorizer): void {
    for (const user of users.map(userNamed)) {
      for (const verb of verbs) {
        for (const [resource, subresource] of [
          ['pods', ''],
          ['pods', 'log'],
          ['configmaps', ''],
        ] as const) {
          for (const namespace of ['', 'default', 'other']) {
            for (const name of ['', ...names]) {
              const attributes = { user, verb, group: '', resource, subresource, namespace, name };
              assert.equal(
                authorizer.rbac.allows(attributes),
                authorizer.rbac.decide(attributes).allowed,
                JSON.stringify(attributes),
              );
            }
          }
        }
      }
    }
  }
});
