// The life of a CustomResourceDefinition: names, established, served, deleted with all its objects.
import assert from 'node:assert/strict';
import { findCondition } from '../../../../src/apimachinery/conditions';
import type { CustomResourceDefinition } from '../../../../src/apis/generated/apiextensions/v1';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../../../src/apis/resources';
import { clientOf, emptyServer } from '../../emptyServer';
import { ServerLab } from '../serverLab';
import { CRON_TABS, cronTab, cronTabLab, define, NAME, settle, V1 } from './cronTabs';

function definitionIn(lab: ServerLab, name = NAME): CustomResourceDefinition {
  return lab.client.get(CUSTOM_RESOURCE_DEFINITIONS, undefined, name);
}

function conditionsOf(lab: ServerLab, name = NAME): readonly string[] {
  const { conditions = [] } = definitionIn(lab, name).status;
  return conditions.map(({ type, status, reason, message }) =>
    [type, status, reason, message].join('|'),
  );
}

describe('CustomResourceDefinitions', () => {
  it('are established shortly after they are created, and their kinds are served from then on', () => {
    const lab = new ServerLab();
    const { generation } = lab.api.kinds;
    define(lab.client);

    assert.deepEqual(definitionIn(lab).status, {
      acceptedNames: { kind: '', plural: '' },
      conditions: [],
      storedVersions: ['v1'],
    });
    assert.throws(() => lab.client.list(CRON_TABS), {
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
    });

    settle(lab);
    assert.deepEqual(conditionsOf(lab), [
      'NamesAccepted|True|NoConflicts|no conflicts found',
      'Established|True|InitialNamesAccepted|the initial names have been accepted',
    ]);
    assert.deepEqual(definitionIn(lab).status.acceptedNames, {
      plural: 'crontabs',
      singular: 'crontab',
      kind: 'CronTab',
      listKind: 'CronTabList',
      shortNames: ['ct'],
    });
    assert.deepEqual(lab.client.list(CRON_TABS).items, []);
    assert.ok(lab.api.kinds.generation > generation);
    const served = lab.api.kinds.resources().at(-1);
    assert.deepEqual(served?.shortNames, ['ct']);
    assert.equal(served.singular, 'crontab');
    assert.ok(served.verbs.includes('watch'));
  });

  it('do not get names that another definition of the group has', () => {
    const lab = cronTabLab();
    define(
      lab.client,
      { names: { plural: 'schedules', kind: 'CronTab', singular: 'crontab', shortNames: ['ct'] } },
      'schedules.stable.example.com',
    );
    settle(lab);

    assert.deepEqual(conditionsOf(lab, 'schedules.stable.example.com'), [
      'NamesAccepted|False|ListKindConflict|"CronTabList" is already in use',
      'Established|False|NotAccepted|not all names are accepted',
    ]);
    assert.throws(() => lab.client.list({ ...CRON_TABS, plural: 'schedules' }), {
      reason: 'NotFound',
    });

    lab.client.delete(CUSTOM_RESOURCE_DEFINITIONS, undefined, NAME);
    settle(lab);
    assert.equal(
      findCondition(
        definitionIn(lab, 'schedules.stable.example.com').status.conditions,
        'Established',
      )?.status,
      'True',
    );
    assert.deepEqual(lab.client.list({ ...CRON_TABS, plural: 'schedules' }).items, []);
  });

  it('take all their objects with them when they are deleted', () => {
    const lab = cronTabLab();
    lab.client.create(CRON_TABS, 'default', cronTab('a'));
    lab.client.create(CRON_TABS, 'kube-system', cronTab('b'));
    const held = cronTab('held', {}, { metadata: { name: 'held', finalizers: ['example.com/x'] } });
    lab.client.create(CRON_TABS, 'default', held);
    const watch = lab.watch(CRON_TABS);

    lab.client.delete(CUSTOM_RESOURCE_DEFINITIONS, undefined, NAME);
    assert.deepEqual(definitionIn(lab).metadata.finalizers, [
      'customresourcecleanup.apiextensions.k8s.io',
    ]);
    assert.throws(() => lab.client.create(CRON_TABS, 'default', cronTab('late')), {
      reason: 'MethodNotAllowed',
      message: 'create not allowed while custom resource definition is terminating',
    });
    settle(lab);
    assert.equal(
      conditionsOf(lab).at(-1),
      'Terminating|True|InstanceDeletionInProgress|CustomResource deletion is in progress',
    );
    assert.deepEqual(
      lab.client.list(CRON_TABS).items.map(({ metadata }) => metadata.name),
      ['held'],
    );

    lab.client.patch(CRON_TABS, 'default', 'held', {
      type: 'merge',
      body: { metadata: { finalizers: null } },
    });
    settle(lab, 6_000);
    assert.throws(() => definitionIn(lab), { reason: 'NotFound' });
    assert.throws(() => lab.client.list(CRON_TABS), { reason: 'NotFound' });
    assert.deepEqual(watch.lines().slice(0, 3), ['ADDED a', 'ADDED held', 'ADDED b']);
    assert.equal(watch.closed.length, 1);
  });

  it('serve several versions of the same objects, and warn of deprecated ones', () => {
    const v2 = { ...V1, name: 'v2', storage: false };
    const lab = cronTabLab({
      versions: [{ ...V1, deprecated: true }, v2],
    });
    const second = { ...CRON_TABS, version: 'v2' };
    const watch = lab.watch(second);
    lab.client.create(CRON_TABS, 'default', cronTab('a', { cronSpec: '* * * * */5' }));

    const seen = lab.client.get(second, 'default', 'a');
    assert.equal(seen.apiVersion, 'stable.example.com/v2');
    assert.equal(seen.spec?.cronSpec, '* * * * */5');
    const event = watch.log[0];
    assert.equal(
      event !== undefined && event.type !== 'BOOKMARK' && event.object.apiVersion,
      'stable.example.com/v2',
    );
    const request = {
      verb: 'get',
      user: lab.client.user,
      namespace: 'default',
      name: 'a',
    } as const;
    assert.deepEqual(lab.client.request({ ...request, resource: CRON_TABS }).warnings, [
      'stable.example.com/v1 CronTab is deprecated',
    ]);
    assert.equal(lab.client.request({ ...request, resource: second }).warnings, undefined);
  });

  it('are served again after the API server was away', () => {
    const lab = new ServerLab();
    define(lab.client);
    lab.api.setServing(false);
    settle(lab);
    lab.api.setServing(true);
    settle(lab);
    lab.client.create(CRON_TABS, 'default', cronTab('a'));

    const again = clientOf(emptyServer(2, { etcd: lab.api.etcd }), 'kubernetes-admin');
    assert.equal(again.get(CRON_TABS, 'default', 'a').metadata.name, 'a');
  });
});
