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

export function eventOfCore(event: CoreEvent): Event {
  const {
    involvedObject,
    message,
    source,
    firstTimestamp,
    lastTimestamp,
    count,
    reportingComponent,
    ...same
  } = event;
  return {
    // Events of the older kind have no eventTime, which is null under the newer name.
    ...(same as Omit<Event, 'apiVersion'>),
    apiVersion: 'events.k8s.io/v1',
    regarding: involvedObject,
    ...given('note', message),
    ...given('deprecatedSource', source),
    ...given('deprecatedFirstTimestamp', firstTimestamp),
    ...given('deprecatedLastTimestamp', lastTimestamp),
    ...given('deprecatedCount', count),
    ...given('reportingController', reportingComponent),
  };
}

/** What field selectors call the fields. Those that have no other name are not listed. */
export const CORE_EVENT_FIELDS: Readonly<Record<string, string>> = {
  reason: 'reason',
  type: 'type',
  'regarding.kind': 'involvedObject.kind',
  'regarding.namespace': 'involvedObject.namespace',
  'regarding.name': 'involvedObject.name',
  'regarding.uid': 'involvedObject.uid',
  'regarding.apiVersion': 'involvedObject.apiVersion',
  'regarding.resourceVersion': 'involvedObject.resourceVersion',
  'regarding.fieldPath': 'involvedObject.fieldPath',
  reportingController: 'reportingComponent',
  'metadata.name': 'metadata.name',
  'metadata.namespace': 'metadata.namespace',
};

/** An absent field stays absent. */
function given<K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> {
  // A computed key is any string to the compiler.
  return value === undefined ? {} : ({ [name]: value } as Record<K, T>);
}
