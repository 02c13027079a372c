// Two runs of one cluster that part at a moment: what differs is told by object, noise is not.
import assert from 'node:assert/strict';
import { DEPLOYMENTS, PODS } from '../../../src/apis/resources';
import { allObjects } from '../../../src/views/comparison/allObjects';
import { compareObjects, type Comparison } from '../../../src/views/comparison/comparison';
import { comparisonTexts } from '../../../src/views/comparison/comparisonText';
import { ClusterLab } from '../../cluster/clusterLab';

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx:1.29 }] }
`;

/** The same start for each: then their own ways. */
function lab(goOn: (lab: ClusterLab) => void = () => undefined): ClusterLab {
  const made = ClusterLab.boot({ workers: 2 });
  made.apply(WEB);
  made.cluster.simulation.runUntil(60_000);
  goOn(made);
  made.cluster.simulation.runUntil(120_000);
  return made;
}

function compared(a: ClusterLab, b: ClusterLab): Comparison {
  return compareObjects(allObjects(a.cluster), allObjects(b.cluster));
}

const names = (objects: readonly { kind: string; metadata: { name: string } }[]) =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

describe('comparison', () => {
  it('finds nothing between two runs that went the same way', () => {
    const { onlyInA, onlyInB, different, same } = compared(lab(), lab());
    assert.deepEqual([onlyInA, onlyInB, different], [[], [], []]);
    assert.ok(same > 100, 'and looks at everything');
  });

  it('matches pods of other names by their owner: a replaced pod is no difference of its own', () => {
    const replaced = lab(({ admin }) => {
      const [pod] = admin.list(PODS, 'default').items;
      admin.delete(PODS, 'default', pod?.metadata.name ?? assert.fail());
    });
    const { onlyInA, onlyInB, different } = compared(lab(), replaced);
    assert.deepEqual([...names(onlyInA), ...names(onlyInB)], []);
    for (const { a, fields } of different) {
      assert.ok(
        ['Pod', 'EndpointSlice', 'Node', 'Lease'].includes(a.kind),
        `${a.kind}: ${fields[0]?.path ?? ''}`,
      );
    }
  });

  it('tells of three replicas instead of two by object and field', () => {
    const scaled = lab(({ admin }) => {
      const patch = { type: 'merge', body: { spec: { replicas: 3 } } } as const;
      admin.patch(DEPLOYMENTS, 'default', 'web', patch);
    });
    const comparison = compared(lab(), scaled);
    assert.deepEqual(names(comparison.onlyInA), []);
    assert.match(names(comparison.onlyInB).join(), /^Pod web-\w+-\w+$/);
    const web = comparison.different.find(({ a }) => a.kind === 'Deployment') ?? assert.fail();
    const replicas = web.fields.find(({ path }) => path === 'spec.replicas');
    assert.deepEqual([replicas?.a, replicas?.b], [2, 3]);
    const { a, b, summary } = comparisonTexts(comparison, { a: 'two', b: 'three' });
    assert.match(summary, /^\d+ objects not the same, 1 only in three, \d+ the same$/);
    assert.match(a, /\n\[Deployment default\/web\]\n(?:.*\n)*?spec\.replicas = 2\n/);
    assert.match(b, /\n\[Deployment default\/web\]\n(?:.*\n)*?spec\.replicas = 3\n/);
    assert.match(a, /\n\[Pod default\/web-\S+\]\nthis object = is not there\n$/);
    assert.match(b, /\n\[Pod default\/web-\S+\]\nthis object = is there\n$/);
    assert.equal(a.split('\n').length, b.split('\n').length, 'line beside line');
    assert.doesNotMatch(a + b, /uid|resourceVersion|creationTimestamp|managedFields/);
  });

  it('tells of a crashed node: what is unknown here runs there', () => {
    const crashed = lab(({ cluster }) => {
      cluster.input({ type: 'crashNode', node: 'worker-2' });
    });
    const { different } = compared(lab(), crashed);
    const node = different.find(({ a }) => a.metadata.name === 'worker-2') ?? assert.fail();
    const ready = node.fields.find(({ path }) => path === 'status.conditions[Ready].status');
    assert.deepEqual([ready?.a, ready?.b], ['True', 'Unknown']);
  });
});
