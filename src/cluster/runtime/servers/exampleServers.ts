// The small servers of tutorials, which tell about themselves: http-echo, echoserver, agnhost,
// whoami, hello-app and their like. All others that speak HTTP answer with a short text.
import { formatDate } from '../printedTime';
import { formatTime } from '../../../apimachinery/time';
import { headerText } from './headerText';
import { pathOf, type HttpRequest, type HttpResponse } from './httpMessage';
import { epochMsOf, logAccess, textResponse, versionOf, type ServerTarget } from './serverTarget';

export function answerHttpEcho(target: ServerTarget, request: HttpRequest): HttpResponse {
  const { argv, environment } = target.state.options;
  const text = argumentOf(argv, 'text') ?? environment['ECHO_TEXT'] ?? 'hello-world';
  const version = versionOf(target, '1.0.0');
  const response = textResponse(target, 200, `${text}\n`, 'text/plain; charset=utf-8', [
    ['X-App-Name', 'http-echo'],
    ['X-App-Version', version],
  ]);
  const when = formatDate('%Y/%m/%d %H:%M:%S', epochMsOf(target));
  const agent = request.headers['user-agent'] ?? '';
  logAccess(
    target,
    `${when} ${request.headers['host'] ?? ''} ${request.remoteAddress}:40000 "${request.method} ${request.target} HTTP/1.1" 200 ${response.body.length} "${agent}" 24.5µs`,
  );
  return response;
}

/** `-text=hi` or `-text hi`, with one dash or two. */
export function argumentOf(argv: readonly string[], name: string): string | undefined {
  for (const [place, argument] of argv.entries()) {
    if (argument === `-${name}` || argument === `--${name}`) return argv[place + 1];
    const match = /^--?([\w-]+)=(.*)$/s.exec(argument);
    if (match?.[1] === name) return match[2];
  }
  return undefined;
}

export function answerEchoServer(target: ServerTarget, request: HttpRequest): HttpResponse {
  const { scope, environment } = target.state.options;
  const { port } = target.port;
  const host = request.headers['host'] ?? '';
  const path = request.target;
  const body = [
    '',
    '',
    `Hostname: ${scope.hostname}`,
    '',
    'Pod Information:',
    environment['POD_NAME'] === undefined
      ? '\t-no pod information available-'
      : `\tpod name:\t${environment['POD_NAME']}\n\tpod namespace:\t${environment['POD_NAMESPACE'] ?? ''}\n\tpod IP:\t${environment['POD_IP'] ?? ''}`,
    '',
    'Server values:',
    '\tserver_version=nginx: 1.13.3 - lua: 10008',
    '',
    'Request Information:',
    `\tclient_address=${request.remoteAddress}`,
    `\tmethod=${request.method}`,
    `\treal path=${path}`,
    `\tquery=${path.includes('?') ? path.slice(path.indexOf('?') + 1) : ''}`,
    '\trequest_version=1.1',
    '\trequest_scheme=http',
    `\trequest_uri=http://${host}:${port}${path}`,
    '',
    'Request Headers:',
    ...Object.entries(request.headers)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `\t${name}=${value}`),
    '',
    'Request Body:',
    request.body === '' ? '\t-no body in request-' : request.body,
    '',
    '',
  ].join('\n');
  return textResponse(target, 200, body, 'text/plain');
}

export function answerAgnhost(target: ServerTarget, request: HttpRequest): HttpResponse {
  const { scope, argv } = target.state.options;
  const { hostname } = scope;
  if (argv.includes('serve-hostname')) return textResponse(target, 200, hostname);
  const query = new Map(
    (request.target.split('?')[1] ?? '').split('&').map((pair) => {
      const [name = '', value = ''] = pair.split('=');
      return [name, decodeURIComponent(value.replaceAll('+', ' '))] as const;
    }),
  );
  switch (pathOf(request.target).toLowerCase()) {
    case '/hostname':
      return textResponse(target, 200, hostname);
    case '/clientip':
      return textResponse(target, 200, `${request.remoteAddress}:40000`);
    case '/echo':
      return textResponse(target, Number(query.get('code') ?? 200), query.get('msg') ?? '');
    case '/healthz':
      return textResponse(target, 200, '');
    case '/':
      return textResponse(
        target,
        200,
        `NOW: ${formatTime(epochMsOf(target)).replace('T', ' ').replace('Z', '')} +0000 UTC`,
      );
    default:
      return textResponse(target, 404, '404 page not found\n');
  }
}

