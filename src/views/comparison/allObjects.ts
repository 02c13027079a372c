// All objects of a cluster that are worth comparing, each once.
import type { ApiList, ApiObject } from '../../apimachinery/objectMeta';
import type { ServedResource } from '../../apis/schema/schemaBundle';
import { OBSERVER_USER } from '../../cluster/client/observer';
import type { Cluster } from '../../cluster/cluster';

/**
 * Left out: Events, which have a name of their own each, and what is worked out when it is read (its
 * values differ with every second).
 */
const LEFT_OUT = new Set(['events', 'componentstatuses']);
const COMPUTED_GROUP = 'metrics.k8s.io';

export function allObjects(cluster: Cluster): readonly ApiObject[] {
  const byUid = new Map<string, ApiObject>();
  for (const resource of cluster.resources) {
    if (!isCompared(resource)) continue;
    for (const object of list(cluster, resource)) {
      // A kind that is served in several versions gives the same object for each.
      if (!byUid.has(object.metadata.uid)) byUid.set(object.metadata.uid, object);
    }
  }
  return [...byUid.values()];
}

function isCompared({ plural, group, verbs }: ServedResource): boolean {
  return verbs.includes('list') && group !== COMPUTED_GROUP && !LEFT_OUT.has(plural);
}

function list(cluster: Cluster, resource: ServedResource): readonly ApiObject[] {
  const request = { verb: 'list', user: OBSERVER_USER, resource, namespace: undefined } as const;
  // A list answers with a list; its items leave kind and apiVersion to it.
  const { items } = cluster.observerApi.handle({ ...request, options: {} })
    .body as ApiList<ApiObject>;
  return items;
}
