// Ten thousand watches from another process: as many as the server allows are let in, the extension host goes on
// answering, and what they took is given back.
import assert from 'node:assert/strict';
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import https from 'node:https';
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { startListener, type SuiteListener } from './suiteListener';
import type { FloodOrder, FloodReport } from './flood/floodProtocol';

const SCRIPT = path.join(import.meta.dirname, 'flood/openWatches.ts');
const ATTEMPTS = 10_000;
/** Of the listener, unless told otherwise. */
const LIMIT = 2048;
/** Where the machine allows few files to a process, a smaller limit is tested: the processes have other files too. */
const connections = Math.min(LIMIT, Math.floor(openFileLimit() / 2));

describe('very many watches', function () {
  this.timeout(120_000);
  let suite: SuiteListener;
  let agent: https.Agent;
  let child: ChildProcess | undefined;

  before(async () => {
    suite = await startListener(connections < LIMIT ? { limits: { connections } } : {});
    agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
  });

  after(async () => {
    child?.kill();
    agent.destroy();
    await suite.close();
  });

  function ask(through: https.Agent | false): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const { adminCertificate: cert, adminKey: key, ca } = suite.pki;
      const where = {
        host: '127.0.0.1',
        port: new URL(suite.listener.url).port,
        path: '/api/v1/pods',
      };
      const tls = { ca, cert, key, agent: through, checkServerIdentity: () => undefined };
      const request = https.request({ ...where, ...tls }, (response) => {
        response.resume().once('end', () => {
          resolve(response.statusCode);
        });
      });
      request.once('error', reject).end();
    });
  }

  it(`are let in up to ${String(connections)} of ${String(ATTEMPTS)}, and hold up nobody`, async () => {
    assert.equal(await ask(agent), 200);
    const before = usedMb();
    child = fork(SCRIPT, { execArgv: ['--import', 'tsx'] });
    const { adminCertificate: cert, adminKey: key } = suite.pki;
    const port = Number(new URL(suite.listener.url).port);
    child.send({ port, attempts: ATTEMPTS, cert, key } satisfies FloodOrder);
    let isOver = false;
    const told = Promise.race([once(child, 'message'), failedBy(child)]).finally(() => {
      isOver = true;
    });

    let answers = 0;
    // Who was there before is answered all the while.
    while (!isOver) {
      assert.equal(await ask(agent), 200);
      answers++;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // The process sends its report, and nothing else.
    const [{ open, refused }] = (await told) as [FloodReport];
    assert.equal(open + refused, ATTEMPTS);
    // One is the connection that was there before.
    assert.equal(open, connections - 1);
    assert.equal(suite.server.openWatches, open);
    assert.ok(answers > 1);
    await assert.rejects(ask(false), 'there is no room for another');
    const most = usedMb();

    child.kill();
    while (suite.server.openWatches > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await ask(false), 200);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const kept = usedMb() - before;
    const taken = most - before;
    // Few watches take less than what the process learns by them: compiled code, for one.
    assert.ok(kept < taken / 4 + 2, `${kept.toFixed(1)} of ${taken.toFixed(1)} MB are kept`);
  });
});

/** Rejects where the process ends. */
async function failedBy(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the process ended with code ${String(code)}`);
}

/** How many files, and connections, a process may have open; as many as there is room for where nobody says. */
function openFileLimit(): number {
  try {
    const text = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
    return text === 'unlimited' ? Infinity : Number(text);
  } catch {
    return Infinity;
  }
}

/** What the process holds, when it has let go of what it can. */
function usedMb(): number {
  v8.setFlagsFromString('--expose-gc');
  // The flag gives new contexts a function `gc`.
  const gc = vm.runInNewContext('gc') as () => void;
  gc();
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}
