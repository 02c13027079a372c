// nginx and Apache httpd: files of a directory, their headers, error pages and access logs. Of a
// mounted nginx configuration `listen`, `root`, `return` and `proxy_pass` are understood.
// Differs from Kubernetes: a configuration with anything else in a location answers 200 there;
// probes leave no line in the access log.
import { isDirectory } from '../files/fileNode';
import { FileTree } from '../files/fileTree';
import { APACHE_PAGE, NGINX_PAGE } from '../files/imageFiles';
import { formatDate, showTimes } from '../printedTime';
import type { ProcessState } from '../programs/process';
import { pathOf, reasonPhrase, type HttpRequest, type HttpResponse } from './httpMessage';
import {
  accessLine,
  contentType,
  epochMsOf,
  httpDate,
  logAccess,
  versionOf,
  type ServerTarget,
} from './serverTarget';

const NGINX_ROOT = '/usr/share/nginx/html';
const APACHE_ROOT = '/usr/local/apache2/htdocs';
const NGINX_VERSION = '1.29.5';
const APACHE_VERSION = '2.4.66';
/** Configurations that ask each other go round for ever: so many proxies may pass a request on. */
const MAX_PROXIES = 5;
const HOPS = 'x-simulated-hops';

interface Found {
  readonly status: number;
  readonly body: string;
  readonly type: string;
  readonly changedMs: number;
}

export function answerNginx(target: ServerTarget, request: HttpRequest): HttpResponse {
  const server = `nginx/${versionOf(target, NGINX_VERSION)}`;
  const location = locationOf(target.state, pathOf(request.target));
  const proxied =
    location?.proxy === undefined ? undefined : proxy(target, location.proxy, request);
  const response = proxied ?? page(target, server, answered(target, request, location));
  if (response.status === 404 && location?.returns === undefined)
    logAccess(target, notFoundLine(target, request), 'stderr');
  logAccess(target, accessLine(target, request, response, true), 'stdout');
  return response;
}

export function answerApache(target: ServerTarget, request: HttpRequest): HttpResponse {
  const server = `Apache/${versionOf(target, APACHE_VERSION)} (Unix)`;
  const found = fileOf(target, APACHE_ROOT, pathOf(request.target), APACHE_PAGE);
  const response = page(target, server, found);
  logAccess(target, accessLine(target, request, response, false), 'stdout');
  return response;
}

/** `python -m http.server`: files of its working directory. */
export function answerFileServer(target: ServerTarget, request: HttpRequest): HttpResponse {
  const root = target.state.options.scope.workingDirectory ?? '/';
  const path = FileTree.absolute(`${root}${pathOf(request.target)}`, '/');
  const node = target.state.files.get(path);
  const listing = isDirectory(node)
    ? [...target.state.files.list(path).keys()]
        .sort()
        .map((name) => `<li><a href="${name}">${name}</a></li>`)
    : undefined;
  const found = fileOf(target, root, pathOf(request.target), undefined);
  const html = `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<title>Directory listing for ${request.target}</title>\n</head>\n<body>\n<h1>Directory listing for ${request.target}</h1>\n<hr>\n<ul>\n${(listing ?? []).join('\n')}\n</ul>\n<hr>\n</body>\n</html>\n`;
  const shown =
    listing !== undefined && found.status !== 200
      ? { status: 200, body: html, type: 'text/html; charset=utf-8', changedMs: epochMsOf(target) }
      : found;
  const response = page(target, 'SimpleHTTP/0.6 Python/3.14.2', shown);
  const when = formatDate('%d/%b/%Y %H:%M:%S', epochMsOf(target));
  logAccess(
    target,
    `${request.remoteAddress} - - [${when}] "${request.method} ${request.target} HTTP/1.1" ${response.status} -`,
    'stderr',
  );
  return response;
}

function answered(
  target: ServerTarget,
  request: HttpRequest,
  location: Location | undefined,
): Found {
  const changedMs = epochMsOf(target);
  if (location?.returns !== undefined) {
    const { status, text } = location.returns;
    return { status, body: text, type: 'application/octet-stream', changedMs };
  }
  if (location?.isUnknown === true) return { status: 200, body: '', type: 'text/html', changedMs };
  return fileOf(target, location?.root ?? NGINX_ROOT, pathOf(request.target), NGINX_PAGE);
}

