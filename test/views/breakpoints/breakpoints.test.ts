// Breakpoints: from what people type to the writes that they stop at.
import assert from 'node:assert/strict';
import type { ApiObject } from '../../../src/apimachinery/objectMeta';
import type { Resource } from '../../../src/apimachinery/resource';
import { DEPLOYMENTS, EVENTS, LEASES, NODES, PODS } from '../../../src/apis/resources';
import { breakpointText } from '../../../src/views/breakpoints/breakpointText';
import { isHit, type ClusterWrite } from '../../../src/views/breakpoints/breakpointHit';
import { parseBreakpoint } from '../../../src/views/breakpoints/parseBreakpoint';
import { CommandWordsError } from '../../../src/views/debugger/commandWords';
import { SCHEMA } from '../../kubernetesSchema';

const parse = (text: string): ReturnType<typeof parseBreakpoint> =>
  parseBreakpoint(text, SCHEMA.resources);

function write(
  resource: Resource,
  name: string,
  states: { readonly before?: object; readonly after?: object; readonly writer?: string },
): ClusterWrite {
  // As much of an object as breakpoints look at.
  const object = (state: object | undefined): ApiObject | undefined =>
    state === undefined ? undefined : ({ metadata: { name }, ...state } as unknown as ApiObject);
  return {
    writer: states.writer ?? 'kubernetes-admin',
    resource,
    namespace: resource.namespaced ? 'default' : undefined,
    name,
    object: object(states.after),
    previous: object(states.before),
  };
}

