// Asks who may say yes, in kubeadm's order (--authorization-mode=Node,RBAC): system:masters may do
// everything, then the node authorizer, then RBAC. Nobody says yes: Forbidden.
import { MASTERS, type UserInfo } from '../../../apimachinery/userInfo';
import type { Resource } from '../../../apimachinery/resource';
import type { ApiObject } from '../../../apimachinery/objectMeta';
import { PERSISTENT_VOLUMES, VOLUME_ATTACHMENTS } from '../../../apis/resources';
import type { ObjectStorage } from '../objectStorage';
import type { ServedKinds } from '../servedKinds';
import { isPathRequest, type Attributes, type Decision } from './attributes';
import { forbiddenRequest } from './forbiddenRequest';
import { isNode, NodeAuthorizer } from './nodeAuthorizer';
import { NodeGraph } from './nodeGraph';
import { RbacAuthorizer } from './rbacAuthorizer';
import { RbacPolicy } from './rbacPolicy';

const ALLOWED: Decision = { allowed: true, reason: '' };

export class Authorizer {
  readonly policy: RbacPolicy;
  readonly rbac: RbacAuthorizer;
  readonly graph: NodeGraph;
  readonly #nodes: NodeAuthorizer;

  constructor(kinds: ServedKinds, storage: ObjectStorage) {
    this.policy = new RbacPolicy(kinds, storage);
    this.rbac = new RbacAuthorizer(this.policy);
    const find = <T extends ApiObject>(resource: Resource<T>, name: string): T | undefined =>
      // The resource determines the kind of its objects.
      storage.get(kinds.get(resource), undefined, name) as T | undefined;
    this.graph = new NodeGraph(kinds, storage.etcd);
    this.#nodes = new NodeAuthorizer(this.graph, {
      persistentVolume: (name) => find(PERSISTENT_VOLUMES, name),
      volumeAttachment: (name) => find(VOLUME_ATTACHMENTS, name),
    });
  }

  /** Throws Forbidden where the request is not allowed. Costs next to nothing where it is. */
  check(attributes: Attributes): void {
    const { user } = attributes;
    if (isMaster(user)) return;
    if (!isPathRequest(attributes) && !isNode(user) && this.rbac.allows(attributes)) return;
    const { allowed, reason } = this.decide(attributes);
    if (!allowed) throw forbiddenRequest(attributes, reason);
  }

  /** The decision with its reason, for whoever asks for no more than that. */
  decide(attributes: Attributes): Decision {
    if (isMaster(attributes.user)) return ALLOWED;
    const node = this.#nodes.decide(attributes);
    if (node.allowed) return node;
    const rbac = this.rbac.decide(attributes);
    if (rbac.allowed) return rbac;
    const reasons = [node.reason, rbac.reason].filter((reason) => reason !== '');
    return { allowed: false, reason: reasons.join('\n') };
  }
}

function isMaster({ groups }: UserInfo): boolean {
  return groups.includes(MASTERS);
}
