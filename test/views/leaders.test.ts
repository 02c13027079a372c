// Three control plane nodes in the tree and the pictures: who leads is said in words, and all stays legible.
import assert from 'node:assert/strict';
import { clusterDiagram } from '../../src/views/diagram/clusterDiagram';
import { componentsDiagram } from '../../src/views/diagram/componentsDiagram';
import type { DiagramModel } from '../../src/views/diagram/diagramModel';
import { shapeDetails } from '../../src/views/diagram/shapeDetails';
import { placementDiagram } from '../../src/views/diagram/placementDiagram';
import { treeChildren } from '../../src/views/tree/clusterTree';
import { ClusterLab } from '../cluster/clusterLab';

const CANVAS = { width: 1200, height: 720 };

function components(lab: ClusterLab, node: string): readonly string[] {
  return treeChildren(lab.state, { type: 'components', node })
    .slice(0, 4)
    .map(({ label, description }) => `${label}: ${description}`);
}

function linesOf({ shapes }: DiagramModel): readonly string[] {
  return shapes.flatMap(({ content }) => content?.lines ?? []);
}

describe('views of several control plane nodes', () => {
  const lab = ClusterLab.boot({ controlPlaneNodes: 3 });
  const leader = lab.cluster.etcdLeader ?? '';

  it('say in the tree who leads and who stands by', () => {
    assert.equal(leader, 'control-plane');
    assert.deepEqual(components(lab, 'control-plane'), [
      'API server: Running',
      'etcd: Running, leads',
      'Scheduler: Running, leads',
      'Controller manager: Running, leads',
    ]);
    assert.deepEqual(components(lab, 'control-plane-3'), [
      'API server: Running',
      'etcd: Running, follows',
      'Scheduler: Running, on standby',
      'Controller manager: Running, on standby',
    ]);
  });

  it('say in the pictures who leads', () => {
    const talks = componentsDiagram(lab.state, {
      active: new Set(),
      askedFromOutside: false,
      canvas: CANVAS,
    });
    const labels = talks.shapes.map(({ content }) => content?.label ?? '');
    const words = 'etcd: running on 3 nodes, control-plane leads.';
    assert.ok(
      labels.some((label) => label.startsWith(words)),
      labels.join('\n'),
    );
    assert.ok(linesOf(talks).includes('control-plane leads'));
    const lines = linesOf(clusterDiagram(lab.state, CANVAS));
    assert.ok(['★ leads', 'follows', 'on standby'].every((words) => lines.includes(words)));
    for (const name of ['control-plane', 'control-plane-2', 'control-plane-3'])
      assert.ok(lines.includes(name), name);
    assert.ok(
      linesOf(placementDiagram(lab.state, CANVAS)).includes(
        'A "master" node, one of 3 alike: others take over.',
      ),
    );
  });

  it('have the control plane nodes beside each other, as equals, above a row of their own', () => {
    const five = ClusterLab.boot({ controlPlaneNodes: 5, workers: 3 });
    const { mermaid } = clusterDiagram(five.state, { width: 820, height: 620 });
    const [, columns, ...lines] = mermaid.split('\n');
    assert.equal(columns, 'columns 3');
    const boxes = lines.filter((line) => line.startsWith('block:') || line === 'space ');
    assert.deepEqual(
      boxes.map((line) => line.split(':')[2]),
      ['1', '1', '1', '1', '1', '3', '1', '1', '1'],
    );
    assert.match(mermaid, /end\nspace\nblock:b5:3/, 'two of five in the second row');
  });

  it('say how many members of etcd are in touch, and how many may fail', () => {
    const own = ClusterLab.boot({ controlPlaneNodes: 3 });
    const talks = (): readonly string[] =>
      linesOf(
        componentsDiagram(own.state, {
          active: new Set(),
          askedFromOutside: false,
          canvas: CANVAS,
        }),
      );
    assert.ok(talks().includes('3 control plane nodes'));
    assert.ok(talks().includes('3 of 3 members') && talks().includes('2 needed: 1 may fail'));
    own.crash('control-plane-2');
    own.runFor(60_000);
    assert.ok(talks().includes('2 of 3 members') && talks().includes('2 needed: 0 may fail'));
    assert.match(
      shapeDetails(own.state, { type: 'role', role: 'etcd' })?.paragraphs.at(-1) ?? '',
      /^2 of 3 members of etcd are in touch.*\(the quorum\): no other may fail now\.$/,
    );
    own.crash('control-plane');
    own.runFor(60_000);
    assert.ok(talks().includes('1 of 3 members') && talks().includes('2 needed: no writes'));
    assert.ok(talks().includes('no quorum'));
  });

  it('of nodes without power say so, though nobody can write it any more', () => {
    const own = ClusterLab.boot({ controlPlaneNodes: 3 });
    own.crash('control-plane-2');
    own.runFor(1_000);
    // As long as there is a majority, the pictures show what the API says, which is late.
    assert.deepEqual(components(own, 'control-plane-2').slice(0, 1), ['API server: Running']);
    own.crash('control-plane');
    own.runFor(60_000);
    const parts = ['API server', 'etcd', 'Scheduler', 'Controller manager'];
    for (const node of ['control-plane', 'control-plane-2']) {
      assert.deepEqual(
        components(own, node),
        parts.map((part) => `${part}: no power`),
      );
    }
    assert.deepEqual(components(own, 'control-plane-3').slice(0, 1), ['API server: Running']);
    const lines = linesOf(
      componentsDiagram(own.state, { active: new Set(), askedFromOutside: false, canvas: CANVAS }),
    );
    assert.ok(lines.includes('fine on 1 of 3 nodes') && lines.includes('fine on 4 of 6 nodes'));
    assert.ok(!linesOf(clusterDiagram(own.state, CANVAS)).includes('★ leads'));
  });

  it('tell listeners when another leads, and not with every renewal', () => {
    let changes = 0;
    const stop = lab.state.onChange(({ object }) => {
      if (object.kind === 'Lease') changes++;
    });
    lab.runFor(60_000);
    assert.equal(changes, 0);
    lab.crash(leader);
    lab.runFor(60_000);
    stop();
    assert.ok(changes >= 2 && changes < 8, String(changes));
    const next = lab.cluster.etcdLeader ?? '';
    assert.ok(components(lab, next).includes('etcd: Running, leads'));
  });
});
