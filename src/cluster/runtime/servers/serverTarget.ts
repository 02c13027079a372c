// The server that a connection has reached: its process, the port, and the time.
import type { OpenPort, ProcessState } from '../programs/process';
import type { RuntimeContainer } from '../podSandbox';
import { formatDate } from '../printedTime';
import type { HttpRequest, HttpResponse } from './httpMessage';

export interface ServerTarget {
  /** The main process of the container. */
  readonly state: ProcessState;
  readonly port: OpenPort;
  /** Since the start of the process. */
  readonly nowMs: number;
  /** False for probes, which leave no line in an access log here. */
  readonly isLogged: boolean;
}

/** The server that accepts connections on the port of a container now, virtual ms; undefined where none does. */
export function serverOn(
  { state, process, startedAtMs }: RuntimeContainer,
  port: number,
  virtualMs: number,
  isLogged: boolean,
): ServerTarget | undefined {
  if (state !== 'running' || process === undefined || startedAtMs === undefined) return undefined;
  const open = process.state.openPort(port);
  const nowMs = virtualMs - startedAtMs;
  if (open === undefined || open.fromMs > nowMs) return undefined;
  return { state: process.state, port: open, nowMs, isLogged };
}

export function epochMsOf({ state, nowMs }: ServerTarget): number {
  return state.options.scope.startEpochMs + nowMs;
}

/** `Wed, 25 Nov 2026 22:21:41 GMT`. */
export function httpDate(epochMs: number): string {
  return formatDate('%a, %d %b %Y %H:%M:%S GMT', epochMs);
}

/** A version as the image's tag says it, or the newest that is known. */
export function versionOf({ state }: ServerTarget, fallback: string): string {
  const match = /^\d+\.\d+\.\d+/.exec(state.options.scope.imageTag);
  return match?.[0] ?? fallback;
}

export function textResponse(
  target: ServerTarget,
  status: number,
  body: string,
  type = 'text/plain; charset=utf-8',
  extra: HttpResponse['headers'] = [],
): HttpResponse {
  return {
    status,
    headers: [
      ...extra,
      ['Date', httpDate(epochMsOf(target))],
      ['Content-Type', type],
      ['Content-Length', String(body.length)],
    ],
    body,
  };
}

/** A line of the combined log format, as nginx and Apache write it. */
export function accessLine(
  target: ServerTarget,
  { method, target: path, headers, remoteAddress }: HttpRequest,
  response: HttpResponse,
  isCombined: boolean,
): string {
  const when = formatDate('%d/%b/%Y:%H:%M:%S %z', epochMsOf(target));
  const start = `${remoteAddress} - - [${when}] "${method} ${path} HTTP/1.1" ${response.status} ${response.body.length}`;
  if (!isCombined) return start;
  return `${start} "${headers['referer'] ?? '-'}" "${headers['user-agent'] ?? '-'}" "${headers['x-forwarded-for'] ?? '-'}"`;
}

export function logAccess(
  target: ServerTarget,
  line: string,
  stream: 'stdout' | 'stderr' = 'stdout',
): void {
  if (target.isLogged) target.state.printAt(target.nowMs, line, stream);
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  xml: 'text/xml',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  ico: 'image/x-icon',
};

export function contentType(path: string): string {
  return TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}
