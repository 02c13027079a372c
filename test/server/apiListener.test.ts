// Who gets in, and how much of the machine they may take.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import https from 'node:https';
import path from 'node:path';
import tls from 'node:tls';
import { ApiListener, type AnsweredRequest } from '../../src/server/apiListener';
import { loadPki, type Pki } from '../../src/server/pki';
import { startListener, type SuiteListener } from './suiteListener';

interface Answer {
  readonly code: number | undefined;
  readonly body: string;
}

interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly pki?: Pki | undefined;
}

const LIMITS = { connections: 40, headMs: 300, requestMs: 1_000, checkMs: 50 };

describe('the listener', function () {
  this.timeout(30_000);
  let suite: SuiteListener;
  let other: Pki;
  const answered: AnsweredRequest[] = [];

  before(async () => {
    suite = await startListener({ onAnswer: (each) => answered.push(each), limits: LIMITS });
    other = await loadPki(path.join(suite.folder, 'other'));
  });

  after(() => suite.close());

  function options(
    target: string,
    { method = 'GET', headers = {}, ...rest }: AskOptions,
  ): https.RequestOptions {
    const own = 'pki' in rest ? rest.pki : suite.pki;
    return {
      ...{
        host: '127.0.0.1',
        port: new URL(suite.listener.url).port,
        path: target,
        method,
        headers,
      },
      ...{ ca: suite.pki.ca, agent: false, checkServerIdentity: () => undefined },
      ...(own === undefined ? {} : { cert: own.adminCertificate, key: own.adminKey }),
    };
  }

  function ask(target: string, asked: AskOptions = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = https.request(options(target, asked), (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () => {
          resolve({ code: response.statusCode, body });
        });
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(asked.body);
    });
  }

  it('answers the administrator', async () => {
    const { code, body } = await ask('/api/v1/namespaces');
    assert.equal(code, 200);
    assert.equal((JSON.parse(body) as { kind: string }).kind, 'NamespaceList');
    assert.deepEqual(answered.at(-1), {
      user: 'kubernetes-admin',
      userAgent: '',
      method: 'GET',
      target: '/api/v1/namespaces',
      code: 200,
    });
  });

  it('refuses the certificate of another cluster', async () => {
    const { code, body } = await ask('/api/v1/namespaces', { pki: other });
    assert.equal(code, 401);
    assert.equal((JSON.parse(body) as { message: string }).message, 'Unauthorized');
  });

  it('refuses a token that it does not know', async () => {
    const headers = { authorization: 'Bearer abc' };
    assert.equal((await ask('/api/v1/namespaces', { pki: undefined, headers })).code, 401);
  });

  for (const headers of [
    { origin: 'https://example.com' },
    { origin: 'null' },
    { host: 'attacker.example' },
    { host: '127.0.0.1.attacker.example:6443' },
  ]) {
    it(`refuses web pages: ${JSON.stringify(headers)}`, async () => {
      assert.equal((await ask('/api/v1/namespaces', { headers })).code, 403);
    });
  }

  for (const target of [
    '/api/v1/namespaces/../../../etc/passwd',
    '/api/v1/namespaces/%2e%2e/pods',
    '/api/v1/namespaces/default%2F..%2Fkube-system/pods',
    '/..%2f..%2fetc/passwd',
  ]) {
    it(`finds nothing under ${target}`, async () => {
      assert.equal((await ask(target)).code, 404);
    });
  }

  it('says what is wrong with a path that cannot be decoded', async () => {
    const { code, body } = await ask('/api/v1/namespaces/%zz');
    assert.equal(code, 400);
    assert.match(body, /invalid URL escape/);
  });

  it('refuses 100 MB at their announcement', async () => {
    const headers = { 'content-length': String(100 * 1024 * 1024) };
    const { code, body } = await ask('/api/v1/namespaces', { method: 'POST', headers });
    assert.equal(code, 413);
    assert.match(body, /Request entity too large: limit is 3145728/);
  });

  it('reads no more than 3 MB of a body without an announced end', async () => {
    const request = https.request(options('/api/v1/namespaces', { method: 'POST' }));
    const answer = once(request, 'response');
    const chunk = Buffer.alloc(256 * 1024, 'x');
    let sent = 0;
    const send = (): void => {
      if (request.destroyed || sent > 100 * 1024 * 1024) return;
      sent += chunk.length;
      if (request.write(chunk)) setImmediate(send);
      else request.once('drain', send);
    };
    request.on('error', () => undefined);
    send();
    const [response] = (await answer) as [{ statusCode: number }];
    assert.equal(response.statusCode, 413);
    request.destroy();
    assert.ok(sent < 20 * 1024 * 1024, `${String(sent)} bytes were taken`);
  });

  it('ends a request whose head comes too slowly', async () => {
    const socket = tls.connect({
      port: Number(new URL(suite.listener.url).port),
      host: '127.0.0.1',
      ca: suite.pki.ca,
    });
    await once(socket, 'secureConnect');
    socket.write('GET /api HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ');
    let text = '';
    socket.on('data', (data: Buffer) => (text += data.toString()));
    socket.on('error', () => undefined);
    await once(socket, 'close');
    assert.match(text, /^HTTP\/1\.1 408 /);
  });

  it('answers nonsense with 400 and goes on', async () => {
    const socket = tls.connect({
      port: Number(new URL(suite.listener.url).port),
      host: '127.0.0.1',
      ca: suite.pki.ca,
    });
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect');
    socket.write('\0\0\0\r\n\r\n');
    const [data] = (await once(socket, 'data')) as [Buffer];
    assert.match(data.toString(), /^HTTP\/1\.1 400 /);
    socket.destroy();
    assert.equal((await ask('/version')).code, 200);
  });

  it('bounds how many watches there are, and forgets those that have gone', async () => {
    const before = suite.server.openWatches;
    const requests: ReturnType<typeof https.request>[] = [];
    const outcomes = await Promise.all(
      Array.from(
        { length: 3 * LIMITS.connections },
        () =>
          new Promise<boolean>((resolve) => {
            const request = https.request(options('/api/v1/pods?watch=1', {}), (response) => {
              response.on('error', () => undefined);
              resolve(response.statusCode === 200);
            });
            request.on('error', () => {
              resolve(false);
            });
            requests.push(request.end());
          }),
      ),
    );
    const open = outcomes.filter((each) => each).length;
    assert.ok(open > 0 && open <= LIMITS.connections, `${String(open)} watches are open`);
    for (const request of requests) request.destroy();
    while (suite.server.openWatches > before)
      await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal((await ask('/version')).code, 200);
  });

  it('hands over what had to wait for etcd when it need not any more, and never what nobody waits for', async () => {
    const { rest } = suite.options;
    const asked: string[] = [];
    const waiting: (() => boolean)[] = [];
    let isOver = false;
    const listener = new ApiListener({
      ...suite.options,
      rest: {
        patience: () => ({ limitMs: 60_000, isOver: () => isOver }),
        handle: (request) => {
          asked.push(request.target);
          return rest.handle(request);
        },
      },
      wait: async (limitMs, over) => {
        assert.equal(limitMs, 60_000);
        waiting.push(over);
        while (!over()) await new Promise((resolve) => setTimeout(resolve, 5));
      },
    });
    await listener.listen();
    const port = new URL(listener.url).port;
    const given = https.request({ ...options('/api/v1/nodes', {}), port });
    given.on('error', () => undefined).end();
    while (waiting.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    given.destroy();
    while (waiting[0]?.() !== true) await new Promise((resolve) => setTimeout(resolve, 5));
    const patient = https.request({ ...options('/api/v1/pods', {}), port });
    const answer = once(patient, 'response');
    patient.end();
    while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(asked, []);
    isOver = true;
    await answer;
    assert.deepEqual(asked, ['/api/v1/pods']);
    patient.destroy();
    await listener.close();
  });

  it('takes a free port where the wanted one is in use', async () => {
    const port = Number(new URL(suite.listener.url).port);
    const second = new ApiListener({ ...suite.options, port });
    await second.listen();
    assert.notEqual(second.url, suite.listener.url);
    await second.close();
  });
});
