// A cluster whose time stands still, as a learner looks at a moment: kubectl is answered all the same, and what its writes set
// off comes when time moves again.
import assert from 'node:assert/strict';
import { TOOLS_RUN_HERE } from './kubernetesTools';
import { ServedCluster } from './servedCluster';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.29"}]}
`;

describe('kubectl before a cluster whose time stands', function () {
  this.timeout(120_000);
  let served: ServedCluster;
  let pausedMs: number;

  before(async function () {
    if (!TOOLS_RUN_HERE) this.skip();
    served = await ServedCluster.start();
    served.pacer.pause();
    pausedMs = served.cluster.simulation.nowMs;
  });
  after(async () => {
    await served.close();
  });

  it('reads', async () => {
    const nodes = await kubectl('get nodes --no-headers');
    assert.equal(nodes.match(/ Ready /g)?.length, 4);
    assert.match(await kubectl('describe node worker-1'), /KubeletReady +kubelet is posting ready/);
  });

  it('writes, and reads what it wrote', async () => {
    assert.equal(await kubectl('apply -f -', DEPLOYMENT), 'deployment.apps/web created\n');
    assert.equal(
      await kubectl('scale deployment web --replicas=3'),
      'deployment.apps/web scaled\n',
    );
    assert.equal(await kubectl('label node worker-1 disk=ssd'), 'node/worker-1 labeled\n');
    const replicas = 'get deployment web -o jsonpath={.spec.replicas}/{.status.replicas}';
    assert.equal(await kubectl(replicas), '3/');
    assert.equal(await kubectl('get nodes -l disk=ssd -o name'), 'node/worker-1\n');
  });

  it('sees nothing of what the writes set off, and no time pass', async () => {
    assert.equal(await kubectl('get replicasets,pods -o name'), '');
    assert.equal(served.cluster.simulation.nowMs, pausedMs);
  });

  it('is refused as ever', async () => {
    const wrong = await served.kubectl(['create', 'namespace', 'kube-system']);
    assert.match(wrong.stderr, /namespaces "kube-system" already exists/);
    const dry = await kubectl('delete deployment web --dry-run=server');
    assert.equal(dry, 'deployment.apps "web" deleted from default namespace (server dry run)\n');
  });

  it('deletes at once what nobody has to be waited for', async () => {
    await kubectl('create configmap note --from-literal=a=b');
    const deleted = await kubectl('delete configmap note');
    assert.equal(deleted, 'configmap "note" deleted from default namespace\n');
    assert.equal(served.cluster.simulation.nowMs, pausedMs);
  });

  it('waits for the rest until time moves, and then sees it done', async () => {
    const rollout = kubectl('rollout status deployment web --watch');
    await kubectl('get pods'); // It would be done before, if time did not stand.
    assert.equal(served.cluster.simulation.nowMs, pausedMs);
    served.pacer.play();
    assert.match(await rollout, /deployment "web" successfully rolled out\n$/);
    const pods = await kubectl('get pods --no-headers');
    assert.equal(pods.match(/1\/1 +Running/g)?.length, 3);
    assert.deepEqual(served.bugs, []);
  });

  /** What kubectl prints; it has to succeed. */
  async function kubectl(line: string, stdin?: string): Promise<string> {
    const ran = await served.kubectl(line.split(' '), stdin === undefined ? {} : { stdin });
    assert.equal(ran.code, 0, ran.stderr);
    return ran.stdout;
  }
});
