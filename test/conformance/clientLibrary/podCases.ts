// What reaches into pods: logs, commands, ports, and what they use.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import * as k8s from '@kubernetes/client-node';
import { NAMESPACE, until, type CaseLab } from './caseLab';
import type { CaseName } from './protocol';

export const POD = 'talker';
export const CONTAINER = 'talk';
const COUNTDOWN = 'echo ready; for i in 3 2 1; do sleep 3; echo $i; done';

export function podCases(lab: CaseLab): Partial<Record<CaseName, () => Promise<void>>> {
  const { config, core } = lab;

  return {
    'reads a log, and follows it': async () => {
      const command = ['sh', '-c', COUNTDOWN];
      await started(lab, 'counter', { name: 'count', image: 'busybox', command });
      const log = new k8s.Log(config);
      const followed = new PassThrough();
      await log.log(NAMESPACE, 'counter', 'count', followed, { follow: true });
      assert.equal(await text(followed), 'ready\n3\n2\n1\n');
      const tail = new PassThrough();
      await log.log(NAMESPACE, 'counter', 'count', tail, { tailLines: 2 });
      assert.equal(await text(tail), '2\n1\n');
    },

    'runs a command in a container': async () => {
      const command = ['sleep', '3600'];
      await started(lab, POD, { name: CONTAINER, image: 'busybox', command });
      const { status, stdout, stderr } = await execute(lab, 'echo $((6 * 7)); echo no >&2; exit 3');
      assert.deepEqual([stdout, stderr], ['42\n', 'no\n']);
      assert.equal(status.status, 'Failure');
      assert.equal(status.reason, 'NonZeroExitCode');
      assert.deepEqual(status.details?.causes, [{ reason: 'ExitCode', message: '3' }]);
      assert.equal((await execute(lab, 'true')).status.status, 'Success');
    },

    'feeds a command from a stream': async () => {
      const input = Readable.from(['one\n', 'two\n', 'end\n']);
      const script = 'while read line; do echo "got $line"; [ "$line" = end ] && exit 0; done';
      const { stdout, status } = await execute(lab, script, input);
      assert.equal(stdout, 'got one\ngot two\ngot end\n');
      assert.equal(status.status, 'Success');
    },

    'forwards a port': async () => {
      await started(lab, 'web', { name: 'web', image: 'nginx' });
      const forward = new k8s.PortForward(config);
      const server = net.createServer((socket) => {
        void forward.portForward(NAMESPACE, 'web', [80], socket, null, socket);
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as net.AddressInfo;
      const response = await fetch(`http://127.0.0.1:${String(port)}/`);
      assert.equal(response.status, 200);
      assert.match(await response.text(), /Welcome to nginx!/);
      server.close();
    },

    'sees what pods use': async () => {
      const metrics = new k8s.Metrics(config);
      await until('the pod is measured', async () => {
        const { items } = await metrics.getPodMetrics(NAMESPACE);
        return items.some(({ metadata }) => metadata.name === POD);
      });
      const nodes = await k8s.topNodes(core);
      assert.equal(nodes.length, (await core.listNode()).items.length);
    },
  };
}

export async function started(
  { core }: CaseLab,
  name: string,
  container: k8s.V1Container,
): Promise<void> {
  await core.createNamespacedPod({
    namespace: NAMESPACE,
    body: { metadata: { name }, spec: { containers: [container], restartPolicy: 'Never' } },
  });
  await until(`${name} has started`, async () => {
    const { status } = await core.readNamespacedPod({ name, namespace: NAMESPACE });
    return status?.phase !== undefined && status.phase !== 'Pending';
  });
}

interface Executed {
  readonly status: k8s.V1Status;
  readonly stdout: string;
  readonly stderr: string;
}

export async function execute(
  { config }: CaseLab,
  script: string,
  input?: Readable,
): Promise<Executed> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const status = await new Promise<k8s.V1Status>((resolve, reject) => {
    new k8s.Exec(config)
      .exec(
        NAMESPACE,
        POD,
        CONTAINER,
        ['sh', '-c', script],
        stdout,
        stderr,
        input ?? null,
        false,
        resolve,
      )
      .catch(reject);
  });
  stdout.end();
  stderr.end();
  return { status, stdout: await text(stdout), stderr: await text(stderr) };
}
