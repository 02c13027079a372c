// Holds kubelets to their own Node and to the pods that are bound to it. Whether they may ask at all the
// node authorizer says; here it is about what they write.
// Source: k8s.io/kubernetes/plugin/pkg/admission/noderestriction (admission.go);
// https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
//
// Differs from Kubernetes: of a claim's change that is refused, the difference is not told.
import type { UserInfo } from '../../../../apimachinery/userInfo';
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import type { Authorizer } from '../../authorization/authorizer';
import type { StoredObjects } from '../../storedObjects';
import {
  admissionForbidden,
  type AdmissionPlugin,
  type AdmissionRequest,
  type AdmissionScope,
} from '../admissionPlugin';
import { assertOwnClaimStatus, assertOwnNode, assertOwnRequest } from './nodeObjects';
import { assertMirrorPod, assertOwnPod, assertOwnPodStatus } from './nodePods';
import { assertOwnToken } from './nodeTokens';

const NODES_GROUP = 'system:nodes';
const USER_PREFIX = 'system:node:';
const LEASE_NAMESPACE = 'kube-node-lease';
/** All others have nothing to do with nodes. */
const RESOURCES: readonly string[] = [
  '/pods',
  '/nodes',
  '/persistentvolumeclaims',
  '/serviceaccounts',
  'coordination.k8s.io/leases',
  'storage.k8s.io/csinodes',
  'resource.k8s.io/resourceslices',
  'certificates.k8s.io/certificatesigningrequests',
];

export class NodeRestriction implements AdmissionPlugin {
  readonly name = 'NodeRestriction';
  readonly #objects: StoredObjects;
  readonly #authorizer: Authorizer;

  constructor(objects: StoredObjects, authorizer: Authorizer) {
    this.#objects = objects;
    this.#authorizer = authorizer;
  }

  handles(scope: AdmissionScope): boolean {
    return scope.operation !== 'CONNECT' && RESOURCES.includes(resourceName(scope));
  }

  /** What comes without an object: deletions and evictions. */
  check(request: AdmissionRequest): void {
    const { operation, subresource } = request;
    if (operation !== 'DELETE' && subresource !== 'eviction') return;
    const node = this.#nodeOf(request);
    if (node === undefined) return;
    if (resourceName(request) === '/pods') assertOwnPod(this.#objects, node, request);
    else this.#assertOwn(node, request, undefined);
  }

  mutate(object: ApiObject, request: AdmissionRequest): ApiObject {
    const node = this.#nodeOf(request);
    if (node === undefined) return object;
    if (resourceName(request) === '/pods') this.#assertPodWrite(node, request, object);
    else this.#assertOwn(node, request, object);
    return object;
  }

  /** Undefined where the user is no kubelet. */
  #nodeOf(request: AdmissionRequest): string | undefined {
    const { user } = request;
    if (!isKubelet(user)) return undefined;
    const node = user.name.slice(USER_PREFIX.length);
    if (node !== '') return node;
    throw admissionForbidden(request, `could not determine node from user "${user.name}"`);
  }

  #assertPodWrite(node: string, request: AdmissionRequest, object: ApiObject): void {
    const { operation, subresource } = request;
    if (subresource === 'status') {
      assertOwnPodStatus(node, request, object);
      return;
    }
    if (subresource !== undefined && subresource !== 'eviction') {
      const why = `unexpected pod subresource "${subresource}", only 'status' and 'eviction' are allowed`;
      throw admissionForbidden(request, why);
    }
    // Evictions have been checked.
    if (subresource !== undefined) return;
    if (operation === 'CREATE') {
      assertMirrorPod(this.#objects, node, request, object);
      return;
    }
    const why = `unexpected operation "${operation}", node "${node}" can only create and delete mirror pods`;
    throw admissionForbidden(request, why);
  }

  #assertOwn(node: string, request: AdmissionRequest, object: ApiObject | undefined): void {
    switch (resourceName(request)) {
      case '/nodes':
        assertOwnNode(node, request, object);
        return;
      case '/persistentvolumeclaims':
        assertOwnClaimStatus(node, request, object);
        return;
      case '/serviceaccounts':
        if (request.operation === 'CREATE' && request.subresource === 'token')
          assertOwnToken(
            { objects: this.#objects, authorizer: this.#authorizer },
            node,
            request,
            object,
          );
        return;
      case 'coordination.k8s.io/leases':
        if (request.namespace !== LEASE_NAMESPACE) {
          const why = `can only access leases in the "${LEASE_NAMESPACE}" system namespace`;
          throw admissionForbidden(request, why);
        }
        assertNamedAs(node, request, 'node lease');
        return;
      case 'storage.k8s.io/csinodes':
        assertNamedAs(node, request, 'CSINode');
        return;
      case 'resource.k8s.io/resourceslices':
        this.#assertOwnSlice(node, request, object);
        return;
      case 'certificates.k8s.io/certificatesigningrequests':
        assertOwnRequest(request, object);
    }
  }

  /** What is updated the authorizer has looked at. */
  #assertOwnSlice(node: string, request: AdmissionRequest, object: ApiObject | undefined): void {
    const { operation, kind, namespace, name } = request;
    if (operation === 'UPDATE') return;
    const slice = object ?? this.#objects.storage.get(kind, namespace, name);
    const { spec } = (slice ?? {}) as { readonly spec?: { readonly nodeName?: string } };
    if (slice === undefined || spec?.nodeName === node) return;
    const verb = operation === 'CREATE' ? 'create' : 'delete';
    const why = `can only ${verb} ResourceSlice with the same NodeName as the requesting node`;
    throw admissionForbidden(request, why);
  }
}

function assertNamedAs(node: string, request: AdmissionRequest, what: string): void {
  if (request.name === node) return;
  const why = `can only access ${what} with the same name as the requesting node`;
  throw admissionForbidden(request, why);
}

function isKubelet({ name, groups }: UserInfo): boolean {
  return name.startsWith(USER_PREFIX) && groups.includes(NODES_GROUP);
}

function resourceName({ kind: { resource } }: AdmissionScope): string {
  return `${resource.group}/${resource.plural}`;
}
