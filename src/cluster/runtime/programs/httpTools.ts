// wget as busybox has it, and curl.
// Differs from the tools: TLS is taken as it comes; redirections are not followed.
import {
  headerOf,
  responseHead,
  type HttpRequest,
  type HttpResponse,
} from '../servers/httpMessage';
import { fail, hasFlag, optionOf, pathOf, type Call } from './call';
import { reach, WHY } from './networkTools';
import type { Program } from './process';

interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly target: string;
}

function parseUrl(text: string): Url | undefined {
  const match = /^(?:(https?):\/\/)?([\w.-]+)(?::(\d+))?(\/.*|\?.*)?$/s.exec(text);
  if (match?.[2] === undefined) return undefined;
  const scheme = match[1] ?? 'http';
  const target = match[4] ?? '/';
  return {
    scheme,
    host: match[2],
    port: Number(match[3] ?? (scheme === 'https' ? 443 : 80)),
    target: target.startsWith('/') ? target : `/${target}`,
  };
}

function requestFor(call: Call, url: Url, agent: string, more: Partial<HttpRequest>): HttpRequest {
  const isDefault = url.port === (url.scheme === 'https' ? 443 : 80);
  return {
    method: 'GET',
    target: url.target,
    body: '',
    remoteAddress: call.state.options.scope.podIP ?? '127.0.0.1',
    ...more,
    headers: {
      host: isDefault ? url.host : `${url.host}:${url.port}`,
      'user-agent': agent,
      accept: '*/*',
      ...more.headers,
    },
  };
}

export function* wget(call: Call): Program {
  const { args, streams, state } = call;
  const withValue = /^-\w*[OTtUP]$|^--(?:header|post-data|timeout|tries)$/;
  const text = args.find(
    (each, place) => !each.startsWith('-') && !withValue.test(args[place - 1] ?? ''),
  );
  const url = parseUrl(text ?? '');
  if (url === undefined)
    return fail(call, 'Usage: wget [-cqS] [--spider] [-O FILE] [-T SEC] URL...');
  const timeout =
    optionOf(
      args.filter((each, place) => each.startsWith('-T') || args[place - 1] === '-T'),
      'T',
    ) ?? args.find((each) => each.startsWith('--timeout='))?.slice(10);
  const isQuiet = args.some((each) => /^-\w*q/.test(each));
  const { address, reached } = yield* reach(
    call,
    url.host,
    url.port,
    timeout === undefined ? undefined : Number(timeout) * 1000,
  );
  if (reached.kind === 'unknownName')
    return fail(
      call,
      `wget: bad address '${url.host}${text?.includes(`:${url.port}`) === true ? `:${url.port}` : ''}'`,
    );
  if (!isQuiet)
    streams.stderr.write(
      `Connecting to ${url.host}${url.port === 80 ? '' : `:${url.port}`} (${address}:${url.port})\n`,
    );
  if (reached.kind === 'timeout' && timeout !== undefined)
    return fail(call, 'wget: download timed out');
  if (reached.kind !== 'connected')
    return fail(
      call,
      `wget: can't connect to remote host (${address}): ${WHY[reached.kind] ?? ''}`,
    );
  const post = args.find((each) => each.startsWith('--post-data='))?.slice(12);
  const response = reached.peer.http(
    requestFor(call, url, 'Wget', post === undefined ? {} : { method: 'POST', body: post }),
  );
  if (response === undefined) return fail(call, 'wget: error getting response: Invalid argument');
  if (response.status >= 400)
    return fail(
      call,
      `wget: server returned error: ${responseHead(response).split('\r\n')[0] ?? ''}`,
    );
  if (args.includes('--spider')) {
    if (!isQuiet) streams.stderr.write('remote file exists\n');
    return 0;
  }
  const name =
    url.target === '/' ? 'index.html' : url.target.slice(url.target.lastIndexOf('/') + 1);
  const place = args.findIndex((each) => /^-\w*O/.test(each));
  const joined = /^-\w*O(.*)$/.exec(args[place] ?? '')?.[1];
  const file =
    place < 0 ? name : joined === '' || joined === undefined ? (args[place + 1] ?? '-') : joined;
  const size = response.body.length;
  if (!isQuiet)
    streams.stderr.write(file === '-' ? 'writing to stdout\n' : `saving to '${file}'\n`);
  if (file === '-') streams.stdout.write(response.body);
  else if (file !== '/dev/null') state.files.write(pathOf(call, file), response.body);
  if (!isQuiet)
    streams.stderr.write(
      `${file.padEnd(20)} 100% |********************************| ${String(size).padStart(5)}  0:00:00 ETA\n${file === '-' ? 'written to stdout' : `'${file}' saved`}\n`,
    );
  return 0;
}

