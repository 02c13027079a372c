// The paths that belong to no resource: discovery, OpenAPI, version, health.
// Source: https://kubernetes.io/docs/reference/using-api/health-checks/ and k8s.io/apiserver/pkg/server/routes.
import { ApiStatusError } from '../../../apimachinery/apiStatus';
import { apiVersionOf } from '../../../apimachinery/resource';
import type { KubernetesSchema } from '../../../apis/schema/schemaBundle';
import type { RestRequest, RestResponse } from '../../client/restHandler';
import type { ServedKinds } from '../servedKinds';
import { Discovery } from './discovery';
import { parseAccept } from './mediaType';
import { OpenApiSchemas, openApiDocument, openApiV2Document } from './openApi';
import { queryValue, type RequestTarget } from './requestTarget';

/** What the API server serves, as discovery tells it. */
export interface ServedApi {
  readonly schema: KubernetesSchema;
  /** `v1.35.2` */
  readonly gitVersion: string;
  /** `127.0.0.1:6443` */
  readonly address: string;
  readonly kinds: ServedKinds;
  /** Whether etcd answers. */
  readonly isHealthy: () => boolean;
}

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
/** What kube-apiserver asks itself before it calls itself healthy; more before it calls itself ready. */
const HEALTH_CHECKS = ['ping', 'log', 'etcd', 'poststarthook/rbac/bootstrap-roles'];
const READY_CHECKS = [
  'ping',
  'log',
  'etcd',
  'etcd-readiness',
  'poststarthook/rbac/bootstrap-roles',
];
const ETCD_CHECKS: readonly string[] = ['etcd', 'etcd-readiness'];
/** Of a check alone; together with others its reason is withheld. */
const ETCD_FAILURE =
  'internal server error: error getting data from etcd: context deadline exceeded\n';
const HEALTH_PATHS: readonly string[] = ['/healthz', '/livez', '/readyz'];

export class ServerPaths {
  readonly #served: ServedApi;
  readonly #documents = new Map<string, string>();
  #generation = -1;

  constructor(served: ServedApi) {
    this.#served = served;
  }

