// The object as it leaves the server: with what is left out where it is stored.
// Source: k8s.io/api/{core,events}/v1 (types.go): times and sources of Events are values in Go, no pointers, and
// there in every Event.
import type { ApiObject } from '../../../apimachinery/objectMeta';
import { statedObject } from '../fieldmanager/impliedKeys';

const EVENT_VALUES: Readonly<Record<string, object>> = {
  v1: { eventTime: null, firstTimestamp: null, lastTimestamp: null, source: {} },
  'events.k8s.io/v1': {
    deprecatedFirstTimestamp: null,
    deprecatedLastTimestamp: null,
    deprecatedSource: {},
    eventTime: null,
  },
};

export function wireObject(stored: ApiObject): ApiObject {
  if (stored.kind !== 'Event') return statedObject(stored);
  const values = EVENT_VALUES[stored.apiVersion];
  return values === undefined ? stored : { ...values, ...stored };
}
