import assert from 'node:assert/strict';
import { SERVICES } from '../../../src/apis/resources';
import { INGRESSES } from '../../../src/apis/resources';
import { trafficItems, type TrafficItem } from '../../../src/views/traffic/trafficItems';
import { trafficPage } from '../../../src/views/traffic/trafficPage';
import { trafficSummary } from '../../../src/views/traffic/trafficSummary';
import { targetChoices } from '../../../src/views/traffic/trafficTargets';
import {
  countText,
  durationText,
  moneyText,
  percentText,
  spanText,
} from '../../../src/views/traffic/trafficWords';
import { ClusterLab } from '../../cluster/clusterLab';

const SHOP = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec: {containers: [{name: web, image: "nginx:1.29"}]}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {type: NodePort, selector: {app: shop}, ports: [{port: 80, nodePort: 30080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: front}
spec:
  rules:
    - host: "*.example.com"
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}]}
`;

function shown(items: readonly TrafficItem[]): readonly string[] {
  return items.flatMap(({ label, description, children }) => [
    `${label}: ${description}`,
    ...children.map((child) => `  ${child.label}: ${child.description}`),
  ]);
}

function busyShop(): ClusterLab {
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
  return lab;
}

describe('the view of traffic', () => {
  it('says in words that all is well, and what it costs when it is not', () => {
    const lab = busyShop();
    lab.runFor(30_000);
    const { traffic } = lab.cluster;
    const [first, ...meters] = shown(trafficItems(traffic.runs));
    assert.equal(first, 'shop at NodePort 30080: all answered');
    assert.ok(meters.includes('  Failed: none'));
    assert.ok(meters.includes('  Money lost: $0.00'));
    assert.ok(meters.includes('  Answered by: 2 pods'));
    assert.equal(trafficSummary(traffic.active)?.text, '100% answered');
    lab.scale('shop', 0);
    lab.runFor(90_000);
    const [down] = trafficItems(traffic.runs);
    assert.match(down?.description ?? '', /^OFFLINE · \$[\d,]+\.\d\d lost$/);
    assert.equal(down?.health, 'bad');
    const failed = shown([down ?? assert.fail()]).find((text) => text.includes('no ready pod'));
    assert.match(failed ?? '', /^ {2}[\d,]+ refused: the Service has no ready pod/);
    assert.equal(trafficSummary(traffic.active)?.isFailing, true);
  });

  it('keeps what has ended below what goes on', () => {
    const lab = busyShop();
    lab.runFor(5_000);
    lab.input({ type: 'stopTraffic', id: 'traffic-1' });
    const [ended] = trafficItems(lab.cluster.traffic.runs);
    assert.equal(ended?.description, 'ended, 100% answered');
    assert.equal(ended?.context, 'traffic.ended');
    assert.equal(trafficSummary(lab.cluster.traffic.active), undefined);
  });

  it('has a report with a chart, the meters and when it was down', () => {
    const lab = busyShop();
    lab.runFor(10_000);
    lab.scale('shop', 0);
    lab.runFor(20_000);
    const run = lab.cluster.traffic.run('traffic-1') ?? assert.fail();
    const page = trafficPage(run, lab.nowMs);
    assert.match(page, /<h1>Traffic to shop at NodePort 30080/);
    assert.match(page, /offline: nobody was answered/);
    assert.doesNotMatch(page, /undefined|NaN|Infinity/);
  });
});

describe('whom simulated users can call', () => {
  it('what is the learner’s: Ingresses and NodePorts from outside, Services from inside', () => {
    const lab = busyShop();
    const choices = targetChoices(lab.list(SERVICES), lab.list(INGRESSES));
    assert.deepEqual(
      choices.map(({ label, description }) => `${label} (${description})`),
      [
        'Ingress front (default · from outside)',
        'shop at NodePort 30080 (default · from outside)',
        'Service shop:80 (default · from inside)',
      ],
    );
    const [ingress] = choices;
    assert.equal(ingress?.target.kind === 'ingress' && ingress.target.host, 'www.example.com');
  });
});

describe('figures for people', () => {
  it('are short, and never say that all is well where it is not', () => {
    assert.equal(countText(1234567), '1,234,567');
    assert.equal(moneyText(1234.5), '$1,234.50');
    assert.equal(percentText(0.99999), '99.9%');
    assert.equal(percentText(1), '100%');
    assert.equal(percentText(undefined), 'no requests');
    assert.equal(durationText(0.84), '0.8 ms');
    assert.equal(durationText(5100), '5.1 s');
    assert.equal(spanText(350_000), '5 min 50 s');
    assert.equal(spanText(60_000), '1 min');
  });
});
