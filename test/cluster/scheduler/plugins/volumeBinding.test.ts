import assert from 'node:assert/strict';
import type { PersistentVolumeClaim, Volume } from '../../../../src/apis/generated/core/v1';
import { infoOf, podOf, volumeBinding } from '../objects';

function claimOf(name: string, parts: Partial<PersistentVolumeClaim> = {}): PersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      annotations: { 'pv.kubernetes.io/bind-completed': 'yes' },
    },
    spec: {},
    status: { phase: 'Pending' },
    ...parts,
  };
}

const data: Volume = { name: 'data', persistentVolumeClaim: { claimName: 'x' } };
const scratch: Volume = { name: 'scratch', ephemeral: {} };
const bound = claimOf('x', { spec: { volumeName: 'pv-1' }, status: { phase: 'Bound' } });

const cases: readonly (readonly [
  string,
  Volume,
  readonly PersistentVolumeClaim[],
  string | undefined,
])[] = [
  ['a missing claim', data, [], 'persistentvolumeclaim "x" not found'],
  ['an unbound claim', data, [claimOf('x')], 'pod has unbound immediate PersistentVolumeClaims'],
  ['a bound claim', data, [bound], undefined],
  [
    'a claim that lost its volume',
    data,
    [{ ...bound, status: { phase: 'Lost' } }],
    'persistentvolumeclaim "x" bound to non-existent persistentvolume "pv-1"',
  ],
  [
    'a claim under deletion',
    data,
    [{ ...bound, metadata: { ...bound.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }],
    'persistentvolumeclaim "x" is being deleted',
  ],
  [
    'an ephemeral volume whose claim is not made yet',
    scratch,
    [],
    'waiting for ephemeral volume controller to create the persistentvolumeclaim "p-scratch"',
  ],
];

describe('VolumeBinding', () => {
  for (const [name, volume, claims, reason] of cases) {
    it(`preFilter: ${name}`, () => {
      const result = volumeBinding(claims).preFilter(infoOf(podOf('p', { volumes: [volume] })));
      assert.deepEqual(result?.status?.reasons, reason === undefined ? undefined : [reason]);
    });
  }

  it('has nothing to say of pods without claims', () => {
    assert.equal(
      volumeBinding().preFilter(infoOf(podOf('p', { volumes: [{ name: 'v' }] }))),
      undefined,
    );
  });

  it('tries again when one of its claims changes', () => {
    const pod = infoOf(podOf('p', { volumes: [data] }));
    assert.equal(volumeBinding().queueingHint(pod, { type: 'claimChanged', claim: bound }), true);
    const other = claimOf('y');
    assert.equal(volumeBinding().queueingHint(pod, { type: 'claimChanged', claim: other }), false);
  });
});
