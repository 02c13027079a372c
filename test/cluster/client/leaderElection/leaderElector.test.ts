// Candidates for a Lease before a real API server: one leads, and another when it is gone.
import assert from 'node:assert/strict';
import type { Lease } from '../../../../src/apis/generated/coordination/v1';
import { EVENTS, LEASES } from '../../../../src/apis/resources';
import { Client } from '../../../../src/cluster/client/client';
import type { Component } from '../../../../src/cluster/client/component';
import { LeaderElected } from '../../../../src/cluster/client/leaderElection/leaderElected';
import { MASTERS } from '../../../../src/apimachinery/userInfo';
import { Link } from '../../../../src/simulation/link';
import { ServerLab } from '../../apiserver/serverLab';

interface Candidate {
  readonly process: LeaderElected;
  readonly link: Link;
  readonly log: string[];
  readonly start: () => void;
}

function candidate(lab: ServerLab, host: string): Candidate {
  const link = new Link(lab.simulation, { latencyMs: 2 });
  const user = { name: 'system:kube-scheduler', groups: [MASTERS] };
  const client = new Client(lab.api, user, link);
  const log: string[] = [];
  const note = (what: string): void => {
    log.push(`${String(Math.floor(lab.simulation.nowMs / 1000))} ${what}`);
  };
  const worker: Component = {
    start: () => {
      note('works');
    },
    stop: () => {
      note('stops');
    },
  };
  const { simulation, clock } = lab;
  const process = new LeaderElected({ simulation, clock, client }, worker, {
    name: 'kube-scheduler',
    host,
    component: 'default-scheduler',
  });
  const start = (): void => {
    process.start((code) => {
      note(`exits ${String(code)}`);
    });
  };
  return { process, link, log, start };
}

/** `a` leads, and `b` waits, for so long. */
function twoCandidates(ms: number): {
  readonly lab: ServerLab;
  readonly a: Candidate;
  readonly b: Candidate;
} {
  const lab = new ServerLab();
  const a = candidate(lab, 'a');
  const b = candidate(lab, 'b');
  a.start();
  b.start();
  lab.runFor(ms);
  return { lab, a, b };
}

function lease(lab: ServerLab): Lease {
  return lab.client.get(LEASES, 'kube-system', 'kube-scheduler');
}

function holder(lab: ServerLab): string | undefined {
  return lease(lab).spec.holderIdentity?.split('_')[0];
}

describe('leader election', () => {
  it('gives the lease to the first that asks, who renews it every two seconds', () => {
    const lab = new ServerLab();
    const a = candidate(lab, 'a');
    a.start();
    assert.deepEqual(a.log, ['0 works']);
    const { holderIdentity, ...spec } = lease(lab).spec;
    assert.match(holderIdentity ?? '', /^a_[0-9a-f-]{36}$/);
    assert.deepEqual(spec, {
      acquireTime: '2026-01-01T00:00:00.000000Z',
      leaseDurationSeconds: 15,
      leaseTransitions: 0,
      renewTime: '2026-01-01T00:00:00.000000Z',
    });
    lab.runFor(60_000);
    const later = lease(lab).spec;
    assert.equal(later.renewTime, '2026-01-01T00:01:00.000000Z');
    assert.equal(later.acquireTime, '2026-01-01T00:00:00.000000Z');
    const [event, ...others] = lab.client.list(EVENTS, 'kube-system').items;
    assert.deepEqual(others, []);
    assert.equal(event?.reason, 'LeaderElection');
    assert.equal(event.message, `${holderIdentity ?? ''} became leader`);
    assert.equal(event.involvedObject.kind, 'Lease');
    assert.deepEqual(event.source, { component: 'default-scheduler' });
  });

  it('waits until the lease of a leader that is gone has run out', () => {
    const { lab, a, b } = twoCandidates(60_000);
    assert.deepEqual(b.log, []);
    a.process.stop();
    lab.runFor(14_000);
    assert.equal(holder(lab), 'a');
    lab.runFor(6_000);
    assert.equal(holder(lab), 'b');
    assert.equal(lease(lab).spec.leaseTransitions, 1);
    assert.match(b.log.join(), /^7[4-9] works$/);
  });

  it('lets a leader that cannot renew give up before another can lead', () => {
    const { lab, a, b } = twoCandidates(10_000);
    a.link.partition();
    lab.runFor(13_000);
    assert.deepEqual(a.log, ['0 works', '22 stops', '22 exits 1']);
    assert.deepEqual(b.log, []);
    lab.runFor(7_000);
    assert.match(b.log.join(), /^2[5-9] works$/);
    a.link.heal();
    a.start();
    lab.runFor(30_000);
    assert.equal(holder(lab), 'b');
    assert.equal(a.log.length, 3);
  });

  it('outlasts a server that is down for ten seconds', () => {
    const lab = new ServerLab();
    const a = candidate(lab, 'a');
    a.start();
    lab.api.setServing(false);
    lab.runFor(11_000);
    lab.api.setServing(true);
    lab.runFor(30_000);
    assert.deepEqual(a.log, ['0 works']);
  });

  it('keeps a run from being idle only while the leader may be gone', () => {
    const { lab, a } = twoCandidates(10_000);
    assert.ok(lab.simulation.isIdle);
    a.process.stop();
    lab.runFor(7_000);
    assert.ok(!lab.simulation.isIdle);
    assert.ok(lab.simulation.runUntilIdle(20_000));
    assert.equal(holder(lab), 'b');
  });
});
