// `url("https://example.com:80/path").getHost()`. Source: k8s.io/apiserver/pkg/cel/library (urls.go).
import type { Environment } from '@marcbachmann/cel-js';
import { CelEvaluationError } from '../celErrors';

const TYPE = 'kubernetes.URL';
/** Absolute, or a path: what Go's url.ParseRequestURI takes. */
const PATTERN =
  /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/(?:[^@/?#]*@)?([^/?#]*))?([^?#]*)(?:\?([^#]*))?$/;

class CelUrl {
  readonly text: string;
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;

  constructor(text: string, match: RegExpExecArray) {
    this.text = text;
    this.scheme = (match[1] ?? '').toLowerCase();
    this.host = match[2] ?? '';
    this.path = match[3] ?? '';
    this.query = match[4] ?? '';
  }

  get hostname(): string {
    return this.host.startsWith('[')
      ? this.host.slice(1, this.host.indexOf(']'))
      : this.host.replace(/:\d*$/, '');
  }

  get port(): string {
    return /:(\d*)$/.exec(this.host.replace(/^\[[^\]]*\]/, ''))?.[1] ?? '';
  }

  toString(): string {
    return this.text;
  }
}

export function registerUrls(library: Environment): void {
  library
    .registerType(TYPE, CelUrl)
    .registerFunction(`url(string): ${TYPE}`, (text: string) => {
      const url = parsed(text);
      if (url !== undefined) return url;
      throw new CelEvaluationError(
        `URL parse error during conversion from string: parse "${text}": invalid URI for request`,
      );
    })
    .registerFunction('isURL(string): bool', (text: string) => parsed(text) !== undefined)
    .registerFunction(`${TYPE}.getScheme(): string`, ({ scheme }: CelUrl) => scheme)
    .registerFunction(`${TYPE}.getHost(): string`, ({ host }: CelUrl) => host)
    .registerFunction(`${TYPE}.getHostname(): string`, ({ hostname }: CelUrl) => hostname)
    .registerFunction(`${TYPE}.getPort(): string`, ({ port }: CelUrl) => port)
    .registerFunction(`${TYPE}.getEscapedPath(): string`, ({ path }: CelUrl) => encodeURI(path))
    .registerFunction(`${TYPE}.getQuery(): map<string, list<string>>`, ({ query }: CelUrl) =>
      queryValues(query),
    )
    .registerOperator(`${TYPE} == ${TYPE}`, (a: CelUrl, b: CelUrl) => a.text === b.text);
}

function parsed(text: string): CelUrl | undefined {
  const match = /[\s#]/.test(text) ? null : PATTERN.exec(text);
  if (match === null) return undefined;
  const isAbsolute = match[1] !== undefined;
  if (!isAbsolute && !text.startsWith('/')) return undefined;
  return new CelUrl(text, match);
}

function queryValues(query: string): Map<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const [name = '', value = ''] = pair.split('=').map(decoded);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}
