// The client's side of apiServer.ts: requests over HTTPS with 1 and 50 connections, lists of 10,000 pods, and a change
// told to 1,000 watches. Sends its figures to the process that started it.
import type http from 'node:http';
import https from 'node:https';
import type { Figures } from '../figures';

const SECONDS_A_MEASURE = 3;
const MANY = 50;
const WATCHERS = 1_000;
const CHUNK = 500;

const url = new URL(process.env['BENCH_URL'] ?? '');
const tls = {
  ca: process.env['BENCH_CA'],
  cert: process.env['BENCH_CERT'],
  key: process.env['BENCH_KEY'],
};

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly type?: string;
}

function ask(
  agent: https.Agent,
  { method, path, body, type = 'application/json' }: Asked,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers =
      text === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(text) };
    const options = { host: url.hostname, port: url.port, path, method, agent, headers, ...tls };
    const request = https.request(options, (response: http.IncomingMessage) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString();
        if ((response.statusCode ?? 500) < 300) resolve(answer);
        else reject(new Error(`${method} ${path}: ${answer.slice(0, 300)}`));
      });
    });
    request.on('error', reject);
    request.end(text);
  });
}

/** Requests a second, and the time in ms in which 99 of 100 are answered. */
async function load(
  connections: number,
  next: (number: number) => Asked,
): Promise<{ readonly perSecond: number; readonly p99Ms: number }> {
  const agent = new https.Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let number = 0;
  const start = performance.now();
  const endMs = start + SECONDS_A_MEASURE * 1000;
  const worker = async (): Promise<void> => {
    while (performance.now() < endMs) {
      const began = performance.now();
      await ask(agent, next(number++));
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / seconds,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? NaN,
  };
}

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const PODS = '/api/v1/namespaces/default/pods';

function create(prefix: string): (number: number) => Asked {
  return (number) => {
    const metadata = { name: `${prefix}-${String(number)}` };
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } };
    return { method: 'POST', path: CONFIG_MAPS, body };
  };
}

async function requests(): Promise<Figures> {
  const get = (): Asked => ({ method: 'GET', path: `${PODS}/bench-1` });
  const list = (): Asked => ({ method: 'GET', path: `${PODS}?limit=20` });
  const patch = (number: number): Asked => ({
    method: 'PATCH',
    path: `${CONFIG_MAPS}/many-${String(number % 100)}`,
    body: { data: { a: String(number) } },
    type: 'application/merge-patch+json',
  });
  await load(1, get);
  const get1 = await load(1, get);
  const get50 = await load(MANY, get);
  const list50 = await load(MANY, list);
  const create1 = await load(1, create('one'));
  const create50 = await load(MANY, create('many'));
  const patch50 = await load(MANY, patch);
  return {
    get1: get1.perSecond,
    get1P99: get1.p99Ms,
    get50: get50.perSecond,
    get50P99: get50.p99Ms,
    list50: list50.perSecond,
    create1: create1.perSecond,
    create50: create50.perSecond,
    create50P99: create50.p99Ms,
    patch50: patch50.perSecond,
  };
}

async function lists(): Promise<Figures> {
  const agent = new https.Agent({ keepAlive: true });
  const whole = async (): Promise<number> => {
    const start = performance.now();
    await ask(agent, { method: 'GET', path: PODS });
    return performance.now() - start;
  };
  const chunked = async (): Promise<number> => {
    const start = performance.now();
    let token = '';
    do {
      const path = `${PODS}?limit=${String(CHUNK)}&continue=${encodeURIComponent(token)}`;
      const text = await ask(agent, { method: 'GET', path });
      // The metadata stand at the beginning; the items need not be read to go on.
      token = /"continue":"([^"]*)"/.exec(text.slice(0, 1000))?.[1] ?? '';
    } while (token !== '');
    return performance.now() - start;
  };
  await whole();
  const figures = { listWholeMs: await whole(), listChunkedMs: await chunked() };
  agent.destroy();
  return figures;
}

/** From the request for a change to the last of the watches that hear of it. */
async function fanOut(): Promise<Figures> {
  const agent = new https.Agent({ keepAlive: true });
  const heard: (() => void)[] = [];
  const open: http.ClientRequest[] = [];
  const watch = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const path = `${CONFIG_MAPS}?watch=1`;
      const fieldSelector = '&fieldSelector=metadata.name%3Dwatched';
      const options = { host: url.hostname, port: url.port, path: path + fieldSelector, ...tls };
      const request = https.get({ ...options, agent: false }, (response) => {
        response.on('error', () => undefined);
        response.on('data', () => heard.shift()?.());
        if (response.statusCode === 200) resolve();
        else reject(new Error(`a watch was answered with ${String(response.statusCode)}`));
      });
      request.on('error', reject);
      open.push(request);
    });
  for (let from = 0; from < WATCHERS; from += 50)
    await Promise.all(Array.from({ length: 50 }, watch));
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const all = Array.from(
      { length: WATCHERS },
      () => new Promise<void>((resolve) => heard.push(resolve)),
    );
    const start = performance.now();
    const metadata = { name: 'watched' };
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { round: String(round) } };
    const path = round === 0 ? CONFIG_MAPS : `${CONFIG_MAPS}/watched`;
    await Promise.all([ask(agent, { method: round === 0 ? 'POST' : 'PUT', path, body }), ...all]);
    times.push(performance.now() - start);
  }
  for (const request of open) request.on('error', () => undefined).destroy();
  agent.destroy();
  times.sort((a, b) => a - b);
  return { fanOutMs: times[2] ?? NaN };
}

process.send?.({ ...(await requests()), ...(await lists()), ...(await fanOut()) });
process.disconnect();