/** The values of an option with one or two dashes. */
function curlOptions(args: readonly string[], short: string, long: string): readonly string[] {
  return args.flatMap((each, place) => {
    if (each === `--${long}`) return [args[place + 1] ?? ''];
    if (each.startsWith(`--${long}=`)) return [each.slice(long.length + 3)];
    const match = new RegExp(`^-[a-zA-Z]*${short}(.*)$`, 's').exec(each);
    if (match === null || each.startsWith('--')) return [];
    return [match[1] === '' ? (args[place + 1] ?? '') : (match[1] ?? '')];
  });
}

const CURL_WITH_VALUE =
  /^-[a-zA-Z]*[XHdomAwbcuT]$|^--(?:request|header|data|data-raw|output|max-time|connect-timeout|user-agent|write-out|retry|retry-delay|user|cacert|cert|key|resolve|cookie|proxy)$/;

export function* curl(call: Call): Program {
  const { args, streams, state } = call;
  const text = args.find(
    (each, place) => !each.startsWith('-') && !CURL_WITH_VALUE.test(args[place - 1] ?? ''),
  );
  const url = parseUrl(text ?? '');
  const isSilent = hasFlag(args, 's') || args.includes('--silent');
  const complain = (message: string, code: number): number =>
    isSilent && !hasFlag(args, 'S') ? code : fail(call, `curl: (${code}) ${message}`, code);
  if (url === undefined) return fail(call, "curl: try 'curl --help' for more information", 2);
  const limit =
    curlOptions(args, 'm', 'max-time')[0] ?? curlOptions(args, '\u0000', 'connect-timeout')[0];
  const timeoutMs = limit === undefined ? undefined : Number(limit) * 1000;
  const startMs = state.timeMs;
  const { address, reached } = yield* reach(call, url.host, url.port, timeoutMs);
  if (reached.kind === 'unknownName') return complain(`Could not resolve host: ${url.host}`, 6);
  if (reached.kind === 'timeout')
    return complain(
      limit === undefined
        ? `Failed to connect to ${url.host} port ${url.port} after ${Math.round(state.timeMs - startMs)} ms: Could not connect to server`
        : `Connection timed out after ${Math.round(state.timeMs - startMs)} milliseconds`,
      28,
    );
  if (reached.kind !== 'connected')
    return complain(
      `Failed to connect to ${url.host} port ${url.port} after ${Math.max(0, Math.round(state.timeMs - startMs))} ms: Could not connect to server`,
      7,
    );
  const data = [...curlOptions(args, 'd', 'data'), ...curlOptions(args, '\u0000', 'data-raw')];
  const isHead = hasFlag(args, 'I') || args.includes('--head');
  const method =
    curlOptions(args, 'X', 'request')[0] ?? (isHead ? 'HEAD' : data.length > 0 ? 'POST' : 'GET');
  const headers = Object.fromEntries(
    curlOptions(args, 'H', 'header').map((each) => {
      const colon = each.indexOf(':');
      return [each.slice(0, colon).toLowerCase(), each.slice(colon + 1).trim()] as const;
    }),
  );
  const response = reached.peer.http(
    requestFor(call, url, 'curl/8.14.1', { method, body: data.join('&'), headers }),
  );
  if (response === undefined) return complain('Empty reply from server', 52);
  if ((hasFlag(args, 'f') || args.includes('--fail')) && response.status >= 400)
    return complain(`The requested URL returned error: ${response.status}`, 22);
  if (hasFlag(args, 'v'))
    streams.stderr.write(
      `* Connected to ${url.host} (${address}) port ${url.port}\n> ${method} ${url.target} HTTP/1.1\n> Host: ${url.host}\n>\n${responseHead(response).replace(/\r\n/g, '\n').replace(/^/gm, '< ')}\n`,
    );
  writeCurl(call, response, isHead);
  const format = curlOptions(args, 'w', 'write-out')[0];
  if (format !== undefined)
    streams.stdout.write(writeOut(format, response, state.timeMs - startMs));
  return 0;
}

function writeCurl(call: Call, response: HttpResponse, isHead: boolean): void {
  const { args, streams, state } = call;
  const isIncluded = isHead || hasFlag(args, 'i') || args.includes('--include');
  const bytes = (isIncluded ? responseHead(response) : '') + (isHead ? '' : response.body);
  const file = curlOptions(args, 'o', 'output')[0];
  if (file === undefined) streams.stdout.write(bytes);
  else if (file !== '/dev/null') state.files.write(pathOf(call, file), bytes);
}

function writeOut(format: string, response: HttpResponse, tookMs: number): string {
  return format
    .replace(/%\{(?:http_code|response_code)\}/g, String(response.status).padStart(3, '0'))
    .replace(/%\{time_total\}/g, (tookMs / 1000).toFixed(6))
    .replace(/%\{size_download\}/g, String(response.body.length))
    .replace(/%\{content_type\}/g, headerOf(response, 'content-type') ?? '')
    .replace(/\\n/g, '\n');
}
