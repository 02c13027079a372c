import assert from 'node:assert/strict';
import { componentsDiagram } from '../../../src/views/diagram/componentsDiagram';
import type { Canvas, DiagramModel, ShapeContent } from '../../../src/views/diagram/diagramModel';
import { ROLES, type ComponentId } from '../../../src/views/roles';
import { FakeCluster } from '../fakeCluster';

const WINDOW: Canvas = { width: 1020, height: 720 };
const HALF: Canvas = { width: 510, height: 670 };

function draw(
  cluster: FakeCluster,
  active: readonly ComponentId[] = [],
  askedFromOutside = false,
  canvas = WINDOW,
): DiagramModel {
  return componentsDiagram(cluster.state, { active: new Set(active), askedFromOutside, canvas });
}

/** The arrows over which something went. */
function lit({ edges }: DiagramModel): string[] {
  return edges.filter((edge) => edge.active).map(({ from, to }) => `${from} ${to}`);
}

function component(model: DiagramModel, id: ComponentId): ShapeContent {
  const found = model.shapes.find(({ content }) => content?.key === `role/${id}`)?.content;
  assert.ok(found, `${id} is not in the picture`);
  return found;
}

describe('the picture of the components', () => {
  let cluster: FakeCluster;

  beforeEach(() => {
    cluster = new FakeCluster();
    cluster.controlPlane();
    cluster.worker('worker-1');
    cluster.worker('worker-2');
  });

  it('has everybody talk to the API server, and nobody else to etcd', () => {
    const { edges } = draw(cluster);
    const talksTo = (to: ComponentId): readonly string[] =>
      edges.filter((edge) => edge.to === `role/${to}`).map((edge) => edge.from);
    assert.deepEqual(talksTo('kube-apiserver'), [
      'role/kubectl',
      'role/kube-scheduler',
      'role/kube-controller-manager',
      'role/kubelet',
      'role/kube-proxy',
    ]);
    assert.deepEqual(talksTo('etcd'), ['role/kube-apiserver']);
    assert.deepEqual(talksTo('container-runtime'), ['role/kubelet']);
  });

  it('says a few words on each arrow', () => {
    const { mermaid, edges } = draw(cluster);
    const arrows = mermaid.split('\n').filter((line) => line.includes('-->'));
    assert.equal(arrows.length, edges.length);
    assert.match(
      arrows[0] ?? '',
      /^b0r0c2 -- "sends your manifests<br\/>and questions" --> b1r2c2$/,
    );
  });

  it('leads from each component to its role', () => {
    const model = draw(cluster);
    for (const id of ['kubectl', 'etcd', 'kubelet', 'container-runtime'] as const) {
      assert.deepEqual(component(model, id).target, { type: 'role', role: id });
      assert.ok(component(model, id).label.includes(ROLES[id].summary));
    }
  });

  it('shows how each is, over all nodes', () => {
    assert.deepEqual(component(draw(cluster), 'kubelet').lines, ['kubelet', 'running on 3 nodes']);
    const { mermaid } = draw(cluster);
    cluster.node('worker-2', { ready: 'silent' });
    const model = draw(cluster);
    assert.deepEqual(component(model, 'kubelet').lines, ['kubelet', 'fine on 2 of 3 nodes']);
    assert.equal(component(model, 'kubelet').state, 'bad');
    assert.deepEqual(component(model, 'kube-proxy').lines[1], 'fine on 2 of 3 nodes');
    assert.equal(component(model, 'etcd').state, 'good');
    assert.equal(model.mermaid, mermaid);
  });

  it('stands three beside each other in half a window, with the same talks', () => {
    const wide = draw(cluster);
    const tall = draw(cluster, [], false, HALF);
    assert.match(wide.mermaid, /^block:b1:1\ncolumns 5$/m);
    assert.match(tall.mermaid, /^block:b1:1\ncolumns 3$/m);
    assert.deepEqual(tall.edges, wide.edges);
    const contents = ({ shapes }: DiagramModel): string[] =>
      shapes.flatMap(({ content }) => content?.key ?? []).sort();
    assert.deepEqual(contents(tall), contents(wide));
    // Low as well as narrow: five are drawn larger than three with twice the rows.
    assert.equal(draw(cluster, [], false, { width: 700, height: 400 }).mermaid, wide.mermaid);
  });

  it('says where one does not run at all', () => {
    const empty = draw(new FakeCluster());
    assert.deepEqual(component(empty, 'kube-scheduler').lines, ['Scheduler', 'not running']);
    assert.equal(component(empty, 'kubectl').state, 'plain');
  });

  it('marks the arrows over which something was written', () => {
    assert.deepEqual(lit(draw(cluster, ['kube-scheduler'])), [
      'role/kube-scheduler role/kube-apiserver',
      'role/kube-apiserver role/etcd',
    ]);
    assert.deepEqual(lit(draw(cluster)), []);
  });

  it('marks a question of kubectl, that changes nothing in etcd', () => {
    assert.deepEqual(lit(draw(cluster, [], true)), ['role/kubectl role/kube-apiserver']);
  });
});
