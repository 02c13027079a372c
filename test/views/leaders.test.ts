// Three control plane nodes in the tree and the pictures: who leads is said in words, and all stays legible.
import assert from 'node:assert/strict';
import { clusterDiagram } from '../../src/views/diagram/clusterDiagram';
import { componentsDiagram } from '../../src/views/diagram/componentsDiagram';
import type { DiagramModel } from '../../src/views/diagram/diagramModel';
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
    const talks = componentsDiagram(lab.state, { active: new Set(), askedFromOutside: false });
    const labels = talks.shapes.map(({ content }) => content?.label ?? '');
    const words = 'etcd: running on 3 nodes, control-plane leads.';
    assert.ok(
      labels.some((label) => label.startsWith(words)),
      labels.join('\n'),
    );
    assert.ok(linesOf(talks).includes('control-plane leads'));
    const lines = linesOf(clusterDiagram(lab.state, CANVAS));
    assert.ok(lines.includes('Running, leads') && lines.includes('Running, on standby'));
    for (const name of ['control-plane', 'control-plane-2', 'control-plane-3'])
      assert.ok(lines.includes(name), name);
    assert.ok(placementDiagram(lab.state).shapes.length > 0);
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
