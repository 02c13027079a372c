import assert from 'node:assert/strict';
import { shapeDetails } from '../../../src/views/diagram/shapeDetails';
import { FakeCluster } from '../fakeCluster';

describe('what is told about a shape', () => {
  it('is the role of a component, with its old name and its page', () => {
    const { state } = new FakeCluster();
    const details = shapeDetails(state, { type: 'role', role: 'container-runtime' });
    assert.equal(details?.title, 'Container runtime');
    assert.match(details.paragraphs.join(' '), /since Kubernetes 1\.24/);
    assert.match(details.link?.href ?? '', /^https:\/\/kubernetes\.io\//);
  });

  it('is the present state of a node, in plain text', () => {
    const cluster = new FakeCluster();
    cluster.node('worker-1', { ready: 'silent' });
    const details = shapeDetails(cluster.state, { type: 'node', node: 'worker-1' });
    assert.equal(details?.state, 'NotReady · no pods');
    assert.doesNotMatch(details.paragraphs.join(' '), /\*\*|`|\]\(/);
    assert.match(details.paragraphs[0] ?? '', /^Worker node: /);
    assert.equal(details.link?.text, 'About nodes');
  });

  it('is what a pod is, runs and is kept by, under its whole name', () => {
    const cluster = new FakeCluster();
    cluster.worker('worker-1');
    const told = (name: string, deployment?: string): readonly string[] => {
      const { uid } = cluster.pod(name, {
        node: 'worker-1',
        ...(deployment !== undefined && { deployment }),
      }).metadata;
      const details = shapeDetails(cluster.state, {
        type: 'pod',
        namespace: 'default',
        pod: name,
        uid,
      });
      return [details?.title ?? '', ...(details?.paragraphs ?? [])];
    };
    const [title, what, runs, , kept] = told('web-6f8b9c7d4-k0x1z', 'web');
    assert.equal(title, 'web-6f8b9c7d4-k0x1z');
    assert.match(what ?? '', /^A pod: one or more containers/);
    assert.match(runs ?? '', /^Runs .+ on worker-1$/);
    assert.match(
      kept ?? '',
      /^Kept by ReplicaSet web-\S+, which sees to it that as many pods run as/,
    );
    assert.equal(told('alone').at(-1), 'Kept by nobody: if this pod is lost, it stays lost.');
  });

  it('says why a pod waits', () => {
    const cluster = new FakeCluster();
    const { uid } = cluster.pod('web-1', { status: 'Pending' }).metadata;
    const target = { type: 'pod', namespace: 'default', pod: 'web-1', uid } as const;
    const details = shapeDetails(cluster.state, target);
    assert.equal(details?.title, 'web-1');
    assert.match(details.paragraphs.join(' '), /PodScheduled: 0\/4 nodes are available/);
  });

  it('is nothing once the thing is gone', () => {
    const { state } = new FakeCluster();
    assert.equal(shapeDetails(state, { type: 'node', node: 'worker-9' }), undefined);
  });
});
