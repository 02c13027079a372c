import assert from 'node:assert/strict';
import type { Canvas, DiagramModel } from '../../../src/views/diagram/diagramModel';
import { placementDiagram } from '../../../src/views/diagram/placementDiagram';
import { FakeCluster } from '../fakeCluster';

const WINDOW: Canvas = { width: 1020, height: 720 };
const HALF: Canvas = { width: 510, height: 670 };

/** First lines of what is in a box, in order. */
function box(model: DiagramModel, id: string): readonly string[] {
  return model.shapes
    .filter((shape) => shape.id.startsWith(`${id}r`))
    .flatMap(({ content }) => content?.lines[0] ?? []);
}

describe('control plane beside worker', () => {
  let cluster: FakeCluster;

  beforeEach(() => {
    cluster = new FakeCluster();
    cluster.controlPlane();
    cluster.worker('worker-1');
  });

  it('has what both run in the same rows, and below it what makes the difference', () => {
    cluster.pod('web-1', { node: 'worker-1' });
    const model = placementDiagram(cluster.state, WINDOW);
    assert.deepEqual(box(model, 'b0'), [
      'control-plane',
      'Decides: what should run, and where.',
      'On every node',
      'kubelet',
      'Container runtime',
      'kube-proxy',
      'Only on a control plane node',
      'API server',
      'etcd',
      'Scheduler',
      'Controller manager',
    ]);
    assert.deepEqual(box(model, 'b1'), [
      'worker-1',
      'Works: runs your pods.',
      'On every node',
      'kubelet',
      'Container runtime',
      'kube-proxy',
      'Pods',
      'web-1',
    ]);
  });

  it('names what tutorials call the control plane', () => {
    const notes = placementDiagram(cluster.state, WINDOW).shapes.flatMap(({ content }) =>
      content?.style === 'note' ? content.lines : [],
    );
    assert.ok(notes.includes('Older tutorials call it the "master" node.'));
  });

  it('keeps its layout however many pods there are', () => {
    const { mermaid } = placementDiagram(cluster.state, WINDOW);
    for (let index = 0; index < 9; index++) {
      cluster.pod(`web-${String(index)}`, { node: 'worker-1' });
    }
    const model = placementDiagram(cluster.state, WINDOW);
    assert.equal(model.mermaid, mermaid);
    assert.deepEqual(box(model, 'b1').slice(-4), ['web-0', 'web-1', 'web-2', 'and 6 more']);
  });

  it('has one below the other in half a window, and still the same in the same rows', () => {
    const model = placementDiagram(cluster.state, HALF);
    assert.match(model.mermaid, /^block:b0:1\ncolumns 1$/m);
    const [master, worker] = [box(model, 'b0'), box(model, 'b1')];
    assert.deepEqual(master.slice(1, 3), [
      'Decides: what should run,',
      'Older tutorials call it the',
    ]);
    assert.deepEqual(worker.slice(4, 7), ['kubelet', 'Container runtime', 'kube-proxy']);
    assert.deepEqual(master.slice(4, 7), worker.slice(4, 7));
    assert.equal(box(placementDiagram(cluster.state, WINDOW), 'b0').length, master.length - 1);
  });

  it('says so where there is no worker', () => {
    const lonely = new FakeCluster();
    lonely.controlPlane();
    assert.deepEqual(box(placementDiagram(lonely.state, WINDOW), 'b1'), ['No worker node']);
  });
});
