// What a tree item, or a text in a link, is about.
import { NODES, PODS } from '../../apis/resources';
import type { ClusterHistory } from '../../cluster/history/clusterHistory';
import type { DiagramTarget } from '../diagram/diagramModel';
import type { ObjectName } from '../objectName';

/** As it stands in links and in the names of documents. */
export interface WhyAddress {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export function addressOf({ resource, namespace, name }: ObjectName): WhyAddress {
  const { group, kind } = resource;
  return { group, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** Undefined for kinds that are not served, and for what is no address at all. */
export function targetAt(history: ClusterHistory, address: unknown): ObjectName | undefined {
  const { group, kind, namespace, name } = (address ?? {}) as Partial<
    Record<keyof WhyAddress, unknown>
  >;
  if (typeof group !== 'string' || typeof kind !== 'string' || typeof name !== 'string')
    return undefined;
  const resource = history.resourceOfKind(group, kind);
  if (resource === undefined) return undefined;
  const isNamespaced = resource.namespaced && typeof namespace === 'string';
  return { resource, namespace: isNamespaced ? namespace : undefined, name };
}

/** Undefined for items that are no object, such as a folded list. */
export function targetOfItem(item: DiagramTarget): ObjectName | undefined {
  switch (item.type) {
    case 'node':
    case 'components':
      return { resource: NODES, namespace: undefined, name: item.node };
    case 'pod':
    case 'container':
      return { resource: PODS, namespace: item.namespace, name: item.pod };
    default:
      return undefined;
  }
}
