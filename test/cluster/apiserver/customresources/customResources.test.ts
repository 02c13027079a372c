// Custom resources as the API server takes them: pruned, completed, validated, shown, scaled.
import assert from 'node:assert/strict';
import { ApiStatusError } from '../../../../src/apimachinery/apiStatus';
import { CUSTOM_RESOURCE_DEFINITIONS as DEFINITIONS } from '../../../../src/apis/resources';
import type { Client } from '../../../../src/cluster/client/client';
import {
  CRON_TABS,
  cronTab,
  cronTabLab,
  define,
  settle,
  V1,
  versionWith,
  type CronTab,
} from './cronTabs';

/** As in the documentation of validation, defaulting and subresources. */
const DOCUMENTED = versionWith(
  {
    spec: {
      type: 'object',
      required: ['cronSpec'],
      properties: {
        cronSpec: {
          type: 'string',
          pattern: '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$',
        },
        image: { type: 'string' },
        replicas: { type: 'integer', minimum: 1, maximum: 10, default: 1 },
        policy: { type: 'string', enum: ['Allow', 'Forbid'], default: 'Allow' },
        color: { type: 'string' },
      },
    },
    status: {
      type: 'object',
      properties: { replicas: { type: 'integer' }, labelSelector: { type: 'string' } },
    },
  },
  {
    subresources: {
      status: {},
      scale: {
        specReplicasPath: '.spec.replicas',
        statusReplicasPath: '.status.replicas',
        labelSelectorPath: '.status.labelSelector',
      },
    },
    selectableFields: [{ jsonPath: '.spec.color' }],
    additionalPrinterColumns: [
      {
        name: 'Spec',
        type: 'string',
        description: 'The cron spec defining the interval a CronJob is run',
        jsonPath: '.spec.cronSpec',
      },
      { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
      { name: 'Current', type: 'integer', jsonPath: '.status.replicas', priority: 1 },
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ],
  },
);

const GOOD = { cronSpec: '* * * * */5' };

function create(client: Client, object: CronTab, fieldValidation?: 'Strict' | 'Warn'): CronTab {
  return client.create(CRON_TABS, 'default', object, { fieldValidation });
}

function refusal(run: () => unknown): ApiStatusError {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiStatusError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a custom resource', () => {
  it('loses what its schema does not have, with a warning or a refusal where the client asks', () => {
    const { client } = cronTabLab({ versions: [DOCUMENTED] });
    const object = cronTab('a', { ...GOOD, someRandomField: 42, list: [1] }, { other: {} });

    const stored = create(client, object);
    assert.deepEqual(stored.spec, { ...GOOD, replicas: 1, policy: 'Allow' });
    assert.equal('other' in stored, false);

    const strict = refusal(() =>
      create(client, { ...object, metadata: cronTab('b').metadata }, 'Strict'),
    );
    assert.equal(strict.code, 400);
    assert.equal(
      strict.message,
      'CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: ' +
        'unknown field "spec.someRandomField", unknown field "spec.list", unknown field "other"',
    );
    const { warnings } = client.request({
      verb: 'create',
      user: client.user,
      resource: CRON_TABS,
      namespace: 'default',
      body: cronTab('c', { ...GOOD, wrong: 1 }),
      options: { fieldValidation: 'Warn' },
    });
    assert.deepEqual(warnings, ['unknown field "spec.wrong"']);
  });

  it('is refused where it breaks its schema, in the words of Kubernetes', () => {
    const { client } = cronTabLab({ versions: [DOCUMENTED] });
    assert.equal(
      refusal(() => create(client, cronTab('a', { cronSpec: '* * * *', replicas: 15 }))).message,
      'CronTab.stable.example.com "a" is invalid: [' +
        'spec.cronSpec: Invalid value: "* * * *": spec.cronSpec in body should match ' +
        "'^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$', " +
        'spec.replicas: Invalid value: 15: spec.replicas in body should be less than or equal to 10]',
    );
    const { details } = refusal(() =>
      create(client, cronTab('a', { replicas: 'two', policy: 'No' })),
    );
    assert.deepEqual(details?.causes, [
      {
        reason: 'FieldValueTypeInvalid',
        message: 'Invalid value: "string": spec.replicas in body must be of type integer: "string"',
        field: 'spec.replicas',
      },
      {
        reason: 'FieldValueNotSupported',
        message: 'Unsupported value: "No": supported values: "Allow", "Forbid"',
        field: 'spec.policy',
      },
      { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.cronSpec' },
    ]);
  });

  it('gets defaults also when it is read, if its schema got them later', () => {
    const lab = cronTabLab({ versions: [V1] });
    create(lab.client, cronTab('a', GOOD));
    const later = cronTabLab({ versions: [DOCUMENTED] });
    assert.equal(create(later.client, cronTab('a', GOOD)).spec?.replicas, 1);

    lab.client.patch(DEFINITIONS, undefined, 'crontabs.stable.example.com', {
      type: 'merge',
      body: { spec: { versions: [DOCUMENTED] } },
    });
    settle(lab);
    const [object] = lab.client.list(CRON_TABS, 'default').items;
    assert.equal(object?.spec?.replicas, 1);
    assert.equal(lab.client.get(CRON_TABS, 'default', 'a').spec?.replicas, 1);
  });

  it('has a status that is written through its subresource alone, and generations of the rest', () => {
    const { client } = cronTabLab({ versions: [DOCUMENTED] });
    const made = create(client, cronTab('a', GOOD, { status: { replicas: 9 } }));
    assert.equal('status' in made, false);
    assert.equal(made.metadata.generation, 1);

    const reported = client.updateStatus(CRON_TABS, {
      ...made,
      spec: { cronSpec: '1 1 1 1 1' },
      status: { replicas: 2 },
    });
    assert.deepEqual(reported.status, { replicas: 2 });
    assert.equal(reported.spec?.cronSpec, GOOD.cronSpec);
    assert.equal(reported.metadata.generation, 1);

    const changed = client.update(CRON_TABS, {
      ...reported,
      spec: { ...GOOD, image: 'x' },
      status: {},
    });
    assert.deepEqual(changed.status, { replicas: 2 });
    assert.equal(changed.metadata.generation, 2);
    const labelled = client.patch(CRON_TABS, 'default', 'a', {
      type: 'merge',
      body: { metadata: { labels: { a: 'b' } } },
    });
    assert.equal(labelled.metadata.generation, 2);
    assert.throws(
      () =>
        client.update(CRON_TABS, {
          ...changed,
          metadata: { ...changed.metadata, resourceVersion: '' },
        }),
      /metadata.resourceVersion: Invalid value: 0: must be specified for an update/,
    );
  });

  it('takes JSON and merge patches, and no strategic ones', () => {
    const { client } = cronTabLab({ versions: [DOCUMENTED] });
    create(client, cronTab('a', GOOD));
    const patched = client.patch(CRON_TABS, 'default', 'a', {
      type: 'json',
      body: [{ op: 'replace', path: '/spec/replicas', value: 4 }],
    });
    assert.equal(patched.spec?.replicas, 4);
    const refused = refusal(() =>
      client.patch(CRON_TABS, 'default', 'a', { type: 'strategic', body: {} }),
    );
    assert.equal(refused.code, 415);
    assert.equal(
      refused.message,
      'the body of the request was in an unknown format - accepted media types include: ' +
        'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    );
  });

  it('is scaled where its definition says', () => {
    const { client } = cronTabLab({ versions: [DOCUMENTED] });
    const made = create(client, cronTab('a', GOOD));
    client.updateStatus(CRON_TABS, { ...made, status: { replicas: 3, labelSelector: 'app=a' } });
    const scaled = client.patch(
      CRON_TABS,
      'default',
      'a',
      { type: 'merge', body: { spec: { replicas: 5 } } },
      { subresource: 'scale' },
    );
    assert.equal(scaled.kind, 'Scale');
    const { spec, status } = scaled as unknown as { spec: unknown; status: unknown };
    assert.deepEqual(spec, { replicas: 5 });
    assert.deepEqual(status, { replicas: 3, selector: 'app=a' });
    assert.equal(client.get(CRON_TABS, 'default', 'a').spec?.replicas, 5);
    assert.throws(
      () =>
        client.patch(
          CRON_TABS,
          'default',
          'a',
          { type: 'merge', body: { spec: { replicas: 11 } } },
          { subresource: 'scale' },
        ),
      /spec.replicas in body should be less than or equal to 10/,
    );
  });

  it('is selected by the fields that its definition names', () => {
    const lab = cronTabLab({ versions: [DOCUMENTED] });
    const watch = lab.watch(CRON_TABS, { fieldSelector: 'spec.color=blue' });
    create(lab.client, cronTab('blue', { ...GOOD, color: 'blue' }));
    create(lab.client, cronTab('red', { ...GOOD, color: 'red' }));
    const { items } = lab.client.list(CRON_TABS, 'default', { fieldSelector: 'spec.color=blue' });
    assert.deepEqual(
      items.map(({ metadata }) => metadata.name),
      ['blue'],
    );
    assert.deepEqual(watch.lines(), ['ADDED blue']);
    assert.throws(() => lab.client.list(CRON_TABS, 'default', { fieldSelector: 'spec.image=x' }), {
      reason: 'BadRequest',
      message: 'field label not supported: spec.image',
    });
  });

  it('is shown in the columns that its definition names', () => {
    const lab = cronTabLab({ versions: [DOCUMENTED] });
    const { table } = lab.api.kinds.get(CRON_TABS);
    assert.deepEqual(
      table.columns.map(({ name, type, priority }) => [name, type, priority]),
      [
        ['Name', 'string', 0],
        ['Spec', 'string', 0],
        ['Replicas', 'integer', 0],
        ['Current', 'integer', 1],
        ['Age', 'date', 0],
      ],
    );
    const made = create(lab.client, cronTab('a', GOOD));
    const nowMs = lab.clock.epochMs + 7_000;
    assert.deepEqual(table.row(made, nowMs), ['a', '* * * * */5', 1, null, '7s']);
  });

  it('is seen through one lookup by whoever asks for schemas', () => {
    const lab = cronTabLab({ versions: [DOCUMENTED] });
    const { schemas } = lab.api.kinds;
    const { schemaName } = lab.api.kinds.get(CRON_TABS);
    assert.equal(schemas.field(schemaName, 'metadata')?.ref, 'meta.v1.ObjectMeta');
    const spec = schemas.field(schemaName, 'spec');
    assert.equal(spec?.type, 'object');
    assert.deepEqual(schemas.field(spec.ref ?? '', 'policy'), {
      type: 'string',
      enum: ['Allow', 'Forbid'],
      default: 'Allow',
    });
    assert.equal(schemas.field('core.v1.Pod', 'spec')?.ref, 'core.v1.PodSpec');
  });

  it('may live in the cluster instead of a namespace', () => {
    const lab = cronTabLab();
    define(
      lab.client,
      { scope: 'Cluster', names: { plural: 'clocks', kind: 'Clock' } },
      'clocks.stable.example.com',
    );
    settle(lab);
    const clocks = { ...CRON_TABS, plural: 'clocks', kind: 'Clock', namespaced: false };
    lab.client.create(clocks, undefined, { ...cronTab('one'), kind: 'Clock' });
    assert.equal(lab.client.get(clocks, undefined, 'one').metadata.namespace, undefined);
  });
});
