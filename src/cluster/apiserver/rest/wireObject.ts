// The object as it leaves the server: with what is left out where it is stored.
// Source: k8s.io/api/{core,events}/v1 (types.go): times and sources of Events are values in Go, no pointers, and
// there in every Event; an empty resourceVersion in a reference is left out.
import type { ApiObject } from '../../../apimachinery/objectMeta';
import type { Event, ObjectReference } from '../../../apis/generated/core/v1';
import type { Event as NewerEvent } from '../../../apis/generated/events/v1';
import { statedObject } from '../fieldmanager/impliedKeys';

const CORE_VALUES = { eventTime: null, firstTimestamp: null, lastTimestamp: null, source: {} };
const NEWER_VALUES = {
  deprecatedFirstTimestamp: null,
  deprecatedLastTimestamp: null,
  deprecatedSource: {},
  eventTime: null,
};

export function wireObject(stored: ApiObject): ApiObject {
  if (stored.kind !== 'Event') return statedObject(stored);
  if (stored.apiVersion === 'v1') {
    // Kind and version say what it is.
    const event = stored as Event;
    return wire({ ...CORE_VALUES, ...event, involvedObject: stated(event.involvedObject) });
  }
  if (stored.apiVersion !== 'events.k8s.io/v1') return stored;
  const event = stored as NewerEvent;
  return wire({ ...NEWER_VALUES, ...event, regarding: stated(event.regarding) });
}

/** Nulls are not in the types, as they mean what nothing means. */
function wire(event: object): ApiObject {
  return event as ApiObject;
}

function stated(reference: ObjectReference | undefined): ObjectReference | undefined {
  if (reference?.resourceVersion !== '') return reference;
  return { ...reference, resourceVersion: undefined };
}