  /** Undefined where nothing is behind the path. Throws MethodNotAllowed for writes. */
  answer(request: RestRequest, target: RequestTarget): RestResponse | undefined {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new ApiStatusError(
        'MethodNotAllowed',
        'the server does not allow this method on the requested resource',
      );
    }
    return (
      this.#health(target) ??
      this.#discovery(request, target.segments) ??
      this.#openApi(target) ??
      this.#other(target)
    );
  }

  #health({ path, query }: RequestTarget): RestResponse | undefined {
    const root = HEALTH_PATHS.find((each) => path === each || path.startsWith(`${each}/`));
    if (root === undefined) return undefined;
    const check = path.slice(root.length + 1);
    const all = root === '/readyz' ? READY_CHECKS : HEALTH_CHECKS;
    if (check !== '' && !all.includes(check)) return undefined;
    const isFailing = (each: string): boolean =>
      ETCD_CHECKS.includes(each) && !this.#served.isHealthy();
    if (check !== '') return isFailing(check) ? plain(ETCD_FAILURE, 500) : plain('ok');
    const failed = all.some(isFailing);
    if (!failed && queryValue(query, 'verbose') === undefined) return plain('ok');
    const lines = all.map((each) =>
      isFailing(each) ? `[-]${each} failed: reason withheld\n` : `[+]${each} ok\n`,
    );
    const verdict = `${root.slice(1)} check ${failed ? 'failed' : 'passed'}\n`;
    return plain(lines.join('') + verdict, failed ? 500 : 200);
  }

  #discovery({ headers }: RestRequest, segments: readonly string[]): RestResponse | undefined {
    const [root, group = '', version, more] = segments;
    if ((root !== 'api' && root !== 'apis') || more !== undefined) return undefined;
    const discovery = new Discovery(this.#served.kinds.resources());
    if (segments.length === 1) {
      if (wantsAggregated(headers.accept))
        return json(discovery.aggregated(root === 'api'), AGGREGATED);
      return json(
        root === 'api' ? discovery.coreVersions(this.#served.address) : discovery.groupList(),
      );
    }
    if (root === 'api') {
      return segments.length === 2 ? found(discovery.resourceList('', group)) : undefined;
    }
    return found(
      version === undefined ? discovery.group(group) : discovery.resourceList(group, version),
    );
  }

  #openApi({ segments }: RequestTarget): RestResponse | undefined {
    const [root, version, ...rest] = segments;
    if (root !== 'openapi') return undefined;
    if (version === 'v2' && rest.length === 0) return json(this.#openApiV2());
    if (version !== 'v3') return undefined;
    if (rest.length === 0) return json(this.#openApiIndex());
    const [kind, group = '', name] = rest;
    const gv = kind === 'api' ? { group: '', version: group } : { group, version: name ?? '' };
    const document = this.#document(gv);
    return document === undefined ? undefined : response(document, 'application/json');
  }

  /** Asked for by old forms of kubectl explain alone: not kept. */
  #openApiV2(): object {
    const { schema, kinds } = this.#served;
    const schemas = new OpenApiSchemas(schema, kinds, 'v2');
    return openApiV2Document(schema, schemas, kinds.resources());
  }

  #openApiIndex(): object {
    const paths = this.#groupVersions().map((gv) => {
      const path = gv.group === '' ? `api/${gv.version}` : `apis/${apiVersionOf(gv)}`;
      const hash = `${this.#served.gitVersion}.${String(this.#served.kinds.generation)}`;
      return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }] as const;
    });
    return { paths: Object.fromEntries(paths) };
  }

  #groupVersions(): readonly { readonly group: string; readonly version: string }[] {
    const byName = new Map(
      this.#served.kinds
        .resources()
        .map(({ group, version }) => [`${group}/${version}`, { group, version }]),
    );
    return [...byName.values()];
  }

  /** Made when it is first asked for: most learners never do. */
  #document(gv: { readonly group: string; readonly version: string }): string | undefined {
    const { schema, kinds } = this.#served;
    const { generation } = kinds;
    if (generation !== this.#generation) {
      this.#documents.clear();
      this.#generation = generation;
    }
    const name = apiVersionOf(gv);
    const known = this.#documents.get(name);
    if (known !== undefined) return known;
    const resources = kinds
      .resources()
      .filter((each) => each.group === gv.group && each.version === gv.version);
    if (resources.length === 0) return undefined;
    const document = JSON.stringify(
      openApiDocument(schema, new OpenApiSchemas(schema, kinds, 'v3'), gv, resources),
    );
    this.#documents.set(name, document);
    return document;
  }

  #other({ path }: RequestTarget): RestResponse | undefined {
    if (path === '/version' || path === '/version/') return json(this.#version());
    if (path === '/') return json({ paths: this.#knownPaths() });
    return undefined;
  }

  #version(): object {
    const { gitVersion } = this.#served;
    const [major, minor] = gitVersion.slice(1).split('.');
    return {
      major,
      minor,
      emulationMajor: major,
      emulationMinor: minor,
      minCompatibilityMajor: major,
      minCompatibilityMinor: String(Number(minor) - 1),
      gitVersion,
      gitCommit: '',
      gitTreeState: 'clean',
      buildDate: '2026-02-10T12:00:00Z',
      goVersion: 'go1.25.6',
      compiler: 'gc',
      platform: 'linux/amd64',
    };
  }

  #knownPaths(): readonly string[] {
    const groups = this.#groupVersions().map((gv) =>
      gv.group === '' ? `/api/${gv.version}` : `/apis/${apiVersionOf(gv)}`,
    );
    return [
      '/api',
      '/apis',
      ...groups,
      ...HEALTH_PATHS,
      '/openapi/v2',
      '/openapi/v3',
      '/version',
    ].toSorted();
  }
}

/** kubectl asks for v2 first, and for older forms after it. */
function wantsAggregated(accept: string | undefined): boolean {
  return parseAccept(accept).some(
    ({ parameters: { g, v, as } }) =>
      g === 'apidiscovery.k8s.io' && v === 'v2' && as === 'APIGroupDiscoveryList',
  );
}

function found(document: object | undefined): RestResponse | undefined {
  return document === undefined ? undefined : json(document);
}

function json(value: object, contentType = 'application/json'): RestResponse {
  return response(`${JSON.stringify(value)}\n`, contentType);
}

function plain(body: string, code = 200): RestResponse {
  return response(body, 'text/plain; charset=utf-8', code);
}

function response(body: string, contentType: string, code = 200): RestResponse {
  return {
    type: 'response',
    code,
    headers: { 'content-type': contentType },
    warnings: [],
    body,
  };
}
