// Policies of Services: which pods a node's kube-proxy takes, and who gets the same pod again.
import assert from 'node:assert/strict';
import { PODS } from '../../../src/apis/resources';
import type { Connection } from '../../../src/cluster/runtime/networkView';
import { ClusterLab } from '../clusterLab';

function whoami(replicas: number, spec: string): ClusterLab {
  const lab = ClusterLab.boot();
  lab.apply(`apiVersion: apps/v1
kind: Deployment
metadata: {name: who}
spec:
  replicas: ${String(replicas)}
  selector: {matchLabels: {app: who}}
  template:
    metadata: {labels: {app: who}}
    spec: {containers: [{name: who, image: "traefik/whoami:v1.11"}]}
---
apiVersion: v1
kind: Service
metadata: {name: who}
spec: {type: NodePort, selector: {app: who}, ports: [{port: 80, nodePort: 30080}], ${spec}}
`);
  lab.untilReady('who');
  lab.runFor(2000);
  return lab;
}

/** The name of the pod that answers, or why none does. */
function answer(connection: Connection): string {
  if (connection.kind !== 'connected') return connection.kind;
  const request = { method: 'GET', target: '/', headers: {}, body: '', remoteAddress: '10.0.0.1' };
  const body = connection.peer.http(request)?.body ?? '';
  return /Hostname: (\S+)/.exec(body)?.[1] ?? body;
}

function call(lab: ClusterLab, node: string, from = '10.244.9.9'): string {
  const { network } = lab.cluster.machines.get(node) ?? assert.fail(`no ${node}`);
  const found = network.lookup('who', 'default');
  const [address = ''] = found.kind === 'found' ? found.addresses : [];
  return answer(network.connect(from, address, 80));
}

/** How many of the users of one node's port are answered, and how those end that are not. */
function usersOf(lab: ClusterLab, node: string): string {
  const target = {
    kind: 'nodePort',
    namespace: 'default',
    service: 'who',
    nodePort: 30080,
  } as const;
  const traffic = {
    id: `users of ${node}`,
    target: { ...target, node },
    path: '/',
    requestsPerSecond: 10,
    pricePerFailure: 0,
    timeoutMs: 1000,
  };
  lab.input({ type: 'startTraffic', traffic });
  lab.runFor(5000);
  const meter = lab.cluster.traffic.run(traffic.id)?.meter;
  if (meter?.total.failed === 0) return 'answered';
  return meter?.count('timeout') === meter?.total.failed ? 'lost' : 'refused';
}

describe('externalTrafficPolicy: Local', () => {
  it('lets users in only on nodes with a pod; elsewhere their packets are lost', () => {
    const lab = whoami(1, 'externalTrafficPolicy: Local');
    const home = lab.pods('who')[0]?.spec.nodeName ?? '';
    const away = home === 'worker-1' ? 'worker-2' : 'worker-1';
    assert.equal(usersOf(lab, home), 'answered');
    assert.equal(usersOf(lab, away), 'lost');
    assert.match(call(lab, away), /^who-/, 'from inside it makes no difference');
    lab.scale('who', 0);
    lab.runFor(5000);
    assert.equal(call(lab, home), 'refused');
  });

  it('is not the default: any node leads to the pod', () => {
    const lab = whoami(1, 'externalTrafficPolicy: Cluster');
    for (const node of ['worker-1', 'worker-2', 'worker-3'])
      assert.equal(usersOf(lab, node), 'answered');
  });
});

describe('internalTrafficPolicy: Local', () => {
  it('keeps pods of a node to the pods of that node', () => {
    const lab = whoami(1, 'internalTrafficPolicy: Local');
    const home = lab.pods('who')[0]?.spec.nodeName ?? '';
    const away = home === 'worker-1' ? 'worker-2' : 'worker-1';
    assert.match(call(lab, home), /^who-/);
    assert.equal(call(lab, away), 'timeout');
    assert.equal(usersOf(lab, away), 'answered', 'users outside have their own policy');
  });
});

describe('sessionAffinity: ClientIP', () => {
  it('sends a client to the same pod again, until it is gone or time has passed', () => {
    const lab = whoami(
      3,
      'sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}',
    );
    const first = call(lab, 'worker-1');
    const again = Array.from({ length: 20 }, () => call(lab, 'worker-1'));
    assert.deepEqual(new Set(again), new Set([first]));
    const others = Array.from({ length: 30 }, (_, n) =>
      call(lab, 'worker-1', `10.244.8.${String(n)}`),
    );
    assert.equal(new Set(others).size, 3, 'each client has its own');
    lab.admin.delete(PODS, 'default', first);
    lab.runFor(5000);
    const next = call(lab, 'worker-1');
    assert.match(next, /^who-/);
    assert.notEqual(next, first);
    const later = Array.from({ length: 16 }, () => {
      lab.runFor(61_000);
      return call(lab, 'worker-1');
    });
    assert.ok(new Set(later).size > 1, 'forgotten after a minute');
  });

  it('is not the default', () => {
    const lab = whoami(3, 'sessionAffinity: None');
    const found = Array.from({ length: 30 }, () => call(lab, 'worker-1'));
    assert.equal(new Set(found).size, 3);
  });
});
