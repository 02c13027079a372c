// Leases of API servers that are gone: kept for an hour, taken with the next look of a server that is there.
import assert from 'node:assert/strict';
import { LEASES } from '../../../src/apis/resources';
import { IDENTITY_LABELS } from '../../../src/cluster/apiserver/serverPresence';
import { ServerLab } from './serverLab';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function leases(lab: ServerLab): readonly string[] {
  return lab.client.list(LEASES, 'kube-system').items.map(({ metadata }) => metadata.name);
}

function lease(
  lab: ServerLab,
  name: string,
  spec: { renewTime?: string; leaseDurationSeconds?: number },
  labels: Readonly<Record<string, string>> = IDENTITY_LABELS,
): void {
  lab.client.create(LEASES, 'kube-system', {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, labels },
    spec,
  });
}

function renewedNow(lab: ServerLab): { renewTime: string; leaseDurationSeconds: number } {
  return { renewTime: lab.clock.nowMicro(), leaseDurationSeconds: 3_600 };
}

describe('The identity leases of API servers', () => {
  it('go with a server that starts, where they have run out or say nothing', () => {
    const lab = new ServerLab();
    const long = renewedNow(lab);
    lease(lab, 'apiserver-gone', long);
    lease(lab, 'apiserver-strange', { leaseDurationSeconds: 3_600 });
    lease(lab, 'apiserver-endless', { renewTime: long.renewTime });
    lease(lab, 'somebody-else', long, {});
    lab.runFor(HOUR_MS + 1);
    lease(lab, 'apiserver-other', renewedNow(lab));
    lab.restart();
    assert.deepEqual(leases(lab), ['apiserver-other', 'somebody-else']);
  });

  it('are looked at every hour, by a server that runs', () => {
    const lab = new ServerLab().restart();
    lab.runFor(10 * MINUTE_MS);
    lease(lab, 'apiserver-gone', renewedNow(lab));
    lab.runFor(HOUR_MS);
    assert.deepEqual(leases(lab), ['apiserver-gone'], 'it had not run out when the server looked');
    lab.runFor(49 * MINUTE_MS);
    assert.deepEqual(leases(lab), ['apiserver-gone']);
    lab.runFor(2 * MINUTE_MS);
    assert.deepEqual(leases(lab), []);
  });
});
