// What policies may ask about permissions.
import assert from 'node:assert/strict';
import { policyRule } from '../../../../src/apis/rbac/policyRule';
import { CONFIG_MAPS } from '../../../../src/apis/resources';
import { PolicyLab } from '../authorization/policyLab';
import { policyLab, refusal } from './boundPolicy';

describe('The authorizer in a policy', () => {
  it('may ask what the user, or a service account, may do', () => {
    const resourceRules = [
      { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
    ] as const;
    const lab = new PolicyLab();
    const pods = "authorizer.group('').resource('pods')";
    policyLab(
      {
        matchConstraints: { resourceRules },
        validations: [
          {
            expression: `${pods}.namespace('default').check('list').allowed()`,
            message: 'no pods',
          },
          {
            expression: "authorizer.requestResource.check('delete').allowed()",
            message: 'not yours',
          },
          {
            expression: "!authorizer.path('/metrics').check('get').allowed()",
            message: 'sees metrics',
          },
          {
            expression: `authorizer.serviceAccount('default', 'robot')${pods.slice(10)}.check('get').reason() != 'x'`,
          },
        ],
      },
      {},
      lab,
    );
    const jane = lab.as('jane');
    const why = (name: string): string => {
      const data = { name };
      const metadata = { name };
      const draft = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data } as const;
      const { message } = refusal(() => jane.create(CONFIG_MAPS, 'default', draft));
      return message.slice(message.lastIndexOf(': ') + 2);
    };
    lab.clusterRole('writer', [policyRule('create', '', 'configmaps')]);
    lab.bindInCluster('jane', 'writer');
    assert.equal(why('a'), 'no pods');
    lab.role('viewer', [policyRule('list', '', 'pods')]);
    lab.bind('jane', 'Role/viewer');
    assert.equal(why('a'), 'not yours');
    lab.clusterRole('owner', [policyRule('delete', '', 'configmaps', 'a')]);
    lab.bindInCluster('jane', 'owner');
    assert.equal(why('b'), 'not yours');
    const metadata = { name: 'a' };
    jane.create(CONFIG_MAPS, 'default', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    lab.client.delete(CONFIG_MAPS, 'default', 'a');
    lab.clusterRole('metrics', [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }]);
    lab.bindInCluster('jane', 'metrics');
    assert.equal(why('a'), 'sees metrics');
  });

  it('does not let messages depend on what somebody may do', () => {
    const messageExpression = "string(authorizer.path('/x').check('get').allowed())";
    assert.throws(
      () => policyLab({ validations: [{ expression: 'false', messageExpression }] }),
      /messageExpression: .*undeclared reference to 'authorizer' \(in container ''\)/,
    );
  });
});
