// The fields of a spec are the same whatever spec was looked at before it.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject } from '../../../../src/apimachinery/jsonObject';
import { EntryPool } from '../../../../src/cluster/apiserver/fieldmanager/entryPool';
import { pathsOf, type FieldSet } from '../../../../src/cluster/apiserver/fieldmanager/fieldSet';
import { NewSpecs } from '../../../../src/cluster/apiserver/fieldmanager/newSpecs';
import { compareElements } from '../../../../src/cluster/apiserver/fieldmanager/pathElement';
import { SchemaShapes } from '../../../../src/cluster/apiserver/fieldmanager/schemaShapes';
import { SCHEMA } from '../../../kubernetesSchema';

const SHAPE = new SchemaShapes(SCHEMA, 'stated').ofKind('core.v1.Pod');

/** What stands in different specs is the same object, as in the pods of a daemon. */
const PARTS: Readonly<Record<string, readonly unknown[]>> = {
  containers: [
    [{ name: 'web', image: 'nginx', ports: [{ containerPort: 80, protocol: 'TCP' }] }],
    [
      { name: 'web', image: 'nginx:2', env: [{ name: 'A', value: 'b' }] },
      { name: 'log', image: 'busybox', command: ['sh'] },
    ],
  ],
  volumes: [[{ name: 'a', emptyDir: {} }], [{ name: 'b', hostPath: { path: '/b' } }], []],
  tolerations: [[{ operator: 'Exists' }], [{ key: 'a', operator: 'Exists', effect: 'NoExecute' }]],
  nodeSelector: [{ a: 'b' }, { a: 'c', d: 'e' }, {}],
  affinity: [
    { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } },
    { podAntiAffinity: {} },
    {},
  ],
  imagePullSecrets: [[{ name: 'x' }], [{ name: 'x' }, { name: 'y' }]],
  nodeName: ['worker-1', 'worker-2', ''],
  hostNetwork: [true, false],
};

const SPECS: fc.Arbitrary<JsonObject> = fc
  .record(
    Object.fromEntries(
      Object.entries(PARTS).map(([name, values]) => [name, fc.constantFrom(...values)]),
    ),
    { requiredKeys: [] },
  )
  .map((spec) => ({ ...spec }));

function paths(fields: FieldSet): readonly string[] {
  return pathsOf(fields, compareElements).map((path) => path.join('/'));
}

describe('the fields of new specs', () => {
  it('are those that each spec has by itself', () => {
    fc.assert(
      fc.property(fc.array(SPECS, { minLength: 2, maxLength: 5 }), (specs) => {
        const inTurn = new NewSpecs(new EntryPool());
        for (const spec of specs) {
          const alone = new NewSpecs(new EntryPool()).fieldsOf(SHAPE, spec);
          assert.deepEqual(paths(inTurn.fieldsOf(SHAPE, spec)), paths(alone));
        }
      }),
    );
  });
});
