import assert from 'node:assert/strict';
import { CONTROLLER_REVISION_RULES } from '../../../src/apis/apps/controllerRevision';
import { STATEFUL_SET_RULES } from '../../../src/apis/apps/statefulSet';
import { complaints, defaulted, updateComplaints } from '../complaints';

function set(spec: string, pod = '', labels = '{ app: db }'): string {
  return `{ spec: { selector: { matchLabels: { app: db } }, template: { metadata: { labels: ${labels} }, spec: { containers: [{ name: db, image: postgres${pod} }] } }${spec} } }`;
}

const CLAIM =
  ', volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }]';

describe('stateful sets', () => {
  it('mount the claims that they make', () => {
    const mount = ', volumeMounts: [{ name: data, mountPath: /data }]';
    assert.deepEqual(complaints(STATEFUL_SET_RULES, set(CLAIM, mount)), []);
    assert.deepEqual(complaints(STATEFUL_SET_RULES, set('', mount)), [
      'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"',
    ]);
    const bad = ', volumeClaimTemplates: [{ metadata: { name: data }, spec: {} }]';
    assert.deepEqual(complaints(STATEFUL_SET_RULES, set(bad, mount)), [
      'spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required',
      'spec.volumeClaimTemplates[0].spec.resources[storage]: Required value',
    ]);
  });

  it('have a name that their pods can have, and labels that fit', () => {
    const dotted = set('').replace('{ ', '{ metadata: { name: a.b }, ');
    assert.deepEqual(complaints(STATEFUL_SET_RULES, dotted), [
      'metadata.name: Invalid value: "a.b": must not contain dots',
    ]);
    assert.deepEqual(complaints(STATEFUL_SET_RULES, set('', '', '{ app: web }')), [
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    ]);
    assert.deepEqual(complaints(STATEFUL_SET_RULES, set(', serviceName: A')).length, 1);
  });

  it('know their policies', () => {
    assert.deepEqual(
      complaints(
        STATEFUL_SET_RULES,
        set(
          ', podManagementPolicy: Odd, updateStrategy: { type: OnDelete, rollingUpdate: { partition: 1 } }, persistentVolumeClaimRetentionPolicy: { whenDeleted: Never }, replicas: -1',
        ),
      ),
      [
        `spec.podManagementPolicy: Invalid value: "Odd": must be 'OrderedReady' or 'Parallel'`,
        `spec.updateStrategy.rollingUpdate: Invalid value: {"partition":1}: only allowed for updateStrategy 'RollingUpdate'`,
        'spec.persistentVolumeClaimRetentionPolicy.whenDeleted: Unsupported value: "Never": supported values: "Retain", "Delete"',
        'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      ],
    );
  });

  it('let few fields change', () => {
    const rule =
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
    const before = set(CLAIM);
    assert.deepEqual(
      updateComplaints(STATEFUL_SET_RULES, before, set(`${CLAIM}, replicas: 3`)),
      [],
    );
    for (const after of [set(''), set(`${CLAIM}, serviceName: db`), before.replace('1Gi', '2Gi')]) {
      assert.deepEqual(updateComplaints(STATEFUL_SET_RULES, before, after), [rule]);
    }
  });

  it('are complete as Kubernetes completes them', () => {
    const { spec } = defaulted(STATEFUL_SET_RULES, set(CLAIM));
    assert.deepEqual(
      { ...spec, template: undefined, selector: undefined },
      {
        template: undefined,
        selector: undefined,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        podManagementPolicy: 'OrderedReady',
        replicas: 1,
        revisionHistoryLimit: 10,
        updateStrategy: {
          type: 'RollingUpdate',
          rollingUpdate: { partition: 0, maxUnavailable: 1 },
        },
        volumeClaimTemplates: [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: '1Gi' } },
              volumeMode: 'Filesystem',
            },
            status: { phase: 'Pending' },
          },
        ],
      },
    );
  });
});

describe('controller revisions', () => {
  it('hold data that never changes', () => {
    assert.deepEqual(complaints(CONTROLLER_REVISION_RULES, '{ revision: -1 }'), [
      'revision: Invalid value: -1: must be greater than or equal to 0',
      'data: Required value: data is mandatory',
    ]);
    const [before, after] = ['{ revision: 1, data: { a: b } }', '{ revision: 2, data: { a: c } }'];
    assert.deepEqual(updateComplaints(CONTROLLER_REVISION_RULES, before, after), [
      'data: Invalid value: {"a":"c"}: field is immutable',
    ]);
  });
});
