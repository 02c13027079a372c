// What the REST layer asks of authorization and admission itself: whom a request is made as, paths that are
// no resources, and connections, which no handler sees.
// Source: k8s.io/apiserver/pkg/endpoints/filters (authorization.go), k8s.io/kubernetes/pkg/registry/core/pod/rest.
import type { UserInfo } from '../../../apimachinery/userInfo';
import type { RestConnect, RestRequest } from '../../client/restHandler';
import { admitConnection } from '../admission/connectAdmission';
import type { Authorizer } from '../authorization/authorizer';
import { impersonate } from '../authorization/impersonation';
import type { ServedKind } from '../servedKinds';
import type { ServerContext } from '../serverContext';
import { impersonationIn } from './impersonationHeaders';

const VERBS: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};
/** A websocket begins with a GET, which must not do what a POST may not. */
const UPGRADED: readonly string[] = ['exec', 'attach', 'portforward'];

export class RequestAccess {
  readonly #server: ServerContext;
  readonly #authorizer: Authorizer;

  constructor(server: ServerContext) {
    this.#server = server;
    this.#authorizer = server.authorizer;
  }

  /** Throws Forbidden where the user may not act as whom the headers name. */
  userOf({ user, headers }: RestRequest): UserInfo {
    const wish = impersonationIn(headers);
    return wish === undefined ? user : impersonate(this.#authorizer, user, wish);
  }

  checkPath({ user, method }: RestRequest, path: string): void {
    this.#authorizer.check({ user, verb: method.toLowerCase(), path });
  }

  checkConnection(connect: RestConnect, method: string, kind: ServedKind): void {
    const { user, resource, subresource, namespace = '', name } = connect;
    const verb = VERBS[method] ?? method.toLowerCase();
    const attributes = { user, verb, group: '', resource, subresource, namespace, name };
    this.#authorizer.check(attributes);
    if (verb === 'get' && UPGRADED.includes(subresource)) {
      this.#authorizer.check({ ...attributes, verb: 'create' });
    }
    admitConnection(this.#server, kind, connect);
  }
}
