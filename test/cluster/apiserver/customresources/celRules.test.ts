// Rules in CEL, from a definition that is created to the objects that break them.
import assert from 'node:assert/strict';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../../../src/apis/resources';
import { ServerLab } from '../serverLab';
import { CRON_TABS, cronTab, cronTabDefinition, cronTabLab, versionWith } from './cronTabs';

const RULED = versionWith({
  spec: {
    type: 'object',
    required: ['replicas'],
    properties: {
      minReplicas: { type: 'integer' },
      replicas: { type: 'integer' },
      maxReplicas: { type: 'integer' },
    },
    'x-kubernetes-validations': [
      {
        rule: 'self.minReplicas <= self.replicas',
        message: 'replicas should be greater than or equal to minReplicas.',
      },
      {
        rule: '!has(oldSelf.maxReplicas) || self.maxReplicas == oldSelf.maxReplicas',
        messageExpression: "'maxReplicas is %d for ever'.format([oldSelf.maxReplicas])",
        fieldPath: '.maxReplicas',
      },
    ],
  },
});

describe('rules of a custom resource', () => {
  it('are held against what is created and what changes', () => {
    const { client } = cronTabLab({ versions: [RULED] });
    const spec = { minReplicas: 3, replicas: 2, maxReplicas: 5 };
    assert.throws(() => client.create(CRON_TABS, 'default', cronTab('a', spec)), {
      reason: 'Invalid',
      message:
        'CronTab.stable.example.com "a" is invalid: spec: Invalid value: "object": ' +
        'replicas should be greater than or equal to minReplicas.',
    });
    client.create(CRON_TABS, 'default', cronTab('a', { ...spec, replicas: 4 }));
    assert.throws(
      () =>
        client.patch(CRON_TABS, 'default', 'a', {
          type: 'merge',
          body: { spec: { maxReplicas: 6 } },
        }),
      {
        message:
          'CronTab.stable.example.com "a" is invalid: spec.maxReplicas: Invalid value: "object": maxReplicas is 5 for ever',
      },
    );
  });

  it('are not asked of what has other faults', () => {
    const { client } = cronTabLab({ versions: [RULED] });
    assert.throws(() => client.create(CRON_TABS, 'default', cronTab('a', { minReplicas: 3 })), {
      message:
        'CronTab.stable.example.com "a" is invalid: [spec.replicas: Required value, <nil>: Invalid value: null: ' +
        'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]',
    });
  });

  it('refuse the definition where they do not compile', () => {
    const { client } = new ServerLab();
    const version = versionWith({
      spec: {
        type: 'object',
        properties: { a: { type: 'string' } },
        'x-kubernetes-validations': [{ rule: 'self.a > 5' }],
      },
    });
    assert.throws(
      () =>
        client.create(
          CUSTOM_RESOURCE_DEFINITIONS,
          undefined,
          cronTabDefinition({ versions: [version] }),
        ),
      /compilation failed: ERROR: <input>:1:8: found no matching overload for '_>_' applied to '\(string, int\)'/,
    );
  });

  it('end where they cost too much, and all others with them', () => {
    const rule = 'self.items.all(x, self.items.all(y, x >= 0 && y >= 0))';
    const rules = [{ rule }, { rule: 'self.items.size() < 0', message: 'is never asked' }];
    const spec = {
      type: 'object',
      properties: { items: { type: 'array', maxItems: 1000, items: { type: 'integer' } } },
      'x-kubernetes-validations': rules,
    } as const;
    const { client } = cronTabLab({ versions: [versionWith({ spec })] });
    const items = Array.from({ length: 1_000 }, (_, index) => index);
    assert.throws(() => client.create(CRON_TABS, 'default', cronTab('a', { items })), {
      message:
        'CronTab.stable.example.com "a" is invalid: spec: Invalid value: "object": ' +
        "'operation cancelled: actual cost limit exceeded': no further validation rules will be run " +
        `due to call cost exceeds limit for rule: ${rule}`,
    });
  });
});
