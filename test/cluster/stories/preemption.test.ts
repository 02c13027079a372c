// A full cluster, and a pod that counts for more than those that are there.
import assert from 'node:assert/strict';
import { PODS } from '../../../src/apis/resources';
import { lostPod } from '../../../src/views/causes/lostPod';
import { rootOf } from '../../../src/views/causes/causeChain';
import { whyObject } from '../../../src/views/causes/whyObject';
import { ClusterLab } from '../clusterLab';
import { workload } from '../../views/causes/workloads';

const CLASS = `apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: urgent}
value: 1000
`;
const ASKING = 'resources: {requests: {cpu: 3}}, ';

function why(lab: ClusterLab, name: string): string {
  const { history, verdicts, observerApi } = lab.cluster;
  const target = { resource: PODS, namespace: 'default', name };
  return whyObject({ history, verdicts, observerApi }, target, lab.pod(name)).headline;
}

describe('a pod of higher priority', () => {
  it('takes the place of another, whose ReplicaSet cannot replace it; both say why', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    lab.apply(CLASS);
    lab.apply(workload('Deployment', 'web', 1, ASKING));
    lab.untilReady('web');
    const victim = lab.pods('web-')[0]?.metadata.name ?? '';
    lab.apply(workload('Pod', 'urgent', 1, ASKING, 'priorityClassName: urgent, '));
    lab.until('room is made', () => lab.pod('urgent')?.status.nominatedNodeName === 'worker-1');
    assert.equal(
      why(lab, 'urgent'),
      'It is Pending: the scheduler makes room for it on worker-1 (status.nominatedNodeName) and has preempted pods of lower priority there; it is placed once they have ended.',
    );
    lab.until('it runs', () => lab.pod('urgent')?.status.phase === 'Running');
    assert.equal(lab.pod('urgent')?.spec.nodeName, 'worker-1');
    assert.equal(lab.pod('urgent')?.status.nominatedNodeName, undefined);
    assert.equal(lab.podCensus('web-'), 'Pending 1');

    const lost = lostPod(lab.cluster.history, 'default', victim);
    assert.equal(lost?.reason, 'preempted');
    assert.equal(
      lost.headline,
      `Pod default/${victim} was preempted: the scheduler made room on worker-1 for Pod default/urgent, whose priority is higher (1000, over 0).`,
    );
    assert.equal(
      rootOf(lost.steps)?.text,
      'kubernetes-admin asked the API server with kubectl apply: create pods default/urgent',
    );
    const events = lab.events(victim).filter((event) => event.includes('Preempted'));
    assert.equal(events.length, 1, events.join());
  });
});
