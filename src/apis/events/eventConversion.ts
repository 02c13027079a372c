// An event of events.k8s.io is one of the core group under other field names; it is stored as the latter.
// Source: k8s.io/kubernetes/pkg/apis/events/v1 (conversion.go).
import type { Event as CoreEvent } from '../generated/core/v1';
import type { Event } from '../generated/events/v1';

export function coreEventOf(event: Event): CoreEvent {
  const {
    regarding = {},
    note,
    deprecatedSource,
    deprecatedFirstTimestamp,
    deprecatedLastTimestamp,
    deprecatedCount,
    reportingController,
    ...same
  } = event;
  return {
    ...same,
    apiVersion: 'v1',
    involvedObject: regarding,
    ...given('message', note),
    ...given('source', deprecatedSource),
    ...given('firstTimestamp', deprecatedFirstTimestamp),
    ...given('lastTimestamp', deprecatedLastTimestamp),
    ...given('count', deprecatedCount),
    ...given('reportingComponent', reportingController),
  };
}

/** An absent field stays absent. */
function given<K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> {
  // A computed key is any string to the compiler.
  return value === undefined ? {} : ({ [name]: value } as Record<K, T>);
}
