// HTTP/1.1 messages as values and as bytes.

/** Names of headers are in lower case. */
export type HttpHeaders = Readonly<Record<string, string>>;

export interface HttpRequest {
  readonly method: string;
  /** Path with query. */
  readonly target: string;
  readonly headers: HttpHeaders;
  readonly body: string;
  /** Where it comes from, for access logs. */
  readonly remoteAddress: string;
}

export interface HttpResponse {
  readonly status: number;
  /** As they are written; in their order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  418: "I'm a teapot",
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function reasonPhrase(status: number): string {
  return REASONS[status] ?? 'Unknown';
}

export function headerOf(response: HttpResponse, name: string): string | undefined {
  return response.headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The path without its query. */
export function pathOf(target: string): string {
  return target.replace(/[?#].*$/s, '');
}

/** Status line and headers, as curl -i shows them. */
export function responseHead(response: HttpResponse): string {
  const lines = response.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `HTTP/1.1 ${response.status} ${reasonPhrase(response.status)}\r\n${lines}\r\n`;
}

export function responseBytes(request: HttpRequest, response: HttpResponse): string {
  return responseHead(response) + (request.method === 'HEAD' ? '' : response.body);
}

export type ParsedRequest =
  | { readonly kind: 'request'; readonly request: HttpRequest; readonly length: number }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed' };

const MAX_HEAD_BYTES = 16_384;

/** The request that the bytes begin with. */
export function parseRequest(bytes: string, remoteAddress: string): ParsedRequest {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return { kind: bytes.length > MAX_HEAD_BYTES ? 'malformed' : 'incomplete' };
  const [line = '', ...headerLines] = bytes.slice(0, end).split('\r\n');
  const start = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(line);
  if (start === null) return { kind: 'malformed' };
  const headers: Record<string, string> = {};
  for (const text of headerLines) {
    const colon = text.indexOf(':');
    if (colon <= 0) return { kind: 'malformed' };
    headers[text.slice(0, colon).toLowerCase()] = text.slice(colon + 1).trim();
  }
  const body = bodyOf(bytes, end + 4, headers);
  if (body === undefined) return { kind: 'incomplete' };
  return {
    kind: 'request',
    request: {
      method: start[1] ?? 'GET',
      target: start[2] ?? '/',
      headers,
      body: body.text,
      remoteAddress,
    },
    length: body.end,
  };
}

/** Undefined where not all of it is there yet. */
function bodyOf(
  bytes: string,
  start: number,
  headers: HttpHeaders,
): { readonly text: string; readonly end: number } | undefined {
  if (headers['transfer-encoding']?.toLowerCase() !== 'chunked') {
    const end = start + (Number(headers['content-length'] ?? 0) || 0);
    return bytes.length < end ? undefined : { text: bytes.slice(start, end), end };
  }
  let text = '';
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = parseInt(bytes.slice(at, lineEnd), 16) || 0;
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) return undefined;
    if (size === 0) return { text, end: next };
    text += bytes.slice(lineEnd + 2, lineEnd + 2 + size);
    at = next;
  }
}
