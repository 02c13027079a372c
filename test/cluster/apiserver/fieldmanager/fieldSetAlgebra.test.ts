// The laws of sets, over random sets of fields.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  LEAF,
  NO_FIELDS,
  pathsOf,
  type FieldSet,
} from '../../../../src/cluster/apiserver/fieldmanager/fieldSet';
import { fieldSetOf } from '../../../../src/cluster/apiserver/fieldmanager/fieldSetBuilder';
import {
  covers,
  difference,
  intersection,
  recursiveDifference,
  union,
} from '../../../../src/cluster/apiserver/fieldmanager/fieldSetAlgebra';
import { FieldSetPool } from '../../../../src/cluster/apiserver/fieldmanager/fieldSetPool';
import { decodeFieldsV1 } from '../../../../src/cluster/apiserver/fieldmanager/fieldsV1';
import { compareElements } from '../../../../src/cluster/apiserver/fieldmanager/pathElement';

const ELEMENTS = ['f:a', 'f:b', 'k:{"name":"x"}', 'k:{"name":"y"}', 'v:"z"'];
const PATHS = fc.array(fc.constantFrom(...ELEMENTS), { minLength: 1, maxLength: 4 });
const SETS = fc.array(PATHS, { maxLength: 8 }).map((paths) => fieldSetOf(...paths));

/** A set as a set of texts: the plain meaning that the tree must keep. */
function plain(set: FieldSet): ReadonlySet<string> {
  return new Set(pathsOf(set, compareElements).map((path) => path.join('/')));
}

function assertPlain(set: FieldSet, expected: Iterable<string>): void {
  assert.deepEqual([...plain(set)].sort(), [...expected].sort());
}

describe('the algebra of field sets', () => {
  it('unites, subtracts and intersects as plain sets of paths', () => {
    fc.assert(
      fc.property(SETS, SETS, (a, b) => {
        const [ours, theirs] = [[...plain(a)], [...plain(b)]];
        assertPlain(union(a, b), new Set([...ours, ...theirs]));
        assertPlain(
          difference(a, b),
          ours.filter((each) => !theirs.includes(each)),
        );
        assertPlain(
          intersection(a, b),
          ours.filter((each) => theirs.includes(each)),
        );
        assert.equal(
          covers(a, b),
          theirs.every((each) => ours.includes(each)),
        );
      }),
    );
  });

  it('subtracts what lies below a member, too, where that is asked for', () => {
    fc.assert(
      fc.property(SETS, SETS, (a, b) => {
        const members = [...plain(b)];
        assertPlain(
          recursiveDifference(a, b),
          [...plain(a)].filter(
            (each) => !members.some((member) => `${each}/`.startsWith(`${member}/`)),
          ),
        );
      }),
    );
  });

  it('makes nothing new where nothing changes', () => {
    fc.assert(
      fc.property(SETS, SETS, (a, b) => {
        const both = union(a, b);
        assert.equal(union(both, a), both);
        const rest = difference(a, b);
        assert.equal(difference(rest, b), rest);
        assert.equal(recursiveDifference(rest, NO_FIELDS), rest);
      }),
    );
  });

  it('holds no empty sets', () => {
    const set = fieldSetOf(['f:a', 'f:b']);
    assert.equal(difference(set, set), NO_FIELDS);
    assert.equal(difference(set, fieldSetOf(['f:a', 'f:b'], ['f:c'])), NO_FIELDS);
    assert.equal(intersection(set, fieldSetOf(['f:a'])), NO_FIELDS);
    assert.equal(fieldSetOf(['f:a']).child('f:a'), LEAF);
  });
});

describe('the pool of field sets', () => {
  it('gives one set for all that are equal', () => {
    fc.assert(
      fc.property(SETS, (set) => {
        const pool = new FieldSetPool();
        const copy = decodeFieldsV1(JSON.parse(JSON.stringify(set)));
        assert.ok(copy !== undefined);
        const shared = pool.share(set);
        assert.deepEqual(shared.toJSON(), set.toJSON());
        assert.equal(pool.share(copy), shared);
        assert.equal(pool.share(shared), shared);
      }),
    );
  });

  it('keeps sets apart that differ', () => {
    fc.assert(
      fc.property(SETS, SETS, (a, b) => {
        const pool = new FieldSetPool();
        const isSame = JSON.stringify(a) === JSON.stringify(b);
        assert.equal(pool.share(a) === pool.share(b), isSame);
      }),
    );
  });
});
