import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  StrategicMerger,
  StrategicPatchError,
} from '../../../../src/cluster/apiserver/patch/strategicMergePatch';
import { SCHEMA } from '../../../kubernetesSchema';

type JsonObject = Readonly<Record<string, unknown>>;

function patchPodSpec(original: JsonObject, patch: JsonObject): unknown {
  return new StrategicMerger(SCHEMA).apply('core.v1.PodSpec', original, patch);
}

describe('strategic merge patch', () => {
  it('merges containers by name and their ports by number', () => {
    const original = {
      containers: [
        { name: 'web', image: 'nginx:1', ports: [{ containerPort: 80, name: 'http' }] },
        { name: 'log', image: 'busybox' },
      ],
    };
    const patch = {
      containers: [
        { name: 'web', image: 'nginx:2', ports: [{ containerPort: 443 }] },
        { name: 'new', image: 'redis' },
      ],
    };
    assert.deepEqual(patchPodSpec(original, patch), {
      containers: [
        {
          name: 'web',
          image: 'nginx:2',
          ports: [{ containerPort: 443 }, { containerPort: 80, name: 'http' }],
        },
        // What the patch adds comes before what it says nothing of.
        { name: 'new', image: 'redis' },
        { name: 'log', image: 'busybox' },
      ],
    });
  });

  it('replaces lists without a merge key', () => {
    const original = { containers: [{ name: 'a', args: ['x', 'y'] }] };
    const patch = { containers: [{ name: 'a', args: ['z'] }] };
    assert.deepEqual(patchPodSpec(original, patch), { containers: [{ name: 'a', args: ['z'] }] });
  });

  it('deletes an element, a field and a map entry', () => {
    const original = {
      nodeName: 'n',
      nodeSelector: { a: '1', b: '2' },
      volumes: [{ name: 'a' }, { name: 'b' }],
    };
    const patch = {
      nodeName: null,
      nodeSelector: { a: null },
      volumes: [{ name: 'a', $patch: 'delete' }],
    };
    assert.deepEqual(patchPodSpec(original, patch), {
      nodeSelector: { b: '2' },
      volumes: [{ name: 'b' }],
    });
  });

  it('replaces a list or a struct as a whole when told to', () => {
    const original = { volumes: [{ name: 'a' }, { name: 'b' }], securityContext: { runAsUser: 1 } };
    const patch = {
      volumes: [{ name: 'c' }, { $patch: 'replace' }],
      securityContext: { $patch: 'replace', fsGroup: 2 },
    };
    assert.deepEqual(patchPodSpec(original, patch), {
      volumes: [{ name: 'c' }],
      securityContext: { fsGroup: 2 },
    });
  });

  it('retains the named keys of a union (a volume changes its source)', () => {
    const original = { volumes: [{ name: 'data', emptyDir: {} }] };
    const patch = {
      volumes: [{ name: 'data', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/data' } }],
    };
    assert.deepEqual(patchPodSpec(original, patch), {
      volumes: [{ name: 'data', hostPath: { path: '/data' } }],
    });
  });

  it('takes elements out of a list of scalars, and adds those that are new', () => {
    const meta = { finalizers: ['a', 'b', 'c'] };
    const patched = new StrategicMerger(SCHEMA).apply('meta.v1.ObjectMeta', meta, {
      '$deleteFromPrimitiveList/finalizers': ['b'],
      finalizers: ['c', 'd'],
    });
    assert.deepEqual(patched, { finalizers: ['a', 'c', 'd'] });
    const again = new StrategicMerger(SCHEMA).apply('meta.v1.ObjectMeta', meta, {
      '$deleteFromPrimitiveList/finalizers': ['a'],
      finalizers: ['a'],
    });
    assert.deepEqual(again, { finalizers: ['a', 'b', 'c'] }, 'taken out first, then put in');
  });

  it('leaves what it only changes where it is, and brings what it names first into the order in which it does', () => {
    const containers = ['a', 'b', 'c', 'd'].map((name) => ({ name }));
    const image = 'nginx';
    const patched = (...names: readonly string[]): unknown =>
      patchPodSpec({ containers }, { containers: names.map((name) => ({ name, image })) });
    const [a, b, c] = containers;
    const [changedB, changedD] = [
      { name: 'b', image },
      { name: 'd', image },
    ];
    assert.deepEqual(patched('b', 'd'), { containers: [a, changedB, c, changedD] });
    assert.deepEqual(patched('d', 'b'), { containers: [a, c, changedD, changedB] });
    assert.deepEqual(patched('d', 'e'), { containers: [a, b, c, changedD, { name: 'e', image }] });
  });

  it('orders elements, and leaves those that only the server knows at their place', () => {
    const original = { containers: [{ name: 'a' }, { name: 'server' }, { name: 'b' }] };
    const patch = {
      '$setElementOrder/containers': [{ name: 'new' }, { name: 'b' }, { name: 'a' }],
      containers: [{ name: 'new' }],
    };
    const patched = patchPodSpec(original, patch) as typeof original;
    const names = patched.containers.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => name !== 'server'),
      ['new', 'b', 'a'],
    );
    assert.ok(names.includes('server'));
  });

  it('refuses a list element without its key and an unknown directive', () => {
    assert.throws(
      () => patchPodSpec({}, { containers: [{ image: 'x' }] }),
      (error) =>
        error instanceof StrategicPatchError &&
        error.message === 'map: {"image":"x"} does not contain declared merge key: name',
    );
    assert.throws(
      () => patchPodSpec({}, { securityContext: { $patch: 'whatever' } }),
      StrategicPatchError,
    );
  });

  it('gives back what it does not change, and makes one of what it makes alike of a shared element', () => {
    const merger = new StrategicMerger(SCHEMA);
    const ready = { type: 'Ready', status: 'False', reason: 'ContainersNotReady' };
    const pod = (phase: string): JsonObject => ({ status: { phase, conditions: [ready] } });
    const isReady = (lastTransitionTime: string): JsonObject => ({
      status: { conditions: [{ type: 'Ready', status: 'True', reason: null, lastTransitionTime }] },
    });
    const patched = (phase: string, at: string): Record<'status', Record<string, unknown[]>> =>
      merger.apply('core.v1.Pod', pod(phase), isReady(at)) as ReturnType<typeof patched>;
    const [first, second, later] = [patched('a', '1'), patched('b', '1'), patched('a', '2')];
    const at = (lastTransitionTime: string): unknown => ({
      status: {
        phase: 'a',
        conditions: [{ type: 'Ready', status: 'True', lastTransitionTime }],
      },
    });
    assert.deepEqual(first, at('1'));
    assert.deepEqual(later, at('2'));
    assert.equal(second.status['conditions']?.[0], first.status['conditions']?.[0]);
    assert.equal(merger.apply('core.v1.Pod', first, isReady('1')), first);
  });

  it('shares what it does not touch', () => {
    const original = { containers: [{ name: 'a' }, { name: 'b' }], nodeSelector: { a: '1' } };
    const patched = patchPodSpec(original, {
      containers: [{ name: 'a', image: 'x' }],
    }) as typeof original;
    assert.equal(patched.nodeSelector, original.nodeSelector);
    assert.equal(patched.containers[1], original.containers[1]);
    assert.deepEqual(original.containers[0], { name: 'a' });
  });

  const container = fc.record(
    {
      name: fc.constantFrom('a', 'b', 'c'),
      image: fc.constantFrom('x', 'y'),
      args: fc.array(fc.constantFrom('1', '2')),
    },
    { requiredKeys: ['name'], noNullPrototype: true },
  );
  const podSpec = fc.record(
    {
      containers: fc.uniqueArray(container, { selector: ({ name }) => name }),
      nodeSelector: fc.dictionary(fc.constantFrom('k', 'l'), fc.constantFrom('1', '2'), {
        noNullPrototype: true,
      }),
      hostname: fc.constantFrom('h', 'i'),
    },
    { requiredKeys: [], noNullPrototype: true },
  );

  it('applied twice is applied once', () => {
    fc.assert(
      fc.property(podSpec, podSpec, (original, patch) => {
        const once = patchPodSpec(original, patch) as JsonObject;
        assert.deepEqual(patchPodSpec(once, patch), once);
      }),
    );
  });

  it('an empty patch changes nothing, and a patch on nothing is the patch', () => {
    fc.assert(
      fc.property(podSpec, (spec) => {
        assert.deepEqual(patchPodSpec(spec, {}), spec);
        assert.deepEqual(patchPodSpec({}, spec), spec);
      }),
    );
  });
});
