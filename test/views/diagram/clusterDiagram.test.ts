import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NODES, PODS } from '../../../src/apis/resources';
import { clusterDiagram } from '../../../src/views/diagram/clusterDiagram';
import type { DiagramModel, ShapeContent } from '../../../src/views/diagram/diagramModel';
import { FakeCluster } from '../fakeCluster';

const CANVAS = { width: 1200, height: 720 };

function draw(cluster: FakeCluster): DiagramModel {
  return clusterDiagram(cluster.state, CANVAS);
}

function contents(model: DiagramModel): readonly ShapeContent[] {
  return model.shapes.flatMap(({ content }) => (content === undefined ? [] : [content]));
}

function shown(model: DiagramModel, name: string): ShapeContent {
  const found = contents(model).find(({ lines }) => lines[0] === name);
  assert.ok(found, `${name} is not in the picture`);
  return found;
}

function smallCluster(): FakeCluster {
  const cluster = new FakeCluster();
  cluster.controlPlane();
  for (const name of ['worker-1', 'worker-2', 'worker-3']) cluster.worker(name);
  return cluster;
}

describe('the picture of the cluster', () => {
  it('has the control plane on top with its components, then pods that wait, then the workers', () => {
    const model = draw(smallCluster());
    const names = contents(model).map(({ lines }) => lines[0]);
    assert.deepEqual(
      names.filter((name) => name !== undefined && !name.startsWith('kube-proxy')),
      [
        'control-plane',
        'API server',
        'etcd',
        'Scheduler',
        'Controller manager',
        'Not on any node',
        'worker-1',
        'worker-2',
        'worker-3',
      ],
    );
    assert.deepEqual(shown(model, 'worker-1').lines, ['worker-1', 'worker node · Ready']);
    assert.match(model.mermaid, /^block-beta\ncolumns 3\nblock:b0:3\n/);
  });

  it('needs no new layout when a pod is scheduled, starts, or makes place for another', () => {
    const cluster = smallCluster();
    const { mermaid } = draw(cluster);
    const waiting = cluster.pod('web-1', { status: 'Pending' });
    assert.equal(shown(draw(cluster), 'web-1').state, 'working');
    assert.equal(draw(cluster).mermaid, mermaid);
    cluster.pod('web-1', { node: 'worker-2', status: 'ContainerCreating' });
    assert.deepEqual(shown(draw(cluster), 'web-1').lines, ['web-1', 'ContainerCreating']);
    assert.equal(draw(cluster).mermaid, mermaid);
    cluster.remove(PODS, waiting);
    cluster.pod('web-2', { node: 'worker-2' });
    assert.equal(shown(draw(cluster), 'web-2').state, 'good');
    assert.equal(draw(cluster).mermaid, mermaid);
  });

  it('is laid out anew when a node joins', () => {
    const cluster = smallCluster();
    const { mermaid } = draw(cluster);
    cluster.worker('worker-4');
    assert.notEqual(draw(cluster).mermaid, mermaid);
  });

  it('shows a crashed node so that nobody can miss it', () => {
    const cluster = smallCluster();
    cluster.pod('web-1', { node: 'worker-2' });
    cluster.pod('web-2', { node: 'worker-2', deleting: true });
    cluster.node('worker-2', { ready: 'silent' });
    const model = draw(cluster);
    assert.deepEqual(shown(model, 'worker-2').lines, ['worker-2', 'worker node · NotReady']);
    assert.equal(shown(model, 'worker-2').state, 'bad');
    assert.deepEqual(shown(model, 'web-1').lines, ['web-1', 'was Running']);
    assert.deepEqual(shown(model, 'web-2').lines, ['web-2', 'Terminating']);
    assert.ok(
      [shown(model, 'web-1'), shown(model, 'web-2')].every(({ state }) => state === 'lost'),
    );
    assert.equal(
      model.summary,
      '1 control plane node and 3 worker nodes. worker-2 is NotReady. 10 pods.',
    );
  });

  it('tells why a pod waits', () => {
    const cluster = smallCluster();
    cluster.pod('big', { status: 'Pending' });
    const model = draw(cluster);
    assert.match(shown(model, 'big').label, /0\/4 nodes are available: 4 Insufficient cpu/);
    assert.deepEqual(shown(model, 'Not on any node').lines, ['Not on any node', '1 pod waiting']);
  });

  it('keeps pods of the system in the background', () => {
    const cluster = smallCluster();
    cluster.pod('web-1', { node: 'worker-1' });
    const model = draw(cluster);
    assert.equal(shown(model, 'web-1').muted, false);
    assert.ok(
      contents(model).some(({ lines, muted }) => lines[0]?.startsWith('kube-proxy') && muted),
    );
  });

  it('has workers beside each other where text stays readable', () => {
    const cluster = smallCluster();
    for (let index = 0; index < 20; index++) {
      cluster.pod(`frontend-6f8b9c7d4-${String(10_000 + index)}`, {
        node: `worker-${String(1 + (index % 3))}`,
      });
    }
    assert.match(draw(cluster).mermaid, /^block-beta\ncolumns 3\n/);
  });

  it('stacks workers in a narrow panel', () => {
    const cluster = smallCluster();
    const { mermaid } = clusterDiagram(cluster.state, { width: 300, height: 1200 });
    assert.match(mermaid, /^block-beta\ncolumns 1\n/);
  });

  it('draws an empty cluster too', () => {
    const model = draw(new FakeCluster());
    assert.deepEqual(
      contents(model).map(({ lines }) => lines[0]),
      [undefined, 'Not on any node'],
    );
  });
});

