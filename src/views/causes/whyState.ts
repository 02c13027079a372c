// Why an object that is no pod is not as one might wish: by its kind. Where all is well, nothing is said.
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type { DaemonSet, Deployment, ReplicaSet } from '../../apis/generated/apps/v1';
import type {
  Event,
  Node,
  PersistentVolumeClaim,
  Pod,
  Service,
} from '../../apis/generated/core/v1';
import { EVENTS, PODS } from '../../apis/resources';
import { unmodelledKind } from '../../apis/unmodelled';
import { whyNode } from './whyNode';
import { whyService } from './whyService';
import { whyDaemonSet, whyDeployment, whyReplicaSet } from './whyWorkload';

/** All of a kind in a namespace, as they are now. */
export type ListObjects = (
  resource: Resource,
  namespace: string | undefined,
) => readonly ApiObject[];

export function whyState(
  { group, kind }: Resource,
  object: ApiObject,
  list: ListObjects,
): string | undefined {
  const { namespace } = object.metadata;
  // Objects by their resource.
  const pods = (): readonly Pod[] => list(PODS, namespace) as readonly Pod[];
  switch (`${group}/${kind}`) {
    case '/Service':
      return whyService(object as Service, pods());
    case '/Node':
      return whyNode(object as Node);
    case '/PersistentVolumeClaim':
      return whyClaim(object as PersistentVolumeClaim, list(EVENTS, namespace) as readonly Event[]);
    case 'apps/Deployment':
      return whyDeployment(object as Deployment, pods());
    case 'apps/ReplicaSet':
      return whyReplicaSet(object as ReplicaSet, pods());
    case 'apps/DaemonSet':
      return whyDaemonSet(object as DaemonSet, pods());
    case 'apps/StatefulSet':
    case 'batch/Job':
    case 'batch/CronJob':
    case 'autoscaling/HorizontalPodAutoscaler':
      return `No controller looks at it in this simulation, so nothing comes of it. ${unmodelledKind(group, kind)?.sentence ?? ''}`;
    default:
      return undefined;
  }
}

function whyClaim(claim: PersistentVolumeClaim, events: readonly Event[]): string | undefined {
  const { phase } = claim.status ?? {};
  if (phase === 'Bound') return undefined;
  if (phase === 'Lost')
    return 'Its volume is gone: the PersistentVolume that it was bound to was deleted, and its data is lost to it.';
  const own = events.findLast(({ involvedObject }) => involvedObject.uid === claim.metadata.uid);
  const said = own?.message === undefined ? '' : ` The controller manager says: ${own.message}.`;
  const { storageClassName } = claim.spec ?? {};
  const hint = storageClassName
    ? `It asks for storage class ${storageClassName}`
    : 'It names no storage class';
  return `It is Pending: no PersistentVolume suits it yet.${said} ${hint}; nothing here makes volumes, so a PersistentVolume that suits it has to be created.`;
}