/** `index`: the page of a fresh image, so that a container nobody changed needs no files. */
function fileOf(
  target: ServerTarget,
  root: string,
  path: string,
  index: string | undefined,
): Found {
  const { state } = target;
  const changedMs = state.options.scope.startEpochMs;
  const none = { status: 404, body: '', type: 'text/html', changedMs };
  if (index !== undefined && !state.hasFiles && !state.options.hasMounts) {
    const isIndex = path === '/' || path === '/index.html';
    return isIndex ? { status: 200, body: index, type: 'text/html', changedMs } : none;
  }
  const wanted = FileTree.absolute(root + decoded(path), '/');
  if (wanted !== root && !wanted.startsWith(root === '/' ? '/' : `${root}/`)) return none;
  const isPlace = isDirectory(state.files.get(wanted));
  const node = state.files.get(isPlace ? `${wanted}/index.html` : wanted);
  if (node?.kind !== 'file') return isPlace ? { ...none, status: 403 } : none;
  const body = showTimes(node.content, changedMs);
  return {
    status: 200,
    body,
    type: contentType(isPlace ? 'index.html' : wanted),
    changedMs: node.changedMs,
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function page(target: ServerTarget, server: string, found: Found): HttpResponse {
  const { status, changedMs } = found;
  const isError = status >= 400 && found.body === '';
  const body = isError ? errorPage(status, server) : found.body;
  const fromFile: HttpResponse['headers'] = isError
    ? []
    : [
        ['Last-Modified', httpDate(changedMs)],
        ['ETag', `"${Math.floor(changedMs / 1000).toString(16)}-${body.length.toString(16)}"`],
        ['Accept-Ranges', 'bytes'],
      ];
  return {
    status,
    headers: [
      ['Server', server],
      ['Date', httpDate(epochMsOf(target))],
      ['Content-Type', found.type],
      ['Content-Length', String(body.length)],
      ['Connection', 'keep-alive'],
      ...fromFile,
    ],
    body,
  };
}

function errorPage(status: number, server: string): string {
  const title = `${status} ${reasonPhrase(status)}`;
  if (server.startsWith('nginx'))
    return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>${server}</center>\r\n</body>\r\n</html>\r\n`;
  return `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${title}</title>\n</head><body>\n<h1>${reasonPhrase(status)}</h1>\n</body></html>\n`;
}

function notFoundLine(
  target: ServerTarget,
  { method, target: path, headers, remoteAddress }: HttpRequest,
): string {
  const when = formatDate('%Y/%m/%d %H:%M:%S', epochMsOf(target));
  return (
    `${when} [error] 29#29: *1 open() "${NGINX_ROOT}${pathOf(path)}" failed (2: No such file or directory), ` +
    `client: ${remoteAddress}, server: localhost, request: "${method} ${path} HTTP/1.1", host: "${headers['host'] ?? ''}"`
  );
}

interface Location {
  readonly root: string | undefined;
  readonly returns: { readonly status: number; readonly text: string } | undefined;
  readonly proxy: string | undefined;
  /** It has directives that are not understood here. */
  readonly isUnknown: boolean;
}

/** What a mounted configuration says of a path; undefined where nothing is mounted over it. */
function locationOf(state: ProcessState, path: string): Location | undefined {
  if (!state.options.hasMounts && !state.hasFiles) return undefined;
  const text = nginxConfiguration(state.files);
  if (text === undefined) return undefined;
  let best: { readonly prefix: string; readonly body: string } | undefined;
  for (const [, sign, prefix = '', body = ''] of text.matchAll(
    /location\s+(?:(=|~\*?|\^~)\s+)?(\S+)\s*\{([^}]*)\}/g,
  )) {
    const matches =
      sign === '=' ? path === prefix : sign?.startsWith('~') !== true && path.startsWith(prefix);
    if (matches && prefix.length >= (best?.prefix.length ?? -1)) best = { prefix, body };
  }
  const server = text.replace(/location\s[^{]*\{[^}]*\}/g, '');
  const body = best?.body ?? server;
  const returned = /\breturn\s+(\d+)(?:\s+(?:"([^"]*)"|'([^']*)'|([^;\s]+)))?\s*;/.exec(body);
  return {
    root: /\broot\s+([^;\s]+)/.exec(body)?.[1] ?? /\broot\s+([^;\s]+)/.exec(server)?.[1],
    returns:
      returned === null
        ? undefined
        : {
            status: Number(returned[1]),
            text: (returned[2] ?? returned[3] ?? returned[4] ?? '')
              .replace(/\\n/g, '\n')
              .replaceAll('$hostname', state.options.scope.hostname),
          },
    proxy: /\bproxy_pass\s+(http:\/\/[^;\s]+)/.exec(body)?.[1],
    isUnknown: /\b(?:fastcgi_pass|uwsgi_pass|rewrite|alias|stub_status|grpc_pass)\b/.test(body),
  };
}

/** The text of what is mounted or written over the image's configuration. */
export function nginxConfiguration(files: FileTree): string | undefined {
  const texts: string[] = [];
  const add = (path: string): void => {
    const node = files.get(path);
    if (node?.kind === 'file') texts.push(node.content);
  };
  add('/etc/nginx/nginx.conf');
  const isOwn = texts[0]?.includes('server {') === true || texts[0]?.includes('server{') === true;
  const directory = files.get('/etc/nginx/conf.d');
  if (isDirectory(directory))
    for (const name of files.list('/etc/nginx/conf.d').keys())
      if (name.endsWith('.conf')) add(`/etc/nginx/conf.d/${name}`);
  const shown = isOwn ? texts.slice(0, 1) : texts.slice(1);
  return shown.length === 0 ? undefined : shown.join('\n');
}

/** The ports that a configuration listens on. */
export function nginxPorts(files: FileTree): readonly number[] {
  const text = nginxConfiguration(files) ?? '';
  const ports = [...text.matchAll(/\blisten\s+(?:\[::\]:|[\d.*]+:)?(\d+)/g)].map((match) =>
    Number(match[1]),
  );
  return [...new Set(ports)];
}

function proxy(target: ServerTarget, url: string, request: HttpRequest): HttpResponse {
  const { network, namespace, scope } = target.state.options;
  const bad = { status: 502, body: '', type: 'text/html', changedMs: epochMsOf(target) };
  const server = `nginx/${versionOf(target, NGINX_VERSION)}`;
  const match = /^http:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url);
  const host = match?.[1] ?? '';
  const name = network.lookup(host, namespace);
  const hops = Number(request.headers[HOPS] ?? 0);
  const address = name.kind === 'found' ? name.addresses[0] : undefined;
  if (address === undefined || hops >= MAX_PROXIES) return page(target, server, bad);
  const connection = network.connect(scope.podIP, address, Number(match?.[2] ?? 80));
  if (connection.kind !== 'connected') return page(target, server, bad);
  const headers = {
    ...request.headers,
    host: `${host}${match?.[2] === undefined ? '' : `:${match[2]}`}`,
    [HOPS]: String(hops + 1),
  };
  const remoteAddress = scope.podIP ?? request.remoteAddress;
  const response = connection.peer.http({ ...request, headers, remoteAddress });
  return response ?? page(target, server, bad);
}
