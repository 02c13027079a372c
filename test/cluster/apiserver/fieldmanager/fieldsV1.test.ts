// FieldsV1, Kubernetes' JSON form of field sets, and the names of path elements.
import assert from 'node:assert/strict';
import { pathsOf } from '../../../../src/cluster/apiserver/fieldmanager/fieldSet';
import { fieldSetOf } from '../../../../src/cluster/apiserver/fieldmanager/fieldSetBuilder';
import { decodeFieldsV1 } from '../../../../src/cluster/apiserver/fieldmanager/fieldsV1';
import {
  compareElements,
  printPath,
} from '../../../../src/cluster/apiserver/fieldmanager/pathElement';

function decoded(json: unknown): unknown {
  const set = decodeFieldsV1(json);
  return set === undefined ? undefined : JSON.parse(JSON.stringify(set));
}

describe('FieldsV1', () => {
  it('tells a list that is owned from one that only leads to its items', () => {
    const led = fieldSetOf(['f:spec', 'f:ports', 'k:{"port":80}']);
    const owned = fieldSetOf(['f:spec', 'f:ports'], ['f:spec', 'f:ports', 'k:{"port":80}']);
    assert.equal(JSON.stringify(led), '{"f:spec":{"f:ports":{"k:{\\"port\\":80}":{}}}}');
    assert.equal(JSON.stringify(owned), '{"f:spec":{"f:ports":{".":{},"k:{\\"port\\":80}":{}}}}');
  });

  const readings: readonly (readonly [string, unknown, unknown])[] = [
    ['what it wrote', { 'f:spec': { 'f:replicas': {} } }, { 'f:spec': { 'f:replicas': {} } }],
    ['nothing at all', undefined, {}],
    ['a set that owns the whole object, as owning nothing', { '.': {} }, {}],
    ['keys in another order', { 'k:{"b": 1, "a": 2}': {} }, { 'k:{"a":2,"b":1}': {} }],
    ['a dot alone, as a leaf', { 'f:a': { '.': {} } }, { 'f:a': {} }],
    ['null, as a leaf', { 'f:a': null }, { 'f:a': {} }],
    ['types of a later version, which it skips', { 'x:y': {}, 'f:a': {} }, { 'f:a': {} }],
    ['something without a type: not at all', { spec: {} }, undefined],
    ['a text: not at all', 'f:spec', undefined],
  ];
  for (const [what, given, expected] of readings) {
    it(`reads ${what}`, () => {
      assert.deepEqual(decoded(given), expected);
    });
  }
});

describe('paths of fields', () => {
  it('are printed as in Kubernetes messages', () => {
    const path = [
      'f:spec',
      'f:ports',
      'k:{"port":80,"protocol":"TCP"}',
      'f:finalizers',
      'v:"a/b"',
      'i:3',
    ];
    assert.equal(printPath(path), '.spec.ports[port=80,protocol="TCP"].finalizers[="a/b"][3]');
  });

  it('come in the order of fields, keys, values and indexes', () => {
    const elements = ['i:10', 'i:2', 'v:"b"', 'v:"a"', 'v:7', 'k:{"p":443}', 'k:{"p":80}', 'f:z'];
    const set = fieldSetOf(...elements.map((element) => [element]), ['f:a', 'f:b']);
    assert.deepEqual(
      pathsOf(set, compareElements).map((path) => path.join(' ')),
      ['f:z', 'k:{"p":80}', 'k:{"p":443}', 'v:7', 'v:"a"', 'v:"b"', 'i:2', 'i:10', 'f:a f:b'],
    );
  });
});
