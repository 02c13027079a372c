// Properties of server-side apply, over random configurations of two managers.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ApiStatusError } from '../../../../src/apimachinery/apiStatus';
import {
  applyConfiguration,
  type Applied,
} from '../../../../src/cluster/apiserver/fieldmanager/applyOwnership';
import { fieldChanges } from '../../../../src/cluster/apiserver/fieldmanager/fieldChanges';
import { EntryPool } from '../../../../src/cluster/apiserver/fieldmanager/entryPool';
import {
  NO_FIELDS,
  pathsOf,
  type FieldSet,
} from '../../../../src/cluster/apiserver/fieldmanager/fieldSet';
import { covers } from '../../../../src/cluster/apiserver/fieldmanager/fieldSetAlgebra';
import { mergeApplied } from '../../../../src/cluster/apiserver/fieldmanager/mergeApplied';
import { compareElements } from '../../../../src/cluster/apiserver/fieldmanager/pathElement';
import { appliedFields } from '../../../../src/cluster/apiserver/fieldmanager/presentFields';
import { SchemaShapes } from '../../../../src/cluster/apiserver/fieldmanager/schemaShapes';
import { SCHEMA } from '../../../kubernetesSchema';

const SHAPE = new SchemaShapes(SCHEMA, 'stated').ofKind('core.v1.Service');

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const TEXTS = fc.constantFrom('a', 'b');
const PORTS = fc.uniqueArray(
  fc.record({
    port: fc.constantFrom(80, 443),
    protocol: fc.constantFrom('TCP', 'UDP'),
    targetPort: fc.constantFrom(1, 2),
  }),
  { selector: ({ port, protocol }) => `${String(port)}/${protocol}`, minLength: 1, maxLength: 3 },
);

/** Maps, a list by keys, an atomic list and map, a set and scalars. */
const CONFIGS = fc
  .record({
    labels: optional(fc.dictionary(fc.constantFrom('x', 'y'), TEXTS, { minKeys: 1 })),
    finalizers: optional(fc.uniqueArray(fc.constantFrom('f/a', 'f/b'), { minLength: 1 })),
    ports: optional(PORTS),
    externalIPs: optional(fc.array(TEXTS, { minLength: 1, maxLength: 2 })),
    selector: optional(fc.dictionary(fc.constantFrom('x', 'y'), TEXTS, { minKeys: 1 })),
    sessionAffinity: optional(TEXTS),
  })
  .map(({ labels, finalizers, ...spec }) => {
    // A struct with nothing in it is owned itself, and Go has it anyway.
    const isEmpty = Object.values(spec).every((each) => each === undefined);
    const metadata = { name: 'web', labels, finalizers };
    return withoutUndefined({ metadata, spec: isEmpty ? undefined : spec });
  });

/** As JSON has it: an object of an API client holds nothing that is undefined. */
function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

const EMPTY: Applied = { object: { metadata: { name: 'web' } }, entries: [] };

function apply(state: Applied, manager: string, applied: unknown, force = true): Applied {
  return applyConfiguration(new EntryPool(), {
    shape: SHAPE,
    live: state.object,
    applied,
    entries: state.entries,
    applier: { manager, operation: 'Apply', apiVersion: 'v1' },
    force,
    allowed: NO_FIELDS,
    reset: NO_FIELDS,
    time: '2026-01-01T00:00:00Z',
  });
}

const fieldsOf = ({ entries }: Applied, manager: string): FieldSet =>
  entries.find((entry) => entry.manager === manager)?.fieldsV1 ?? NO_FIELDS;

const printed = (state: Applied): unknown => withoutUndefined(state);

describe('server-side apply, whatever is applied', () => {
  it('has all of the configuration in the object, and owns just that', () => {
    fc.assert(
      fc.property(CONFIGS, CONFIGS, (theirs, ours) => {
        const state = apply(apply(EMPTY, 'two', theirs), 'one', ours);
        assert.deepEqual(mergeApplied(SHAPE, state.object, ours), state.object);
        assert.deepEqual(
          withoutUndefined(fieldsOf(state, 'one')),
          withoutUndefined(appliedFields(SHAPE, ours)),
        );
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(CONFIGS, CONFIGS, (theirs, ours) => {
        const once = apply(apply(EMPTY, 'two', theirs), 'one', ours);
        const twice = apply(once, 'one', ours, false);
        assert.equal(twice.object, once.object);
        assert.deepEqual(printed(twice), printed(once));
      }),
    );
  });

  it('and taken back leaves the others with what they had', () => {
    fc.assert(
      fc.property(CONFIGS, CONFIGS, (theirs, ours) => {
        const before = apply(EMPTY, 'two', theirs);
        let both: Applied;
        try {
          both = apply(before, 'one', ours, false);
        } catch (error) {
          assert.ok(error instanceof ApiStatusError && error.reason === 'Conflict');
          return;
        }
        const after = apply(both, 'one', { metadata: { name: 'web' } });
        // Items that both have may be in another order, which is no change of a field.
        assert.equal(fieldChanges(SHAPE, before.object, after.object), undefined);
        assert.deepEqual(printed({ ...after, object: 0 }), printed({ ...before, object: 0 }));
      }),
    );
  });

  it('owns nothing that is not there, and everything there has an owner', () => {
    fc.assert(
      fc.property(CONFIGS, CONFIGS, CONFIGS, (first, second, third) => {
        const state = apply(apply(apply(EMPTY, 'one', first), 'two', second), 'one', third);
        const present = appliedFields(SHAPE, state.object);
        for (const { fieldsV1 } of state.entries) assert.ok(covers(present, fieldsV1));
        for (const path of pathsOf(present, compareElements)) {
          assert.ok(
            state.entries.some(({ fieldsV1 }) => fieldsV1.has(path)),
            path.join(' '),
          );
        }
      }),
    );
  });

  it('is in conflict exactly where it would change what another owns', () => {
    fc.assert(
      fc.property(CONFIGS, CONFIGS, (theirs, ours) => {
        const before = apply(EMPTY, 'two', theirs);
        const forced = apply(before, 'one', ours);
        const isTaken = !covers(fieldsOf(forced, 'two'), fieldsOf(before, 'two'));
        let isRefused = false;
        try {
          apply(before, 'one', ours, false);
        } catch {
          isRefused = true;
        }
        assert.equal(isRefused, isTaken);
      }),
    );
  });
});
