import assert from 'node:assert/strict';
import { PODS as POD_KIND } from '../../src/apis/resources';
import { Cluster } from '../../src/cluster/cluster';
import type {
  OpenStream,
  PodLogOptions,
  SessionTarget,
} from '../../src/cluster/client/clusterStreams';
import { replay } from '../../src/simulation/replay';
import { SCHEMA } from '../kubernetesSchema';
import { ClusterLab } from './clusterLab';

const LOG: PodLogOptions = { previous: false, follow: false, timestamps: false };

const MANIFEST = `
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers: [{name: web, image: "nginx:1.29.5", ports: [{containerPort: 80}]}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 8080, targetPort: 80}]
---
apiVersion: v1
kind: Pod
metadata: {name: box}
spec:
  terminationGracePeriodSeconds: 0
  containers: [{name: box, image: "busybox:1.37", command: [sleep, "36000"]}]
`;

class StreamLab extends ClusterLab {
  static running(): StreamLab {
    const lab = new StreamLab(ClusterLab.boot().cluster);
    lab.apply(MANIFEST);
    lab.until('the pods run', () => lab.isReady() && lab.pods().length === 2, 60_000);
    lab.runFor(2_000);
    return lab;
  }

  /** Opens a session and gives what it prints, and its exit code. */
  session(target: Partial<SessionTarget>): {
    stream: OpenStream;
    text(): string;
    code(): number | undefined;
  } {
    let text = '';
    let code: number | undefined;
    const stream = this.cluster.streams.open(
      { namespace: 'default', pod: 'box', command: ['sh'], tty: false, stdin: false, ...target },
      {
        output: (_, bytes) => {
          text += bytes;
        },
        ended: (exitCode) => {
          code = exitCode;
        },
      },
    );
    return { stream, text: () => text, code: () => code };
  }

  sh(script: string, pod = 'box'): string {
    const session = this.session({ pod, command: ['sh', '-c', script] });
    this.until('the command has ended', () => session.code() !== undefined, 300_000);
    return session.text() + (session.code() === 0 ? '' : `[${String(session.code())}]`);
  }
}

describe('connections within the cluster', () => {
  it('reach services by name, address and port, and fail in the words of the tools', () => {
    const lab = StreamLab.running();
    assert.match(lab.sh('wget -qO- web:8080'), /Welcome to nginx!/);
    assert.match(lab.sh('wget -qO- $(nslookup web | tail -2 | cut -d" " -f2):8080'), /Welcome/);
    assert.equal(
      lab.sh('nc -z -v -w 3 web 81'),
      'nc: web (' + address(lab) + ':81): Connection timed out\n[1]',
    );
    const podIP = lab.pod('web')?.status.podIP ?? '';
    assert.equal(
      lab.sh(`wget -qO- ${podIP}:81`),
      `wget: can't connect to remote host (${podIP}): Connection refused\n[1]`,
    );
    assert.equal(lab.sh('wget -qO- nowhere'), "wget: bad address 'nowhere'\n[1]");
    assert.match(
      lab.sh(`ping -c 2 ${podIP}`),
      /2 packets transmitted, 2 packets received, 0% packet loss\n$/,
    );
  });

  it('are refused by a service without endpoints, and time out on a node without power', () => {
    const lab = StreamLab.running();
    const { nodeName = '' } = lab.pod('web')?.spec ?? {};
    const podIP = lab.pod('web')?.status.podIP ?? '';
    lab.admin.delete(POD_KIND, 'default', 'web');
    lab.runFor(10_000);
    assert.match(lab.sh('wget -qO- web:8080'), /Connection refused\n\[1\]$/);
    if (nodeName === lab.pod('box')?.spec.nodeName) return;
    lab.crash(nodeName);
    assert.match(lab.sh(`wget -T 2 -qO- ${podIP}`), /download timed out\n\[1\]$/);
  });
});

