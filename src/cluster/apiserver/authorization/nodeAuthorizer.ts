// Lets a kubelet do what its own node needs, and nothing for other nodes.
// Source: k8s.io/kubernetes/plugin/pkg/auth/authorizer/node (node_authorizer.go);
// https://kubernetes.io/docs/reference/access-authn-authz/node/
//
// Differs from Kubernetes: a secret that a persistent volume names, and what a pod reaches through a
// service account (image pull secrets of the account), is not followed.
import { parseFieldSelector } from '../../../apimachinery/fieldSelector';
import type { UserInfo } from '../../../apimachinery/userInfo';
import type { PersistentVolume } from '../../../apis/generated/core/v1';
import type { VolumeAttachment } from '../../../apis/generated/storage/v1';
import {
  isPathRequest,
  type Attributes,
  type Decision,
  type ResourceAttributes,
} from './attributes';
import { NODE_RULES } from './bootstrap/nodeRules';
import type { NodeGraph } from './nodeGraph';
import type { ReferencedKind } from './podReferences';
import { ruleAllows } from './rbacAuthorizer';

const NODES_GROUP = 'system:nodes';
const NODE_PREFIX = 'system:node:';
const LEASE_NAMESPACE = 'kube-node-lease';

const ALLOWED: Decision = { allowed: true, reason: '' };
const NO_OPINION: Decision = { allowed: false, reason: '' };

/** By the resources that they are about, with the subresource: none of them is for all. */
const RULES_BY_RESOURCE = new Map(
  NODE_RULES.flatMap(({ resources = [] }) => resources).map((resource) => [
    resource,
    NODE_RULES.filter((rule) => rule.resources?.includes(resource)),
  ]),
);
const NO_RULES: typeof NODE_RULES = [];

function rulesOf({ resource, subresource }: ResourceAttributes): typeof NODE_RULES {
  const name = subresource === '' ? resource : `${resource}/${subresource}`;
  return RULES_BY_RESOURCE.get(name) ?? NO_RULES;
}

/** Objects of kinds that nothing but storage knows: by name. */
export interface VolumeLookup {
  persistentVolume(name: string): PersistentVolume | undefined;
  volumeAttachment(name: string): VolumeAttachment | undefined;
}

export class NodeAuthorizer {
  readonly #graph: NodeGraph;
  readonly #volumes: VolumeLookup;

  constructor(graph: NodeGraph, volumes: VolumeLookup) {
    this.#graph = graph;
    this.#volumes = volumes;
  }

  decide(attributes: Attributes): Decision {
    const { user } = attributes;
    if (!isNode(user)) return NO_OPINION;
    const node = user.name.startsWith(NODE_PREFIX) ? user.name.slice(NODE_PREFIX.length) : '';
    if (node === '') return no(`unknown node for user "${user.name}"`);
    if (isPathRequest(attributes)) return NO_OPINION;
    return (
      this.#decideByNode(node, attributes) ??
      (rulesOf(attributes).some((rule) => ruleAllows(rule, attributes)) ? ALLOWED : NO_OPINION)
    );
  }

