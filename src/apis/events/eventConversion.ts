// An event of events.k8s.io is one of the core group under other field names; it is stored as the latter.
// Source: k8s.io/kubernetes/pkg/apis/events/v1 (conversion.go).
import type { Mutable } from '../../apimachinery/mutable';
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
  const kind = { apiVersion: 'v1', involvedObject: regarding } as const;
  const core: Mutable<CoreEvent> = Object.assign(same, kind);
  if (note !== undefined) core.message = note;
  if (deprecatedSource !== undefined) core.source = deprecatedSource;
  if (deprecatedFirstTimestamp !== undefined) core.firstTimestamp = deprecatedFirstTimestamp;
  if (deprecatedLastTimestamp !== undefined) core.lastTimestamp = deprecatedLastTimestamp;
  if (deprecatedCount !== undefined) core.count = deprecatedCount;
  if (reportingController !== undefined) core.reportingComponent = reportingController;
  return core;
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
  const kind = { apiVersion: 'events.k8s.io/v1', regarding: involvedObject } as const;
  // Events of the older kind have no eventTime, which is null under the newer name.
  const newer: Mutable<Event> = Object.assign(same as Omit<Event, 'apiVersion'>, kind);
  if (message !== undefined) newer.note = message;
  if (source !== undefined) newer.deprecatedSource = source;
  if (firstTimestamp !== undefined) newer.deprecatedFirstTimestamp = firstTimestamp;
  if (lastTimestamp !== undefined) newer.deprecatedLastTimestamp = lastTimestamp;
  if (count !== undefined) newer.deprecatedCount = count;
  if (reportingComponent !== undefined) newer.reportingController = reportingComponent;
  return newer;
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
