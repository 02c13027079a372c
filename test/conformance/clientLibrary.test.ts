// The client library for Node, @kubernetes/client-node, before the served cluster: its cases are in clientLibrary/, and
// run in a process of its own on a Node that is new enough for it.
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { CONFIG_MAPS } from '../../src/apis/resources';
import { installNode } from '../vscode/host/installNode';
import { CACHE_FOLDER } from '../vscode/host/paths';
import {
  CASES,
  MANY,
  MANY_LABELS,
  manyName,
  type CaseName,
  type ClusterAction,
  type FromLibrary,
} from './clientLibrary/protocol';
import { keepScoreboard, type ScoreboardRow } from './scoreboard';
import { ServedCluster } from './servedCluster';

const SCRIPT = path.join(import.meta.dirname, 'clientLibrary/runCases.ts');
const TOOLS = { current: '@kubernetes/client-node 2.0.1', old: '' };
/** Of the library's HTTP client. */
const OLDEST_NODE = { major: 22, minor: 19 };
/** Etcd is compacted every five minutes, to where it was five minutes ago. */
const HISTORY_MS = 20 * 60_000;

describe('the client library for Node', function () {
  this.timeout(120_000);
  const rows = CASES.map((command): ScoreboardRow => {
    return { area: 'client library', version: 'current', command, passed: undefined };
  });
  let served: ServedCluster;
  let library: LibraryProcess;

  before(async () => {
    served = await ServedCluster.start();
    library = await LibraryProcess.start(served);
  });

  after(async () => {
    library.stop();
    await served.close();
    keepScoreboard(rows, TOOLS);
  });

  for (const [index, name] of CASES.entries()) {
    it(name, async () => {
      const row = rows[index];
      assert.ok(row !== undefined);
      row.passed = false;
      const complaint = await library.run(name);
      assert.equal(complaint, undefined, complaint);
      row.passed = true;
    });
  }

  it('has met no bug of ours', () => {
    assert.deepEqual(served.bugs, []);
  });
});

class LibraryProcess {
  readonly #child: ChildProcess;
  #ended: ((complaint: string | undefined) => void) | undefined;

  private constructor(child: ChildProcess, served: ServedCluster) {
    this.#child = child;
    child.on('message', (message: FromLibrary) => {
      if (message.type === 'ended') this.#ended?.(message.complaint);
      if (message.type === 'act') {
        void act(served, message.action).then(() => child.send({ type: 'done' }));
      }
    });
    child.on('exit', (code) => this.#ended?.(`the process ended with code ${String(code)}`));
  }

  static async start(served: ServedCluster): Promise<LibraryProcess> {
    const execPath = await installNode(CACHE_FOLDER, () => undefined, OLDEST_NODE);
    const child = fork(SCRIPT, [served.server.kubeconfigFile], {
      execPath,
      execArgv: ['--import', 'tsx'],
    });
    await once(child, 'message');
    return new LibraryProcess(child, served);
  }

  /** What there is to complain about. */
  run(name: CaseName): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#ended = resolve;
      this.#child.send({ type: 'run', name });
    });
  }

  stop(): void {
    this.#ended = undefined;
    this.#child.kill();
  }
}

async function act({ cluster, pacer }: ServedCluster, action: ClusterAction): Promise<void> {
  switch (action) {
    case 'createMany':
      for (let index = 0; index < MANY; index++) {
        cluster.userClient().create(CONFIG_MAPS, 'default', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: manyName(index), labels: MANY_LABELS },
          data: { value: 'first' },
        });
      }
      return;
    case 'crashApiServer':
      // All connections are lost; the kubelet starts it again.
      cluster.input({
        type: 'crashContainer',
        namespace: 'kube-system',
        pod: 'kube-apiserver-control-plane',
      });
      assert.ok(!cluster.isServing);
      await pacer.run({ reached: () => cluster.isServing, limitMs: HISTORY_MS });
      return;
    case 'forgetHistory':
      await pacer.run({ reached: () => false, limitMs: HISTORY_MS });
      return;
  }
}