describe('breakpoints', () => {
  const pod = (phase: string, app = 'web'): object => ({
    metadata: { name: 'web-1', labels: { app } },
    status: { phase },
  });

  it('stop where an object that matches changes', () => {
    const change = write(PODS, 'web-1', { before: pod('Pending'), after: pod('Running') });
    const verdicts = [
      'change pods',
      'change po -l app=web',
      'change Pod/web-1',
      'change pods -l app=db',
      'change pods/web-2',
      'change pods -n shop',
      'change deploy',
    ].map((text) => `${text}: ${String(isHit(parse(text), change))}`);
    assert.deepEqual(verdicts, [
      'change pods: true',
      'change po -l app=web: true',
      'change Pod/web-1: true',
      'change pods -l app=db: false',
      'change pods/web-2: false',
      'change pods -n shop: false',
      'change deploy: false',
    ]);
  });

  it('stop where an object is created and deleted, too', () => {
    const stop = parse('change pods -l app=web');
    assert.ok(isHit(stop, write(PODS, 'web-1', { after: pod('Pending') })));
    assert.ok(isHit(stop, write(PODS, 'web-1', { before: pod('Running') })));
  });

  it('of a field stop at no other change', () => {
    const stop = parse('change deployments/web --path .spec.replicas');
    const scaled = { before: { spec: { replicas: 1 } }, after: { spec: { replicas: 3 } } };
    const reported = {
      before: { spec: { replicas: 3 } },
      after: { spec: { replicas: 3 }, status: {} },
    };
    assert.ok(isHit(stop, write(DEPLOYMENTS, 'web', scaled)));
    assert.ok(!isHit(stop, write(DEPLOYMENTS, 'web', reported)));
  });

  it('stop where a component writes', () => {
    const by = (writer: string): ClusterWrite =>
      write(PODS, 'web-1', { after: pod('Pending'), writer });
    const controller = 'system:serviceaccount:kube-system:replicaset-controller';
    assert.ok(isHit(parse('write kube-scheduler'), by('system:kube-scheduler')));
    assert.ok(isHit(parse('write kube-controller-manager'), by(controller)));
    assert.ok(isHit(parse('write kubelet'), by('system:node:worker-1')));
    assert.ok(isHit(parse('write kubelet --node worker-1'), by('system:node:worker-1')));
    assert.ok(!isHit(parse('write kubelet --node worker-2'), by('system:node:worker-1')));
    assert.ok(isHit(parse('write kubectl'), by('jane')));
    assert.ok(!isHit(parse('write kubectl'), by(controller)));
  });

  it('do not stop where a component renews its lease, but where leases are asked for', () => {
    const renewal = write(LEASES, 'kube-scheduler', { after: {}, writer: 'system:kube-scheduler' });
    assert.ok(!isHit(parse('write kube-scheduler'), renewal));
    assert.ok(isHit(parse('change leases'), renewal));
  });

  it('stop where an event with a reason is recorded', () => {
    const event = {
      reason: 'BackOff',
      type: 'Warning',
      involvedObject: { kind: 'Pod', name: 'web-1' },
    };
    const recorded = write(EVENTS, 'web-1.18d75b921c6821d4', { after: event });
    assert.ok(isHit(parse('event BackOff'), recorded));
    assert.ok(isHit(parse('event *'), recorded));
    assert.ok(isHit({ type: 'event', warning: true, kind: 'Pod', name: 'web-1' }, recorded));
    assert.ok(!isHit(parse('event Killing'), recorded));
    assert.ok(!isHit({ type: 'event', kind: 'Node' }, recorded));
    assert.ok(!isHit(parse('event BackOff'), write(LEASES, 'worker-1', { after: event })));
  });

  it('stop where a pod enters a phase, and not while it stays in it', () => {
    const stop = parse('phase Running -l app=web');
    assert.ok(isHit(stop, write(PODS, 'web-1', { before: pod('Pending'), after: pod('Running') })));
    assert.ok(
      !isHit(stop, write(PODS, 'web-1', { before: pod('Running'), after: pod('Running') })),
    );
    assert.ok(
      !isHit(
        stop,
        write(PODS, 'db-1', { before: pod('Pending', 'db'), after: pod('Running', 'db') }),
      ),
    );
  });

  it('stop where a node is not ready any more', () => {
    const node = (status: string): object => ({
      status: { conditions: [{ type: 'Ready', status }] },
    });
    const stop = { type: 'nodeNotReady' } as const;
    assert.ok(
      isHit(stop, write(NODES, 'worker-1', { before: node('True'), after: node('Unknown') })),
    );
    assert.ok(!isHit(stop, write(NODES, 'worker-1', { after: node('False') })));
    assert.ok(
      !isHit(stop, write(NODES, 'worker-1', { before: node('Unknown'), after: node('Unknown') })),
    );
  });

  it('read back what they are written as', () => {
    for (const text of [
      "change pods -n shop -l 'app=web,tier in (a,b)'",
      'change deployments.apps/web --path .spec.replicas -n default',
      'write kubelet --node worker-1',
      'event FailedScheduling',
      'event *',
      'phase Failed -l app=web',
    ]) {
      const once = parse(text);
      assert.deepEqual(parse(breakpointText(once)), once, text);
    }
  });

  const wrong = {
    '': 'A breakpoint begins with "change", "write", "event" or "phase": "change deployments/web", "change pods -l app=web", "write kube-scheduler", "event FailedScheduling", "phase Failed".',
    'brake pods':
      'A breakpoint begins with "change", "write", "event" or "phase", not with "brake": "change deployments/web", "change pods -l app=web", "write kube-scheduler", "event FailedScheduling", "phase Failed".',
    change: 'Say what is to change: "change pods" or "change deployments/web".',
    'change pots':
      'The cluster has no resource type "pots": kubectl api-resources lists those that it has.',
    'change pods/':
      '"pods/" is no "type/name": "change pods/web-1 -n shop", or "change pods" for all of them.',
    'change default/pods/web-1':
      'The cluster has no resource type "default": kubectl api-resources lists those that it has.',
    'change pods/web-1/status':
      '"pods/web-1/status" is no "type/name": "change pods/web-1 -n shop", or "change pods" for all of them.',
    'change nodes/worker-1 -n shop': 'nodes are in no namespace: leave "-n" out.',
    'change pods -l -n shop': '-l needs a value after it.',
    'change pods -l app==web,': `-l is no label selector such as "app=web,tier in (a,b)": found '', expected: identifier after ','`,
    'change pods -l "app in ("': `-l is no label selector such as "app=web,tier in (a,b)": unable to parse requirement: found '', expected: ',', ')' or identifier`,
    'phase Running -l !': `-l is no label selector such as "app=web,tier in (a,b)": unable to parse requirement: found '', expected: identifier`,
    'change pods -l': '-l needs a value after it.',
    'change pods all': '"all" is not understood here.',
    'write etcd':
      '"etcd" is not one of those who writes: kubectl, kube-apiserver, kube-scheduler, kube-controller-manager, kubelet, kube-proxy ("kubectl" is everybody outside of the cluster).',
    'write kube-scheduler --node worker-1': '--node is for the kubelet: the Scheduler is one.',
    event: 'Say the reason of the event: "event BackOff", or "event *" for any.',
    'phase Done': '"Done" is no phase of a pod: Pending, Running, Succeeded, Failed, Unknown.',
  };
  for (const [text, message] of Object.entries(wrong)) {
    it(`say what is wrong with "${text}"`, () => {
      assert.throws(
        () => parse(text),
        (error: Error) => {
          assert.ok(error instanceof CommandWordsError);
          assert.equal(error.message, message);
          return true;
        },
      );
    });
  }

  it('say what is wrong with a path', () => {
    assert.throws(() => parse('change pods --path .a['), CommandWordsError);
  });
});
