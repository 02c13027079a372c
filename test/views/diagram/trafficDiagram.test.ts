// The picture of traffic: who calls, over what, and which pods answer.
import assert from 'node:assert/strict';
import type { Canvas } from '../../../src/views/diagram/diagramModel';
import { trafficDiagram } from '../../../src/views/diagram/trafficDiagram';
import { ClusterLab } from '../../cluster/clusterLab';

const SHOP = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: web, image: "nginx:1.29"}]}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {type: NodePort, selector: {app: shop}, ports: [{port: 80, nodePort: 30080}]}
`;

function shop(): ClusterLab {
  const lab = ClusterLab.boot();
  lab.apply(SHOP);
  lab.untilReady('shop');
  lab.runFor(2000);
  lab.input({
    type: 'startTraffic',
    traffic: {
      id: 'traffic-1',
      target: { kind: 'nodePort', namespace: 'default', service: 'shop', nodePort: 30080 },
      path: '/',
      requestsPerSecond: 40,
      pricePerFailure: 0.25,
      timeoutMs: 10_000,
    },
  });
  lab.runFor(30_000);
  return lab;
}

const WIDE: Canvas = { width: 1400, height: 800 };

function picture(lab: ClusterLab, canvas = WIDE) {
  const model = trafficDiagram(lab.state, lab.cluster.traffic.active, canvas);
  const lines = model.shapes.flatMap(({ content }) =>
    content === undefined || content.lines.length === 0
      ? []
      : [`${content.state}: ${content.lines.join(' | ')}`],
  );
  return { ...model, lines };
}

describe('the picture of traffic', () => {
  it('leads from users over the way in to the pods, each with its share', () => {
    const { lines, edges } = picture(shop());
    assert.equal(lines.length, 5);
    assert.ok(lines.includes('plain: Users: 40 requests/s | nothing lost'));
    assert.ok(lines.includes('good: shop at NodePort 30080 | all answered'));
    const pods = lines.filter((line) => /^good: shop-.* \| 3\d% of answers/.test(line));
    assert.equal(pods.length, 3, lines.join('\n'));
    assert.deepEqual(
      edges.map(({ active }) => active),
      [true, true, true, true],
    );
  });

  it('shows in words what fails, in the same layout', () => {
    const lab = shop();
    const before = picture(lab);
    lab.crash(lab.pods('shop')[0]?.spec.nodeName ?? '');
    lab.runFor(100_000);
    const after = picture(lab);
    assert.equal(after.mermaid, before.mermaid);
    assert.ok(
      after.lines.some((line) => line.startsWith('lost: ') && line.includes('was Running')),
    );
    assert.match(after.summary, /\$\d+\.\d\d lost/);
    lab.scale('shop', 0);
    lab.runFor(90_000);
    const { lines } = picture(lab);
    assert.ok(lines.includes('bad: shop at NodePort 30080 | OFFLINE'), lines.join('\n'));
  });

  it('leads from top to bottom where there is little room', () => {
    const lab = shop();
    const narrow = picture(lab, { width: 600, height: 800 });
    assert.match(narrow.mermaid, /^block-beta\ncolumns 1\nblock:b0:1\ncolumns 3\n/);
    assert.deepEqual(narrow.lines.length, picture(lab).lines.length);
    lab.scale('shop', 5);
    lab.untilReady('shop');
    assert.ok(
      picture(lab, { width: 600, height: 800 }).lines.some((line) =>
        line.includes('and 3 more pods'),
      ),
    );
  });

  it('says what to do where nobody calls', () => {
    const { summary, edges, shapes } = trafficDiagram(ClusterLab.boot().state, [], WIDE);
    assert.equal(summary, 'No simulated users send requests.');
    assert.deepEqual(edges, []);
    const lines = shapes.flatMap(({ content }) => content?.lines ?? []);
    assert.deepEqual(lines.slice(0, 2), [summary, 'Choose "Send Traffic…" in the view "Traffic".']);
  });
});
