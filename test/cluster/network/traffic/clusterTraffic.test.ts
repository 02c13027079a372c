// What simulated users meet: an app that answers, one that is gone, a node that crashes under them.
import assert from 'node:assert/strict';
import type { ClusterInput } from '../../../../src/cluster/clusterInput';
import type { TrafficRun } from '../../../../src/cluster/network/traffic/trafficRun';
import type {
  TrafficSpec,
  TrafficTarget,
} from '../../../../src/cluster/network/traffic/trafficSpec';
import { DEPLOYMENTS } from '../../../../src/apis/resources';
import { replay } from '../../../../src/simulation/replay';
import { ClusterLab, newCluster } from '../../clusterLab';

function shop(replicas: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: ${String(replicas)}
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
        - name: web
          image: nginx:1.29
          ports: [{containerPort: 80}]
          readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 5}
---
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  type: NodePort
  selector: {app: shop}
  ports: [{port: 80, nodePort: 30080}]
`;
}

const BY_NAME: TrafficTarget = { kind: 'service', namespace: 'default', service: 'shop', port: 80 };
const BY_NODE_PORT: TrafficTarget = {
  kind: 'nodePort',
  namespace: 'default',
  service: 'shop',
  nodePort: 30080,
};

function spec(target: TrafficTarget, more: Partial<TrafficSpec> = {}): TrafficSpec {
  return {
    id: 'users',
    target,
    path: '/',
    requestsPerSecond: 20,
    pricePerFailure: 0.5,
    timeoutMs: 10_000,
    ...more,
  };
}

function openShop(replicas: number, workers = 3): ClusterLab {
  const lab = ClusterLab.boot({ workers });
  lab.apply(shop(replicas));
  lab.untilReady('shop');
  lab.runFor(5_000);
  return lab;
}

function send(lab: ClusterLab, traffic: TrafficSpec): TrafficRun {
  lab.input({ type: 'startTraffic', traffic });
  return lab.cluster.traffic.run(traffic.id) ?? assert.fail('no traffic');
}

function states({ meter }: TrafficRun): string {
  return meter.segments.map(({ state }) => state).join(' ');
}

describe('traffic to a Service', () => {
  it('is answered by its pods in equal shares, within milliseconds', () => {
    const lab = openShop(3);
    const { meter } = send(lab, spec(BY_NAME));
    lab.runFor(60_000);
    const { succeeded, failed, latencies } = meter.total;
    assert.equal(failed, 0);
    assert.ok(succeeded > 1150 && succeeded < 1250, String(succeeded));
    const shares = [...meter.servedBy.values()].map((count) => count / succeeded);
    assert.equal(shares.length, 3);
    for (const share of shares) assert.ok(share > 0.28 && share < 0.39, String(share));
    const { p50 = 0, p95 = 0, p99 = 0 } = latencies;
    assert.ok(p50 > 2 && p50 < p95 && p95 < p99 && p99 < 30, `${p50} ${p95} ${p99}`);
    assert.equal(meter.lostMoney, 0);
  });

  it('shows in the logs of the pods, one line a second', () => {
    const lab = openShop(1);
    send(lab, spec(BY_NAME, { path: '/index.html' }));
    lab.runFor(10_000);
    const [pod] = lab.pods('shop');
    const log = lab.cluster.streams.log('default', pod?.metadata.name ?? '', {
      previous: false,
      follow: false,
      timestamps: false,
    });
    const lines = log
      .read()
      .split('\n')
      .filter((line) => line.includes('simulated-user'));
    assert.ok(lines.length >= 8 && lines.length <= 12, String(lines.length));
    assert.match(lines[0] ?? '', /"GET \/index.html HTTP\/1.1" 200/);
  });

  it('fails at once without endpoints, and is back when there are some; the money is counted', () => {
    const lab = openShop(1);
    const run = send(lab, spec(BY_NAME));
    lab.runFor(10_000);
    lab.scale('shop', 0);
    lab.runFor(30_000);
    lab.scale('shop', 1);
    lab.untilReady('shop');
    lab.runFor(20_000);
    const { meter } = run;
    assert.ok(meter.count('noEndpoints') > 500, String(meter.count('noEndpoints')));
    assert.equal(meter.lostMoney, meter.total.failed * 0.5);
    assert.ok(meter.offlineMs > 27_000 && meter.offlineMs < 40_000, String(meter.offlineMs));
    assert.match(states(run), /^up (?:degraded )?offline (?:degraded )?up$/);
  });

  it('to a name that no Service has, or with DNS down, finds nobody', () => {
    const lab = openShop(1);
    const missing = send(lab, spec({ ...BY_NAME, service: 'shpo' }, { id: 'typo' }));
    lab.runFor(5_000);
    assert.equal(missing.meter.count('unknownName'), missing.meter.total.failed);
    const { meter } = send(lab, spec(BY_NAME));
    lab.runFor(5_000);
    assert.equal(meter.total.failed, 0);
    lab.admin.patch(DEPLOYMENTS, 'kube-system', 'coredns', {
      type: 'merge',
      body: { spec: { replicas: 0 } },
    });
    lab.runFor(40_000);
    assert.ok(meter.count('noDns') > 300, String(meter.count('noDns')));
  });

  it('to an app that hangs times out, until it goes on', () => {
    const lab = openShop(1);
    const { meter } = send(lab, spec(BY_NAME));
    const target = { namespace: 'default', pod: lab.pods('shop')[0]?.metadata.name ?? '' };
    lab.runFor(5_000);
    lab.input({ type: 'fault', fault: 'container-hang', target });
    lab.runFor(4_000);
    assert.ok(meter.count('timeout') > 60, String(meter.count('timeout')));
    lab.input({ type: 'liftFault', fault: 'container-hang', target });
    lab.runFor(10_000);
    const before = meter.total.failed;
    lab.runFor(10_000);
    assert.equal(meter.total.failed, before);
  });

  it('to a path that the app does not have is answered with an error', () => {
    const lab = openShop(1);
    const { meter } = send(lab, spec(BY_NAME, { path: '/nowhere' }));
    lab.runFor(5_000);
    assert.equal(meter.total.succeeded, 0);
    assert.deepEqual([...meter.errorStatuses.keys()], [404]);
  });
});

describe('traffic from outside through a NodePort', () => {
  it('of an app on one node ends with the node, until the pod is replaced elsewhere', () => {
    const lab = openShop(1);
    const run = send(lab, spec(BY_NODE_PORT));
    lab.runFor(30_000);
    const node = lab.pods('shop')[0]?.spec.nodeName ?? '';
    lab.crash(node);
    lab.runFor(420_000);
    const { meter } = run;
    // Silence is noticed after 50 s and a bit; 300 s later the pod is evicted, and starts elsewhere.
    assert.ok(meter.offlineMs > 340_000 && meter.offlineMs < 370_000, String(meter.offlineMs));
    assert.ok(meter.count('timeout') > 500 && meter.count('noEndpoints') > 5000);
    assert.match(states(run), /^up (?:degraded )?offline (?:degraded )?up$/);
    assert.ok(meter.lostMoney > 3000);
  });

  it('of an app on three nodes loses some requests for a minute, and is never offline', () => {
    const lab = openShop(3);
    const run = send(lab, spec(BY_NODE_PORT));
    lab.runFor(30_000);
    lab.crash(lab.pods('shop')[0]?.spec.nodeName ?? '');
    lab.runFor(420_000);
    const { meter } = run;
    assert.equal(meter.offlineMs, 0);
    assert.ok(meter.degradedMs > 40_000 && meter.degradedMs < 70_000, String(meter.degradedMs));
    assert.equal(states(run), 'up degraded up');
    const { failed, succeeded } = meter.total;
    assert.ok(failed < succeeded / 15, `${String(failed)} of ${String(succeeded)}`);
  });

  it('of one node alone is gone with that node, wherever the pods are', () => {
    const lab = openShop(3);
    const { meter } = send(lab, spec({ ...BY_NODE_PORT, node: 'worker-1' }));
    lab.runFor(10_000);
    assert.equal(meter.total.failed, 0);
    lab.crash('worker-1');
    lab.runFor(60_000);
    assert.equal(meter.recent.succeeded, 0);
    assert.ok(meter.count('timeout') > 1000);
  });
});

describe('traffic from outside to a node whose cable is cut or slow', () => {
  const ofOneNode = spec({ ...BY_NODE_PORT, node: 'worker-1' });

  it('waits in vain at its NodePort, and is served by the other nodes', () => {
    const lab = openShop(3);
    const alone = send(lab, ofOneNode);
    const all = send(lab, spec(BY_NODE_PORT, { id: 'all' }));
    lab.runFor(10_000);
    lab.input({ type: 'fault', fault: 'node-partition', target: { node: 'worker-1' } });
    lab.runFor(120_000);
    assert.equal(alone.meter.recent.succeeded, 0);
    assert.equal(alone.meter.count('timeout'), alone.meter.total.failed);
    // The load balancer has taken the node out, and its pod has left the endpoints.
    assert.equal(all.meter.recent.failed, 0);
    assert.ok(all.meter.total.failed > 0);
    lab.input({ type: 'liftAllFaults' });
    lab.runFor(60_000);
    assert.equal(alone.meter.recent.failed, 0);
  });

  it('goes on while only the control plane is cut off the workers', () => {
    const lab = openShop(3);
    const { meter } = send(lab, ofOneNode);
    lab.input({ type: 'fault', fault: 'control-plane-partition', target: {} });
    lab.runFor(30_000);
    assert.equal(meter.total.failed, 0);
  });

  it('takes half a second longer each way', () => {
    const lab = openShop(3);
    lab.input({ type: 'fault', fault: 'slow-network', target: { node: 'worker-1' } });
    const { meter } = send(lab, ofOneNode);
    lab.runFor(30_000);
    // A handshake and a request to the node, and as much again to a pod on another.
    assert.ok((meter.total.latencies.p50 ?? 0) > 2_000);
    assert.equal(meter.total.failed, 0);
  });
});

describe('traffic through an Ingress', () => {
  const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: front
spec:
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: shop, port: {number: 80}}}
`;
  const target: TrafficTarget = {
    kind: 'ingress',
    namespace: 'default',
    ingress: 'front',
    host: 'shop.example.com',
  };

  it('goes to the pods of its backend; the controller tries another where one is gone', () => {
    const lab = openShop(3);
    lab.apply(INGRESS);
    const { meter } = send(lab, spec(target));
    lab.runFor(20_000);
    assert.equal(meter.total.failed, 0);
    assert.ok((meter.total.latencies.p99 ?? 0) < 200);
    lab.crash(lab.pods('shop')[0]?.spec.nodeName ?? '');
    // Once the load balancer has taken the node out, only the way to its pod is dead.
    lab.runFor(25_000);
    const before = meter.total.failed;
    lab.runFor(20_000);
    assert.equal(meter.total.failed, before, 'those that wait are answered');
    assert.ok((meter.recent.latencies.p95 ?? 0) > 5000, 'after the time to connect');
  });

  it('without an app behind it is answered 503, and 404 for another host', () => {
    const lab = openShop(1);
    lab.apply(INGRESS);
    lab.scale('shop', 0);
    lab.runFor(10_000);
    const { meter } = send(lab, spec(target));
    const other = send(lab, spec({ ...target, host: 'other.example.com' }, { id: 'other' }));
    lab.runFor(5_000);
    assert.deepEqual([...meter.errorStatuses.keys()], [503]);
    assert.deepEqual([...other.meter.errorStatuses.keys()], [404]);
  });
});

