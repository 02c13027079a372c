import assert from 'node:assert/strict';
import { badRequest, notFound } from '../../src/apimachinery/apiStatus';
import { DEPLOYMENTS, NODES, PODS } from '../../src/apis/resources';
import { refusalText, requestText } from '../../src/cluster/requestRecord';
import { ClusterLab } from './clusterLab';

const jane = { name: 'jane', groups: [] };

describe('the record of requests from outside', () => {
  it('says who wants what', () => {
    assert.equal(
      requestText({
        verb: 'create',
        user: jane,
        resource: DEPLOYMENTS,
        namespace: 'shop',
        body: { metadata: { name: 'web' } },
        options: { fieldManager: 'kubectl-create' },
      }),
      'jane (kubectl-create) create deployments.apps shop/web',
    );
    assert.equal(
      requestText({
        verb: 'update',
        user: jane,
        resource: NODES,
        namespace: undefined,
        name: 'worker-1',
        subresource: 'status',
        body: {},
        options: {},
      }),
      'jane update nodes/status worker-1',
    );
  });

  it('says why it was refused', () => {
    assert.equal(refusalText(notFound(PODS, 'web')), '404 NotFound: pods "web" not found');
    assert.equal(refusalText(badRequest('why')), '400 BadRequest: why');
  });

  it('is the cause of all that follows', () => {
    const lab = ClusterLab.boot({ workers: 1 });
    lab.apply(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: c, image: nginx}]}\n',
    );
    lab.until(
      'the pod runs',
      () => lab.state.pods.get('default', 'web')?.status.phase === 'Running',
    );
    const { trace } = lab.cluster.simulation;
    const ids = Array.from({ length: 2_000 }, (_, back) => trace.lastId - back);
    const written = ids.find((id) => trace.entry(id)?.subject.endsWith('pods/status default/web'));
    const requests = trace.chain(written ?? 0).filter(({ label }) => label === 'request');
    assert.deepEqual(
      requests.map(({ subject }) => subject),
      ['kubernetes-admin (kubectl-client-side-apply) create pods default/web'],
    );
  });
});
