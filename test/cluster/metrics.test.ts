import assert from 'node:assert/strict';
import { parseTime } from '../../src/apimachinery/time';
import { ADMIN } from '../../src/cluster/cluster';
import { ClusterLab } from './clusterLab';

interface MetricsBody {
  readonly kind: string;
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly timestamp: string;
    readonly containers: readonly {
      readonly usage: { readonly cpu: string; readonly memory: string };
    }[];
  }[];
}

function get(lab: ClusterLab, path: string) {
  const target = `/apis/metrics.k8s.io/v1beta1${path}`;
  const request = { method: 'GET', target, headers: {}, body: '', user: ADMIN };
  const result = lab.cluster.rest().handle(request);
  assert.equal(result.type, 'response');
  assert.ok(result.type === 'response');
  const { body } = result;
  const text = typeof body === 'string' ? body : [...body].join('');
  return { code: result.code, body: JSON.parse(text) as MetricsBody };
}

describe('metrics.k8s.io', () => {
  it('tells what nodes and pods use, the same for the same moment', () => {
    const lab = ClusterLab.boot();
    lab.applySample('hello.yaml');
    lab.untilReady('hello');
    assert.deepEqual(get(lab, '/namespaces/default/pods').body.items, [], 'asked but once so far');
    lab.runFor(20_000);
    const pods = get(lab, '/namespaces/default/pods?labelSelector=app%3Dhello');
    assert.equal(pods.body.kind, 'PodMetricsList');
    assert.equal(pods.body.items.length, 3);
    const [pod] = pods.body.items;
    assert.ok(pod);
    const [container] = pod.containers;
    assert.match(container?.usage.cpu ?? '', /^\d+n$/);
    assert.match(container?.usage.memory ?? '', /^\d+Ki$/);
    assert.equal((parseTime(pod.timestamp) ?? 1) % 15_000, 0);
    assert.deepEqual(get(lab, '/namespaces/default/pods?labelSelector=app%3Dhello'), pods);
    assert.equal(get(lab, `/namespaces/default/pods/${pod.metadata.name}`).body.kind, 'PodMetrics');
    assert.equal(get(lab, '/namespaces/default/pods/nobody').code, 404);
    assert.equal(get(lab, '/nodes').body.items.length, 4);
    lab.crash('worker-1');
    assert.equal(get(lab, '/nodes').body.items.length, 3);
  });

  it('is read-only, and has its API service', () => {
    const lab = ClusterLab.boot();
    const request = {
      method: 'DELETE',
      target: '/apis/metrics.k8s.io/v1beta1/nodes/worker-1',
      headers: {},
      body: '',
      user: ADMIN,
    };
    const refused = lab.cluster.rest().handle(request);
    assert.ok(refused.type === 'response' && refused.code === 405);
    const service = lab.cluster.rest().handle({
      ...request,
      method: 'GET',
      target: '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io',
    });
    assert.ok(service.type === 'response' && service.code === 200);
  });
});