describe('traffic as an input', () => {
  it('is replayed from the journal to the same count', () => {
    const lab = openShop(2);
    const { meter } = send(lab, spec(BY_NODE_PORT));
    lab.runFor(20_000);
    lab.crash('worker-2');
    lab.runFor(60_000);
    lab.input({ type: 'stopTraffic', id: 'users' });
    lab.runFor(10_000);
    const again = newCluster();
    const { cluster } = lab;
    const entries = cluster.journal.entries;
    const replayInput = (input: ClusterInput): void => {
      again.replayInput(input);
    };
    const steps = replay(again.simulation, entries, cluster.position, replayInput, 100);
    while (steps.next().done !== true);
    assert.equal(again.simulation.trace.hash, cluster.simulation.trace.hash);
    const copy = again.traffic.run('users');
    assert.deepEqual(copy?.meter.total, meter.total);
    assert.notEqual(copy?.stoppedAtMs, undefined);
  });

  it('stops where it is told to, and is refused where it makes no sense', () => {
    const lab = openShop(1);
    const { meter } = send(lab, spec(BY_NAME));
    lab.runFor(5_000);
    lab.input({ type: 'stopTraffic', id: 'users' });
    const before = meter.total.succeeded;
    lab.runFor(5_000);
    assert.equal(meter.total.succeeded, before);
    assert.deepEqual(lab.cluster.traffic.active, []);
    const start = (more: Partial<TrafficSpec>) => () => {
      lab.input({ type: 'startTraffic', traffic: spec(BY_NAME, { id: 'b', ...more }) });
    };
    assert.throws(start({ requestsPerSecond: 0 }), /more than 0 and at most 10000 requests/);
    assert.throws(start({ requestsPerSecond: Number.NaN }), /not NaN/);
    assert.throws(start({ pricePerFailure: -1 }), /price/);
    assert.throws(start({ path: 'x' }), /starts with "\/"/);
    assert.throws(() => {
      lab.input({ type: 'stopTraffic', id: 'users' });
    }, /No traffic named "users" goes on/);
  });

  it('at low rates sends one request at a time', () => {
    const lab = openShop(1);
    const { meter } = send(lab, spec(BY_NAME, { requestsPerSecond: 0.5 }));
    const before = lab.cluster.simulation.executedEvents;
    lab.runFor(120_000);
    assert.ok(meter.total.succeeded >= 58 && meter.total.succeeded <= 62);
    assert.ok(lab.cluster.simulation.executedEvents > before);
  });
});
