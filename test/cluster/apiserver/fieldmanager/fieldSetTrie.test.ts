// Sets that are found on the way are those that would have been made.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EntryPool } from '../../../../src/cluster/apiserver/fieldmanager/entryPool';
import { fieldChanges } from '../../../../src/cluster/apiserver/fieldmanager/fieldChanges';
import type { FieldShape } from '../../../../src/cluster/apiserver/fieldmanager/fieldShape';
import { appearingFields } from '../../../../src/cluster/apiserver/fieldmanager/presentFields';
import { difference, union } from '../../../../src/cluster/apiserver/fieldmanager/fieldSetAlgebra';
import { SchemaShapes } from '../../../../src/cluster/apiserver/fieldmanager/schemaShapes';
import { SCHEMA } from '../../../kubernetesSchema';

const pool = new EntryPool();
const made = new SchemaShapes(SCHEMA, 'stated').ofKind('core.v1.Pod');
const knowing = (): FieldShape =>
  new SchemaShapes(SCHEMA, 'stated', (set) => pool.share(set)).ofKind('core.v1.Pod');
const known = knowing();

const name = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
const container = fc.record(
  {
    name,
    image: fc.constant('nginx'),
    command: fc.constant(['a']),
    env: fc.array(fc.record({ name })),
  },
  { requiredKeys: ['name'] },
);
const pod = fc.record({
  metadata: fc.record({ name, labels: fc.dictionary(name, fc.constant('x')) }),
  spec: fc.record(
    { containers: fc.array(container), nodeName: name, hostNetwork: fc.boolean() },
    { requiredKeys: ['containers'] },
  ),
});

describe('field sets that are known', () => {
  it('equal those that are made, for the fields of a value', () => {
    fc.assert(
      fc.property(pod, (value) => {
        assert.deepEqual(
          appearingFields(known, value).toJSON(),
          appearingFields(made, value).toJSON(),
        );
      }),
    );
  });

  it('equal those that are made, for what changes between two values', () => {
    fc.assert(
      fc.property(pod, pod, (old, value) => {
        const [found, wanted] = [fieldChanges(known, old, value), fieldChanges(made, old, value)];
        assert.deepEqual(found?.changed.toJSON(), wanted?.changed.toJSON());
        assert.deepEqual(found?.removed.toJSON(), wanted?.removed.toJSON());
      }),
    );
  });

  it('of a value, and those before it, are told apart by what changes', () => {
    fc.assert(
      fc.property(pod, pod, (old, value) => {
        const changes = fieldChanges(known, old, value);
        const before = appearingFields(known, old);
        const after =
          changes === undefined
            ? before
            : union(difference(before, changes.removed), changes.changed);
        assert.deepEqual(after.toJSON(), appearingFields(known, value).toJSON());
      }),
    );
  });

  it('are one set in whatever order an object has its fields', () => {
    const [image, command, env] = [{ image: 'x' }, { command: ['a'] }, { env: [{ name: 'E' }] }];
    const value = (...parts: readonly object[]): unknown => ({
      spec: { containers: [Object.assign({ name: 'web' }, ...parts) as object] },
    });
    const set = appearingFields(knowing(), value(image, command, env));
    assert.equal(appearingFields(knowing(), value(env, image, command)), set);
    assert.equal(appearingFields(knowing(), value(command, env, image)), set);
  });

  it('are one set for values with the same fields', () => {
    const value = (image: string): unknown => ({
      metadata: { labels: { app: image } },
      spec: { containers: [{ name: 'web', image }] },
    });
    const shape = knowing();
    assert.equal(appearingFields(shape, value('nginx')), appearingFields(shape, value('httpd')));
  });

  it('are made anew where more has been seen than is kept', () => {
    for (let at = 0; at < 1000; at++) {
      const value = { metadata: { labels: { [`label-${String(at)}`]: 'x' } } };
      assert.deepEqual(
        appearingFields(known, value).toJSON(),
        appearingFields(made, value).toJSON(),
      );
    }
  });
});
