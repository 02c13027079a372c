import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isJsonObject, type JsonObject } from '../../src/apimachinery/jsonObject';
import { threeWayMergePatch } from '../../src/kubectl/threeWayMerge';
import { SCHEMA } from '../kubernetesSchema';
import { applyStrategicPatch } from './strategicMergeOracle';

const POD = { type: 'object', ref: 'core.v1.Pod' } as const;

function patch(
  original: JsonObject | undefined,
  modified: JsonObject,
  current: JsonObject,
): JsonObject {
  return threeWayMergePatch(SCHEMA, 'core.v1.Pod', { original, modified, current });
}

describe('the patch of kubectl apply', () => {
  it('changes what the manifest says, deletes what it no longer says, keeps what others set', () => {
    const result = patch(
      { metadata: { labels: { app: 'web', tier: 'front' } } },
      { metadata: { labels: { app: 'shop' } } },
      { metadata: { labels: { app: 'web', tier: 'front', 'set-by': 'somebody' } } },
    );
    assert.deepEqual(result, { metadata: { labels: { app: 'shop', tier: null } } });
  });

  it('is empty where the live object has all that the manifest says', () => {
    const manifest = { spec: { containers: [{ name: 'a', image: 'nginx' }] } };
    const live = {
      spec: {
        nodeName: 'worker-1',
        containers: [{ name: 'a', image: 'nginx', imagePullPolicy: 'Always' }],
      },
    };
    assert.deepEqual(patch(manifest, manifest, live), {});
  });

  it('finds containers by name, not by place', () => {
    const was = {
      spec: {
        containers: [
          { name: 'a', image: 'nginx:1' },
          { name: 'b', image: 'redis' },
        ],
      },
    };
    const now = {
      spec: {
        containers: [
          { name: 'c', image: 'busybox' },
          { name: 'a', image: 'nginx:2' },
        ],
      },
    };
    assert.deepEqual(patch(was, now, was), {
      spec: {
        '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }],
        containers: [
          { name: 'c', image: 'busybox' },
          { image: 'nginx:2', name: 'a' },
          { $patch: 'delete', name: 'b' },
        ],
      },
    });
  });

  it('leaves a container alone that something else has added to the pod', () => {
    const manifest = { spec: { containers: [{ name: 'a', image: 'nginx' }] } };
    const live = {
      spec: {
        containers: [
          { name: 'a', image: 'nginx' },
          { name: 'mesh', image: 'proxy' },
        ],
      },
    };
    const merged = applyStrategicPatch(SCHEMA, POD, live, patch(manifest, manifest, live));
    assert.deepEqual(merged, live);
  });

  it('replaces lists without a merge key as a whole', () => {
    const was = { spec: { containers: [{ name: 'a', args: ['1', '2'] }] } };
    const now = { spec: { containers: [{ name: 'a', args: ['1'] }] } };
    assert.deepEqual(patch(was, now, was), {
      spec: {
        '$setElementOrder/containers': [{ name: 'a' }],
        containers: [{ args: ['1'], name: 'a' }],
      },
    });
  });

  it('takes finalizers as a set', () => {
    const was = { metadata: { finalizers: ['a', 'b'] } };
    const now = { metadata: { finalizers: ['b', 'c'] } };
    assert.deepEqual(patch(was, now, { metadata: { finalizers: ['x', 'a', 'b'] } }), {
      metadata: {
        '$deleteFromPrimitiveList/finalizers': ['a'],
        '$setElementOrder/finalizers': ['b', 'c'],
        finalizers: ['c'],
      },
    });
  });

  it('names the keys that stay when the strategy of a Deployment changes', () => {
    const was = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const now = { spec: { strategy: { type: 'Recreate' } } };
    const result = threeWayMergePatch(SCHEMA, 'apps.v1.Deployment', {
      original: was,
      modified: now,
      current: was,
    });
    assert.deepEqual(result, {
      spec: { strategy: { $retainKeys: ['type'], type: 'Recreate', rollingUpdate: null } },
    });
  });

  it('says which element has no name', () => {
    const was = { spec: { containers: [{ name: 'a' }] } };
    assert.throws(() => patch(was, { spec: { containers: [{ image: 'x' }] } }, was), {
      message: 'map: {"image":"x"} does not contain declared merge key: name',
    });
  });
});

describe('any apply', () => {
  const word = fc.constantFrom('a', 'b', 'c', 'd');
  const words = fc.dictionary(word, word, { noNullPrototype: true });
  const env = fc.uniqueArray(fc.record({ name: word, value: word }), {
    selector: ({ name }) => name,
  });
  const container = fc.record(
    { name: word, image: word, args: fc.array(word, { maxLength: 3 }), env },
    { requiredKeys: ['name'], noNullPrototype: true },
  );
  const containers = fc.uniqueArray(container, { selector: ({ name }) => name, minLength: 1 });
  const pod = fc.record(
    {
      metadata: fc.record(
        { labels: words, finalizers: fc.uniqueArray(word) },
        { requiredKeys: [], noNullPrototype: true },
      ),
      spec: fc.record(
        {
          containers,
          nodeSelector: words,
          nodeName: word,
          terminationGracePeriodSeconds: fc.nat(3),
        },
        { requiredKeys: [], noNullPrototype: true },
      ),
    },
    { requiredKeys: [], noNullPrototype: true },
  );

  it('makes a fresh object what the manifest says, and then has nothing left to do', () => {
    fc.assert(
      fc.property(pod, pod, (was, now) => {
        const live = applyStrategicPatch(SCHEMA, POD, was, patch(was, now, was));
        assert.deepEqual(patch(now, now, live), {});
        assert.ok(contains(live, now), JSON.stringify(live));
      }),
    );
  });

  it('has all that the manifest says in the live object, whatever that was', () => {
    fc.assert(
      fc.property(pod, pod, pod, (was, now, live) => {
        const merged = applyStrategicPatch(SCHEMA, POD, live, patch(was, now, live));
        assert.ok(contains(merged, now), JSON.stringify(merged));
      }),
    );
  });

  it('never takes away a label that was not in the last manifest', () => {
    fc.assert(
      fc.property(words, words, words, (was, now, live) => {
        const of = (labels: JsonObject): JsonObject => ({ metadata: { labels } });
        const merged = applyStrategicPatch(
          SCHEMA,
          POD,
          of(live),
          patch(of(was), of(now), of(live)),
        );
        const kept = Object.entries(live).filter(([key]) => !(key in was));
        assert.ok(contains(merged, of({ ...Object.fromEntries(kept), ...now })));
        const gone = Object.keys(was).filter((key) => !(key in now));
        const { labels } = merged.metadata as { labels: JsonObject };
        for (const key of gone) assert.ok(!(key in labels));
      }),
    );
  });
});

/** Everything in `part` is in `whole`; elements of lists of objects are found by name. */
function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part) && Array.isArray(whole)) {
    return part.every((each: unknown) =>
      whole.some((other: unknown) =>
        isJsonObject(each) ? sameName(other, each) && contains(other, each) : other === each,
      ),
    );
  }
  if (!isJsonObject(part)) return whole === part;
  return (
    isJsonObject(whole) && Object.entries(part).every(([key, value]) => contains(whole[key], value))
  );
}

function sameName(a: unknown, b: JsonObject): boolean {
  return isJsonObject(a) && a.name === b.name;
}
