import assert from 'node:assert/strict';
import fc from 'fast-check';
import jsonpatch from 'fast-json-patch';
import { applyJsonPatch, JsonPatchError } from '../../../../src/cluster/apiserver/patch/jsonPatch';
import type { JsonPatchOperation } from '../../../../src/cluster/client/apiHandler';

describe('JSON patch', () => {
  const document = { metadata: { labels: { 'a/b': '1', 'c~d': '2' } }, list: ['x', 'y'], n: null };

  it('adds, replaces and removes members and elements', () => {
    const patched = applyJsonPatch(document, [
      { op: 'add', path: '/list/-', value: 'z' },
      { op: 'add', path: '/list/0', value: 'w' },
      { op: 'replace', path: '/list/1', value: 'X' },
      { op: 'remove', path: '/metadata/labels/a~1b' },
      { op: 'replace', path: '/metadata/labels/c~0d', value: '3' },
    ]);
    assert.deepEqual(patched, {
      metadata: { labels: { 'c~d': '3' } },
      list: ['w', 'X', 'y', 'z'],
      n: null,
    });
  });

  it('moves, copies and tests', () => {
    const patched = applyJsonPatch(document, [
      { op: 'test', path: '/list/0', value: 'x' },
      { op: 'move', from: '/list/0', path: '/first' },
      { op: 'copy', from: '/metadata/labels', path: '/labels' },
    ]);
    assert.deepEqual(patched, {
      ...document,
      list: ['y'],
      first: 'x',
      labels: document.metadata.labels,
    });
  });

  it('shares what it does not touch, and leaves the original alone', () => {
    const before = structuredClone(document);
    const patched = applyJsonPatch(document, [{ op: 'add', path: '/list/-', value: 'z' }]);
    assert.deepEqual(document, before);
    assert.equal((patched as typeof document).metadata, document.metadata);
  });

  const refusals: readonly (readonly [JsonPatchOperation, RegExp])[] = [
    [
      { op: 'remove', path: '/nope' },
      /remove operation does not apply: doc is missing path: "\/nope"/,
    ],
    [
      { op: 'replace', path: '/list/7', value: 1 },
      /replace operation does not apply: doc is missing key/,
    ],
    [
      { op: 'add', path: '/a/b', value: 1 },
      /add operation does not apply: doc is missing path: "\/a\/b"/,
    ],
    [{ op: 'add', path: '/list/9', value: 1 }, /invalid index/],
    [{ op: 'test', path: '/list/0', value: 'q' }, /testing path \/list\/0 failed/],
    [{ op: 'copy', from: '/nope', path: '/x' }, /missing value/],
  ];
  for (const [operation, message] of refusals) {
    it(`refuses ${operation.op} ${operation.path} where it does not apply`, () => {
      assert.throws(
        () => applyJsonPatch(document, [operation]),
        (error) => error instanceof JsonPatchError && message.test(error.message),
      );
    });
  }

  it('turns any document into any other by the difference that fast-json-patch finds', () => {
    const json = fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue({ maxDepth: 3 }), {
      maxKeys: 5,
    });
    fc.assert(
      fc.property(json, json, (from, to) => {
        // Without prototypes and negative zeros, as parsed text is.
        const [a, b] = [JSON.parse(JSON.stringify(from)), JSON.parse(JSON.stringify(to))] as [
          object,
          object,
        ];
        fc.pre(!JSON.stringify([a, b]).includes('__proto__'));
        const operations = jsonpatch.compare(a, b) as unknown as JsonPatchOperation[];
        assert.deepEqual(applyJsonPatch(a, operations), b);
      }),
    );
  });
});
