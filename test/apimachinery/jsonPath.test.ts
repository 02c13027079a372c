import assert from 'node:assert/strict';
import { JsonPathError, jsonPathText, parseJsonPath } from '../../src/apimachinery/jsonPath';

const POD = {
  metadata: { name: 'web', labels: { 'app.kubernetes.io/name': 'shop' } },
  spec: {
    containers: [
      { name: 'a', image: 'nginx' },
      { name: 'b', image: 'redis' },
    ],
  },
  status: {
    conditions: [
      { type: 'Scheduled', status: 'True', weight: 1 },
      { type: 'Ready', status: 'False', weight: 3 },
    ],
  },
};

const CASES: readonly (readonly [string, readonly unknown[]])[] = [
  ['.metadata.name', ['web']],
  ['{.metadata.name}', ['web']],
  ['$.metadata.name', ['web']],
  ['.metadata.labels.app\\.kubernetes\\.io/name', ['shop']],
  [".metadata.labels['app.kubernetes.io/name']", ['shop']],
  ['.spec.containers[0].image', ['nginx']],
  ['.spec.containers[-1].name', ['b']],
  ['.spec.containers[*].name', ['a', 'b']],
  ['.spec.containers[0:1].name', ['a']],
  ['.spec.containers[0,1].name', ['a', 'b']],
  ['.status.conditions[?(@.type=="Ready")].status', ['False']],
  [".status.conditions[?(@.type == 'Ready')].status", ['False']],
  ['.status.conditions[?(@.weight>=2)].type', ['Ready']],
  ['.status.conditions[?(@.reason)].type', []],
  ['..image', ['nginx', 'redis']],
  ['.spec.nothing.here', []],
  ['.constructor', []],
  ['.', [POD]],
];

describe('a JSONPath', () => {
  for (const [path, found] of CASES) {
    it(`${path} finds what it names`, () => {
      assert.deepEqual(parseJsonPath(path)(POD), found);
    });
  }

  it('is refused where it makes no sense', () => {
    for (const path of ['.a[', '.a[x]', '.a[?(type)]', '.a)']) {
      assert.throws(() => parseJsonPath(path), JsonPathError, path);
    }
  });

  it('prints what is no text as JSON', () => {
    assert.equal(jsonPathText('a'), 'a');
    assert.equal(jsonPathText(3), '3');
    assert.equal(jsonPathText({ b: 1, a: [true] }), '{"a":[true],"b":1}');
  });
});
