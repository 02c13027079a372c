// Server-side apply to custom resources: their definition says how lists and maps merge.
import assert from 'node:assert/strict';
import type { CronTab } from './cronTabs';
import { CRON_TABS, cronTabLab, versionWith } from './cronTabs';
import type { ServerLab } from '../serverLab';

const JOBS = {
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
  items: {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string' }, image: { type: 'string' } },
  },
};
const SPEC = {
  type: 'object',
  properties: {
    jobs: JOBS,
    days: { type: 'array', items: { type: 'string' } },
    open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
};
const STATUS = { type: 'object', properties: { phase: { type: 'string' } } };

function lab(): ServerLab {
  const version = versionWith({ spec: SPEC, status: STATUS }, { subresources: { status: {} } });
  return cronTabLab({ versions: [version] });
}

function apply(
  { client }: ServerLab,
  fieldManager: string,
  config: object,
  subresource?: string,
): CronTab {
  const body = {
    apiVersion: 'stable.example.com/v1',
    kind: 'CronTab',
    metadata: { name: 'tab' },
    ...config,
  };
  return client.patch(
    CRON_TABS,
    'default',
    'tab',
    { type: 'apply', body },
    {
      fieldManager,
      ...(subresource === undefined ? {} : { subresource }),
    },
  );
}

const owned = (tab: CronTab): readonly string[] =>
  (tab.metadata.managedFields ?? []).map(
    ({ manager, fieldsV1 }) => `${manager} ${JSON.stringify(fieldsV1)}`,
  );

describe('server-side apply to custom resources', () => {
  it('merges lists by their keys, free-form objects key by key, and other lists not at all', () => {
    const server = lab();
    apply(server, 'one', { spec: { jobs: [{ name: 'a', image: 'x' }], open: { a: { b: 1 } } } });
    const jobs = [{ name: 'b', image: 'y' }];
    const tab = apply(server, 'two', { spec: { jobs, days: ['mon'], open: { a: { c: [1] } } } });
    assert.deepEqual(tab.spec, {
      jobs: [
        { name: 'a', image: 'x' },
        { name: 'b', image: 'y' },
      ],
      open: { a: { b: 1, c: [1] } },
      days: ['mon'],
    });
    const name = (item: string): string =>
      `"f:jobs":{"k:{\\"name\\":\\"${item}\\"}":{".":{},"f:image":{},"f:name":{}}}`;
    assert.deepEqual(owned(tab), [
      `one {"f:spec":{${name('a')},"f:open":{"f:a":{".":{},"f:b":{}}}}}`,
      `two {"f:spec":{"f:days":{},${name('b')},"f:open":{"f:a":{".":{},"f:c":{}}}}}`,
    ]);
  });

  it('is refused for fields that the definition does not have', () => {
    assert.throws(() => apply(lab(), 'one', { spec: { job: [] } }), {
      message:
        'failed to create typed patch object (/tab; stable.example.com/v1, Kind=CronTab): .spec.job: field not declared in schema',
    });
  });

  it('keeps spec and status apart', () => {
    const server = lab();
    apply(server, 'one', { spec: { days: ['mon'] }, status: { phase: 'Old' } });
    const config = { spec: { days: ['tue'] }, status: { phase: 'New' } };
    const tab = apply(server, 'two', config, 'status');
    assert.deepEqual([tab.spec, tab.status], [{ days: ['mon'] }, { phase: 'New' }]);
    assert.deepEqual(owned(tab), [
      'one {"f:spec":{"f:days":{}}}',
      'two {"f:status":{"f:phase":{}}}',
    ]);
  });
});
