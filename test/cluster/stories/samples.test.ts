// What the sample manifests promise in their comments, and the guestbook of the tutorials.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { PODS, SERVICES } from '../../../src/apis/resources';
import { ClusterLab, CORPUS, masked, SAMPLES } from '../clusterLab';

const GUESTBOOK = path.join(
  CORPUS,
  'kubernetes-examples/web__guestbook__all-in-one__guestbook-all-in-one.yaml',
);

function runsGuestbook(yaml: string, names: readonly [string, string, string]): void {
  const lab = ClusterLab.boot();
  const [master, replica, frontend] = names;
  assert.deepEqual(lab.apply(yaml, 'guestbook.yaml').stdout.trim().split('\n').sort(), [
    'deployment.apps/frontend created',
    'deployment.apps/redis-master created',
    'deployment.apps/redis-replica created',
    'service/frontend created',
    'service/redis-master created',
    'service/redis-replica created',
  ]);
  lab.until('six pods run', () => lab.podCensus() === 'Running 6', 30_000);
  lab.runFor(1_000);
  assert.match(lab.podNodes('redis-replica'), /^worker-\d 1, worker-\d 1$/);
  assert.equal(lab.podNodes('frontend'), 'worker-1 1, worker-2 1, worker-3 1');
  const rows = masked(lab.get(PODS, { columns: ['NAME', 'READY', 'STATUS', 'RESTARTS'] }));
  assert.equal(
    rows.replace(/ +/g, ' '),
    `
NAME READY STATUS RESTARTS
frontend-* 1/1 Running 0
frontend-* 1/1 Running 0
frontend-* 1/1 Running 0
redis-master-* 1/1 Running 0
redis-replica-* 1/1 Running 0
redis-replica-* 1/1 Running 0`.trim(),
  );
  assert.deepEqual(lab.readyEndpoints(master), lab.pods('redis-master').map(nameOf));
  assert.deepEqual(lab.readyEndpoints(replica), lab.pods('redis-replica').map(nameOf));
  assert.deepEqual(lab.readyEndpoints(frontend), lab.pods('frontend').map(nameOf));
  assert.match(lab.apply(yaml, 'guestbook.yaml').stdout, /^(?:\S+ unchanged\n){6}$/);
}

function nameOf({ metadata }: { readonly metadata: { readonly name: string } }): string {
  return metadata.name;
}

describe('the sample manifests', () => {
  it('guestbook: six pods spread over three workers, services with endpoints', () => {
    const yaml = fs.readFileSync(path.join(SAMPLES, 'guestbook.yaml'), 'utf8');
    runsGuestbook(yaml, ['redis-master', 'redis-replica', 'frontend']);
  });

  it('the guestbook of kubernetes/examples does the same', function () {
    if (!fs.existsSync(GUESTBOOK)) this.skip();
    runsGuestbook(fs.readFileSync(GUESTBOOK, 'utf8'), [
      'redis-master',
      'redis-replica',
      'frontend',
    ]);
  });

  it('guestbook with a mistake: all but the document with the mistake is taken', () => {
    const lab = ClusterLab.boot();
    const yaml = fs.readFileSync(path.join(SAMPLES, 'guestbook-with-a-mistake.yaml'), 'utf8');
    const { stdout, stderr, exitCode } = lab.apply(yaml, 'guestbook-with-a-mistake.yaml', true);
    assert.equal(exitCode, 1);
    assert.equal(stdout.trim().split('\n').length, 5);
    assert.equal(
      stderr,
      'Error from server (BadRequest): error when creating "guestbook-with-a-mistake.yaml": ' +
        'Deployment in version "v1" cannot be handled as a Deployment: ' +
        'strict decoding error: unknown field "spec.replica"\n',
    );
  });

  it('hello: three web servers behind one address', () => {
    const lab = ClusterLab.boot();
    assert.equal(
      lab.applySample('hello.yaml').stdout,
      'deployment.apps/hello created\nservice/hello created\n',
    );
    lab.untilReady('hello');
    lab.runFor(1_000);
    assert.equal(lab.podNodes('hello'), 'worker-1 1, worker-2 1, worker-3 1');
    assert.equal(lab.readyEndpoints('hello').length, 3);
    const services = lab.get(SERVICES, { columns: ['NAME', 'TYPE', 'PORT(S)'] });
    assert.match(services, /^hello +ClusterIP +80\/TCP$/m);
  });

  it('one pod: runs', () => {
    const lab = ClusterLab.boot();
    assert.equal(lab.applySample('one-pod.yaml').stdout, 'pod/alone created\n');
    lab.until('it runs', () => lab.podCensus() === 'Running 1');
  });

  it('too big: stays Pending, and an event says why in the words of kube-scheduler', () => {
    const lab = ClusterLab.boot();
    lab.applySample('too-big.yaml');
    lab.runFor(600_000);
    assert.equal(lab.podCensus(), 'Pending 1');
    const message =
      '0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu, ' +
      '3 Insufficient memory. no new claims to deallocate, preemption: 0/4 nodes are available: ' +
      '4 Preemption is not helpful for scheduling.';
    // The second one, five minutes later, is about the pod with its new condition.
    const event = `Warning FailedScheduling ${message}`;
    assert.deepEqual(lab.events('too-big'), [event, event]);
    const { reason, message: told } = lab.pod('too-big')?.status.conditions?.[0] ?? {};
    assert.deepEqual([reason, told], ['Unschedulable', message]);
  });
});