describe('what comes from outside', () => {
  it('reaches a forwarded port, and a server through the proxy, which logs it', () => {
    const lab = StreamLab.running();
    let received = '';
    const { streams } = lab.cluster;
    const connection = streams.connect('default', 'web', 80, {
      output: (_, bytes) => {
        received += bytes;
      },
      ended: () => undefined,
    });
    connection.send('GET / HTTP/1.1\r\nHost: localhost\r\n');
    assert.equal(received, '');
    connection.send('\r\n');
    assert.match(received, /^HTTP\/1\.1 200 OK\r\nServer: nginx\/1\.29\.5\r\n/);
    assert.throws(
      () =>
        streams.connect('default', 'web', 81, { output: () => undefined, ended: () => undefined }),
      /^Error: error forwarding port 81 to pod .*connection refused/,
    );
    const answer = streams.proxy(
      { resource: 'services', namespace: 'default', name: 'web:8080' },
      { method: 'GET', target: '/index.html', headers: { 'user-agent': 'kubectl' }, body: '' },
    );
    assert.equal(answer.status, 200);
    const log = streams.log('default', 'web', { ...LOG, tailLines: 2 }).read();
    assert.match(
      log,
      /^127\.0\.0\.1 .* "GET \/ HTTP\/1\.1" 200 .*\n172\.18\.0\.2 .* "GET \/index\.html HTTP\/1\.1" 200 \d+ "-" "kubectl" "127\.0\.0\.1"\n$/,
    );
  });

  it('is refused in the words of the API server and the kubelet', () => {
    const lab = StreamLab.running();
    const { streams } = lab.cluster;
    assert.throws(() => streams.log('default', 'web', { ...LOG, container: 'x' }), {
      message: 'container x is not valid for pod web',
    });
    assert.throws(() => streams.log('default', 'web', { ...LOG, previous: true }), {
      message: 'previous terminated container "web" in pod "web" not found',
    });
    assert.throws(() => streams.log('default', 'web', { ...LOG, tailLines: -1 }), {
      message:
        'PodLogOptions "web" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
    });
    assert.throws(
      () =>
        streams.proxy(
          { resource: 'services', namespace: 'default', name: 'web:1' },
          { method: 'GET', target: '/', headers: {}, body: '' },
        ),
      { message: 'no service port "1" found for service "web"' },
    );
    lab.crash(lab.pod('web')?.spec.nodeName ?? '');
    assert.throws(
      () => streams.log('default', 'web', LOG),
      /^ApiStatusError: Get "https:\/\/172\.18\.0\.\d+:10250\/containerLogs\/default\/web\/web": dial tcp .*no route to host$/,
    );
  });

  it('ends with the container, whose log is kept as the previous one', () => {
    const lab = StreamLab.running();
    const shell = lab.session({ pod: 'web', tty: true, stdin: true });
    lab.cluster.streams.proxy(
      { resource: 'pods', namespace: 'default', name: 'web' },
      { method: 'GET', target: '/before', headers: {}, body: '' },
    );
    lab.input({ type: 'crashContainer', namespace: 'default', pod: 'web' });
    assert.equal(shell.code(), 137);
    lab.until(
      'it is back',
      () => lab.pod('web')?.status.containerStatuses?.[0]?.restartCount === 1 && lab.isReady(),
      20_000,
    );
    const previous = lab.cluster.streams.log('default', 'web', { ...LOG, previous: true }).read();
    assert.match(previous, /"GET \/before HTTP\/1\.1" 404/);
    assert.doesNotMatch(lab.cluster.streams.log('default', 'web', LOG).read(), /before/);
  });

  it('can follow a log, from so many lines or seconds back', () => {
    const lab = StreamLab.running();
    const { streams } = lab.cluster;
    const follow = streams.log('default', 'web', { ...LOG, follow: true, tailLines: 0 });
    assert.equal(follow.read(), '');
    lab.sh('wget -qO- web:8080/a; wget -qO- web:8080/b');
    assert.equal(
      follow.read().match(/GET/g)?.length,
      4,
      'each has a line of access and one of what is missing',
    );
    assert.equal(follow.isAtEnd, false);
    lab.runFor(60_000);
    assert.equal(streams.log('default', 'web', { ...LOG, sinceSeconds: 30 }).read(), '');
    lab.admin.delete(POD_KIND, 'default', 'web');
    lab.runFor(5_000);
    assert.equal(follow.read(), '');
    assert.equal(follow.isAtEnd, true);
  });

  it('is replayed from the journal to the same run', () => {
    const lab = StreamLab.running();
    const shell = lab.session({ tty: true, stdin: true });
    shell.stream.send('wget -qO- web:8080 | wc -c; echo $((1+1)) > /n\r');
    lab.runFor(3_000);
    shell.stream.send('sleep 100\r');
    lab.runFor(1_000);
    shell.stream.send('\u0003cat /n\r');
    lab.runFor(1_000);
    assert.match(shell.text(), /\^C\r\n\/ # cat \/n\r\n2\r\n\/ # $/);
    shell.stream.close();
    lab.runFor(30_000);
    const { cluster } = lab;
    const entries: typeof cluster.journal.entries = JSON.parse(
      JSON.stringify(cluster.journal.entries),
    );
    const again = new Cluster(cluster.config, SCHEMA);
    const run = replay(
      again.simulation,
      entries,
      cluster.position,
      (input) => {
        again.replayInput(input);
      },
      1_000,
    );
    for (const progress of run) assert.ok(progress <= 1);
    assert.equal(again.simulation.trace.hash, cluster.simulation.trace.hash);
  });
});

function address(lab: StreamLab): string {
  return /Name:.*\nAddress: (\S+)/.exec(lab.sh('nslookup web'))?.[1] ?? '';
}