  /** Undefined for what does not depend on which node it is. */
  #decideByNode(node: string, attributes: ResourceAttributes): Decision | undefined {
    const { group, resource } = attributes;
    switch (group) {
      case '':
        return this.#decideCore(node, attributes);
      case 'coordination.k8s.io':
        return resource === 'leases' ? leases(node, attributes) : undefined;
      case 'storage.k8s.io':
        if (resource === 'csinodes') return csiNodes(node, attributes);
        return resource === 'volumeattachments' ? this.#attachment(node, attributes) : undefined;
      default:
        return undefined;
    }
  }

  #decideCore(node: string, attributes: ResourceAttributes): Decision | undefined {
    const { resource } = attributes;
    switch (resource) {
      case 'pods':
        return this.#pods(node, attributes);
      case 'nodes':
        return nodes(node, attributes);
      case 'secrets':
      case 'configmaps':
        return this.#read(node, resource, attributes);
      case 'persistentvolumeclaims':
        return this.#claims(node, attributes);
      case 'persistentvolumes':
        return this.#volume(node, attributes);
      case 'serviceaccounts':
        return this.#token(node, attributes);
      default:
        return undefined;
    }
  }

  #pods(node: string, attributes: ResourceAttributes): Decision {
    const { verb, subresource, namespace, name, fieldSelector } = attributes;
    switch (subresource) {
      case 'status':
        return isOneOf(verb, 'update', 'patch') ? ALLOWED : NO_OPINION;
      case 'eviction':
        return verb === 'create' ? ALLOWED : NO_OPINION;
      case '':
        break;
      default:
        return NO_OPINION;
    }
    switch (verb) {
      case 'create':
      case 'delete':
        return ALLOWED;
      case 'get':
        return this.#related(node, this.#graph.runsPod(node, namespace, name));
      case 'list':
      case 'watch':
        if (selectsNode(fieldSelector, node)) return ALLOWED;
        return name === ''
          ? no('can only list/watch pods with spec.nodeName field selector')
          : this.#related(node, this.#graph.runsPod(node, namespace, name));
      default:
        return NO_OPINION;
    }
  }

  #read(node: string, kind: ReferencedKind, attributes: ResourceAttributes): Decision {
    const { verb, subresource, namespace, name } = attributes;
    if (!isOneOf(verb, 'get', 'list', 'watch')) return no('can only read resources of this type');
    if (subresource !== '') return no('cannot read subresource');
    if (namespace === '') return no('can only read namespaced object of this type');
    if (name === '') return no('No Object name found');
    return this.#related(node, this.#graph.needs(node, kind, namespace, name));
  }

  #claims(node: string, attributes: ResourceAttributes): Decision {
    const { verb, subresource, namespace, name } = attributes;
    if (subresource === 'status') {
      if (!isOneOf(verb, 'get', 'update', 'patch') || name === '')
        return no('can only get/update/patch this type');
    } else {
      const refusal = notOneObject(attributes);
      if (refusal !== undefined) return refusal;
    }
    const needed = this.#graph.needs(node, 'persistentvolumeclaims', namespace, name);
    return this.#related(node, needed);
  }

  #volume(node: string, attributes: ResourceAttributes): Decision {
    const refusal = notOneObject(attributes);
    if (refusal !== undefined) return refusal;
    const volume = this.#volumes.persistentVolume(attributes.name);
    return this.#related(node, volume !== undefined && this.#graph.needsVolume(node, volume));
  }

  #attachment(node: string, attributes: ResourceAttributes): Decision {
    const refusal = notOneObject(attributes);
    if (refusal !== undefined) return refusal;
    const attachment = this.#volumes.volumeAttachment(attributes.name);
    return this.#related(node, attachment?.spec.nodeName === node);
  }

  #token(node: string, { verb, subresource, namespace, name }: ResourceAttributes): Decision {
    if (verb === 'get' && subresource === '' && name !== '') {
      return this.#related(node, this.#graph.needs(node, 'serviceaccounts', namespace, name));
    }
    if (verb !== 'create' || name === '')
      return no('can only create tokens for individual service accounts');
    if (subresource !== 'token') return no('can only create token subresource of serviceaccount');
    return this.#related(node, this.#graph.needs(node, 'serviceaccounts', namespace, name));
  }

  #related(node: string, related: boolean): Decision {
    return related ? ALLOWED : no(`no relationship found between node '${node}' and this object`);
  }
}

export function isNode({ groups }: UserInfo): boolean {
  return groups.includes(NODES_GROUP);
}

function nodes(node: string, { verb, subresource, name }: ResourceAttributes): Decision {
  if (subresource === 'status') return isOneOf(verb, 'update', 'patch') ? ALLOWED : NO_OPINION;
  if (subresource !== '') return NO_OPINION;
  if (isOneOf(verb, 'create', 'update', 'patch')) return ALLOWED;
  if (!isOneOf(verb, 'get', 'list', 'watch')) return NO_OPINION;
  if (name === node) return ALLOWED;
  return no(
    name === ''
      ? `node '${node}' cannot read all nodes, only its own Node object`
      : `node '${node}' cannot read '${name}', only its own Node object`,
  );
}

function leases(node: string, { verb, namespace, name }: ResourceAttributes): Decision {
  if (!isOneOf(verb, 'get', 'create', 'update', 'patch', 'delete')) {
    return no('can only get, create, update, patch, or delete a node lease');
  }
  if (namespace !== LEASE_NAMESPACE)
    return no(`can only access leases in the "${LEASE_NAMESPACE}" system namespace`);
  // A request to create has no name yet.
  if (verb !== 'create' && name !== node) {
    return no('can only access node lease with the same name as the requesting node');
  }
  return ALLOWED;
}

function csiNodes(node: string, { verb, subresource, name }: ResourceAttributes): Decision {
  if (subresource !== '') return no('cannot authorize CSINode subresources');
  if (!isOneOf(verb, 'get', 'create', 'update', 'patch', 'delete')) {
    return no('can only get, create, update, patch, or delete a CSINode');
  }
  if (verb !== 'create' && name !== node) {
    return no('can only access CSINode with the same name as the requesting node');
  }
  return ALLOWED;
}

/** Why the request is not for one object of the kind; undefined where it is. */
function notOneObject({ verb, subresource, name }: ResourceAttributes): Decision | undefined {
  if (verb !== 'get' || name === '') return no('can only get individual resources of this type');
  return subresource === '' ? undefined : no('cannot get subresource');
}

function selectsNode(fieldSelector: string | undefined, node: string): boolean {
  if (fieldSelector === `spec.nodeName=${node}`) return true;
  if (!fieldSelector?.includes('spec.nodeName')) return false;
  return parseFieldSelector(fieldSelector).some(
    ({ field, operator, value }) => field === 'spec.nodeName' && operator === '=' && value === node,
  );
}

function isOneOf(verb: string, ...verbs: readonly string[]): boolean {
  return verbs.includes(verb);
}

function no(reason: string): Decision {
  return { allowed: false, reason };
}
