// Two resources are served under two names each, and stored under one of them. What is written under one
// name is seen under the other. Source: https://kubernetes.io/docs/reference/using-api/#api-groups
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import { HORIZONTAL_POD_AUTOSCALER_RULES } from '../../apis/autoscaling/horizontalPodAutoscaler';
import {
  autoscalerOfFirst,
  firstOfAutoscaler,
} from '../../apis/autoscaling/horizontalPodAutoscalerConversion';
import { coreEventOf, eventOfCore } from '../../apis/events/eventConversion';
import { FIRST_HORIZONTAL_POD_AUTOSCALERS, NEWER_EVENTS } from '../../apis/resources';
import type { Versioning } from './servedKinds';

/** Undefined for resources that are stored as they are served. */
export function versioningOf({ group, version, plural }: Resource): Versioning | undefined {
  return VERSIONINGS.find(
    ({ resource }) =>
      resource.group === group && resource.version === version && resource.plural === plural,
  )?.versioning;
}

const VERSIONINGS = [
  { resource: NEWER_EVENTS, versioning: remembering(eventOfCore, coreEventOf) },
  {
    resource: FIRST_HORIZONTAL_POD_AUTOSCALERS,
    versioning: remembering(firstOfAutoscaler, (first: Parameters<typeof autoscalerOfFirst>[0]) =>
      HORIZONTAL_POD_AUTOSCALER_RULES.defaults(autoscalerOfFirst(first)),
    ),
  },
];

/** A cache of a pure function: stored objects are immutable. */
function remembering<Stored extends ApiObject, Served extends ApiObject>(
  fromStorage: (stored: Stored) => Served,
  toStorage: (served: Served) => Stored,
): Versioning {
  const known = new WeakMap<ApiObject, Served>();
  return {
    // What is stored under a resource's prefix is of its kind.
    fromStorage: (stored) => {
      const served = known.get(stored) ?? fromStorage(stored as Stored);
      known.set(stored, served);
      return served;
    },
    toStorage: (served) => toStorage(served as Served),
  };
}