export function answerWhoami(target: ServerTarget, request: HttpRequest): HttpResponse {
  const { scope, environment } = target.state.options;
  const body = [
    ...(environment['WHOAMI_NAME'] === undefined ? [] : [`Name: ${environment['WHOAMI_NAME']}`]),
    `Hostname: ${scope.hostname}`,
    'IP: 127.0.0.1',
    'IP: ::1',
    ...(scope.podIP === undefined ? [] : [`IP: ${scope.podIP}`]),
    `RemoteAddr: ${request.remoteAddress}:40000`,
    `${request.method} ${request.target} HTTP/1.1`,
    `Host: ${request.headers['host'] ?? ''}`,
    ...Object.entries(request.headers)
      .filter(([name]) => name !== 'host')
      .map(([name, value]) => `${headerText(name)}: ${value}`),
    '',
    '',
  ].join('\n');
  return textResponse(target, 200, body);
}

/** Anybody who comes without a certificate is `system:anonymous`. */
export function answerApiServer(target: ServerTarget, request: HttpRequest): HttpResponse {
  const path = pathOf(request.target);
  if (/^\/(?:livez|readyz|healthz)\b/.test(path)) return textResponse(target, 200, 'ok');
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `forbidden: User "system:anonymous" cannot ${request.method.toLowerCase()} path "${path}"`,
    reason: 'Forbidden',
    details: {},
    code: 403,
  };
  return textResponse(target, 403, JSON.stringify(status, undefined, 2), 'application/json');
}

/** Pages of images whose whole purpose is to show one; `%` stands for the host name. */
const PAGES: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/\/kubernetes-bootcamp$/, 'Hello Kubernetes bootcamp! | Running on: % | v=1\n'],
  [/\/node-hello$/, 'Hello Kubernetes!'],
  [/\/hello-app$/, 'Hello, world!\nVersion: 1.0.0\nHostname: %\n'],
  [/\/hpa-example$/, 'OK!'],
  [/\/serve_hostname$/, '%'],
  [
    /\/hello-kubernetes$/,
    '<!DOCTYPE html>\n<html>\n<head><title>Hello Kubernetes!</title></head>\n<body><h1>Hello world!</h1><p>pod: %</p></body>\n</html>\n',
  ],
  [
    /\/nginxdemos\/hello$/,
    '<!DOCTYPE html>\n<html>\n<head><title>Hello World</title></head>\n<body><p><span>Server name:</span> <span>%</span></p></body>\n</html>\n',
  ],
  [
    /\/(?:gb-frontend|guestbook)$/,
    '<html>\n<head><title>Guestbook</title></head>\n<body><h2>Guestbook</h2></body>\n</html>\n',
  ],
];

export function answerPlain(target: ServerTarget, request: HttpRequest): HttpResponse {
  const { state } = target;
  const { repository } = state.options.image;
  const { hostname, imageTag } = state.options.scope;
  if (state.paths !== undefined && !state.paths.includes(pathOf(request.target)))
    return textResponse(target, 404, '404 page not found\n');
  const page = PAGES.find(([pattern]) => pattern.test(repository))?.[1];
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const text = page ?? `${name} on % answers here; what it would say is not simulated.\n`;
  const version = imageTag.startsWith('2') ? '2.0.0' : '1.0.0';
  const body = text.replace('%', hostname).replace('1.0.0', version);
  const type = body.startsWith('<') ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8';
  return textResponse(target, 200, body, type);
}