describe('the picture of a cluster that is too large for it', () => {
  function largeCluster(workers: number, podsPerWorker: number): FakeCluster {
    const cluster = new FakeCluster();
    cluster.controlPlane();
    for (let worker = 1; worker <= workers; worker++) {
      const node = `worker-${String(worker)}`;
      cluster.worker(node);
      for (let pod = 0; pod < podsPerWorker; pod++) {
        cluster.pod(`web-6f8b9c7d4-${String(worker)}x${String(pod)}`, { node, deployment: 'web' });
      }
    }
    return cluster;
  }

  it('folds the pods of an owner on a node', () => {
    const cluster = largeCluster(10, 20);
    const model = draw(cluster);
    const folded = contents(model).filter(({ style }) => style === 'fold');
    assert.equal(folded.filter(({ lines }) => lines[0] === 'web ×20').length, 10);
    assert.ok(folded.every(({ lines }) => lines[1] === 'all running'));
    assert.ok(model.shapes.length <= 150);
  });

  it('folds healthy nodes, and keeps those in trouble in sight', () => {
    const cluster = largeCluster(40, 5);
    cluster.node('worker-7', { ready: 'silent' });
    cluster.pod('web-6f8b9c7d4-8x0', {
      node: 'worker-8',
      deployment: 'web',
      status: 'CrashLoopBackOff',
    });
    const model = draw(cluster);
    assert.equal(shown(model, 'worker-7').state, 'bad');
    assert.deepEqual(shown(model, '39 healthy nodes').lines[1], 'worker nodes · 234 pods');
    const web = shown(model, 'web ×195');
    assert.deepEqual([web.lines[1], web.state], ['194 of 195 running', 'bad']);
    assert.match(model.summary, /worker-7 is NotReady/);
  });

  it('stays below 150 shapes however large the cluster', () => {
    const cluster = largeCluster(200, 10);
    for (let worker = 1; worker <= 200; worker += 2) {
      cluster.node(`worker-${String(worker)}`, { ready: 'silent' });
    }
    for (let index = 0; index < 300; index++) {
      cluster.pod(`lonely-${String(index)}-x`, { node: 'worker-2' });
      cluster.pod(`waiting-${String(index)}-x`, { status: 'Pending' });
    }
    const model = draw(cluster);
    assert.ok(contents(model).length <= 150, String(contents(model).length));
    assert.equal(shown(model, '92 more nodes in trouble').state, 'bad');
  });
});

describe('names from manifests', () => {
  const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 });

  it('never reach the text that Mermaid parses, and every shape keeps its own id', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 6 }),
        fc.uniqueArray(name, { maxLength: 12 }),
        (nodes, pods) => {
          const cluster = new FakeCluster();
          for (const node of nodes) cluster.node(node);
          pods.forEach((pod, index) => {
            const node = nodes[index % (nodes.length + 1)];
            cluster.pod(pod, node === undefined ? { status: 'Pending' } : { node });
          });
          const model = draw(cluster);
          for (const line of model.mermaid.split('\n')) {
            assert.match(
              line,
              /^(block-beta|columns \d|block:b\d+:\d|end|space|b\d+r\d+(c\d+)?\["n+<br\/>n"\])$/,
            );
          }
          const ids = model.shapes.map(({ id }) => id);
          assert.equal(new Set(ids).size, ids.length);
          const keys = contents(model).map(({ key }) => key);
          assert.equal(new Set(keys).size, keys.length);
        },
      ),
    );
  });

  it('of equal length change nothing of the layout', () => {
    const before = smallCluster();
    const after = smallCluster();
    before.pod('aaaaa-11111', { node: 'worker-1' });
    after.pod('bbbbb-22222', { node: 'worker-1' });
    assert.equal(draw(before).mermaid, draw(after).mermaid);
    assert.deepEqual(
      draw(before).shapes.map(({ id }) => id),
      draw(after).shapes.map(({ id }) => id),
    );
    assert.equal(before.state.nodes.get(undefined, 'worker-1')?.kind, NODES.kind);
  });
});
