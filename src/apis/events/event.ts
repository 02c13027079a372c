// Rules of Events of events.k8s.io, which demand more than those of the core group.
// Source: k8s.io/kubernetes/pkg/apis/core/validation (ValidateEventCreate, ValidateEventUpdate).
import { deepEqual } from '../../apimachinery/deepEqual';
import { invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { checkEvent, coreEventFields } from '../core/event';
import type { Event as CoreEvent } from '../generated/core/v1';
import type { Event } from '../generated/events/v1';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { NEWER_EVENTS } from '../resources';
import { isDns1123Subdomain } from '../../apimachinery/names';
import { CORE_EVENT_FIELDS, coreEventOf } from './eventConversion';

const EMPTY: Partial<Event> = { regarding: {} };
/** Fields by the names that they have inside of Kubernetes. */
const UNSET: readonly (keyof CoreEvent)[] = ['firstTimestamp', 'lastTimestamp', 'count', 'source'];
const IMMUTABLE: readonly (keyof CoreEvent)[] = [
  'involvedObject',
  'reason',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'count',
  'eventTime',
  'action',
  'related',
  'reportingInstance',
  'type',
];

export const NEWER_EVENT_RULES: KindRules<Event> = {
  defaults: (event) => withDefaults(event, EMPTY),
  ...kindValidation(NEWER_EVENTS, {
    name: isDns1123Subdomain,
    check: (errors, event, old) => {
      const core = coreEventOf(event);
      checkEvent(errors, core, 'reportingController');
      if (old === undefined) checkNewEvent(errors, core);
      checkSeries(errors, core);
    },
    checkUpdate: (errors, event, old) => {
      const [core, before] = [coreEventOf(event), coreEventOf(old)];
      for (const field of IMMUTABLE) {
        checkField(errors, field, core[field], before[field]);
      }
      checkField(errors, 'reportingController', core.reportingComponent, before.reportingComponent);
    },
  }),
  selectableFields: (event) => {
    const fields = coreEventFields(coreEventOf(event));
    return Object.fromEntries(
      Object.entries(CORE_EVENT_FIELDS).map(([name, core]) => [name, fields[core] ?? '']),
    );
  },
};

function checkField(errors: FieldErrors, field: string, value: unknown, old: unknown): void {
  if (deepEqual(value, old)) return;
  errors.push(invalidValue(FieldPath.root(field), value, 'field is immutable'));
}

function checkNewEvent(errors: FieldErrors, event: CoreEvent): void {
  if (!event.eventTime) errors.push(required(FieldPath.root('eventTime')));
  if (event.type !== 'Normal' && event.type !== 'Warning') {
    const rule = `has invalid value: ${event.type ?? ''}`;
    errors.push(invalidValue(FieldPath.root('type'), '', rule));
  }
  for (const field of UNSET) {
    if (isUnset(event[field])) continue;
    errors.push(invalidValue(FieldPath.root(field), '', 'needs to be unset'));
  }
}

/** Go has no absent numbers or structs. */
function isUnset(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return !value;
  return Object.values(value).every((part) => !part);
}

function checkSeries(errors: FieldErrors, { series }: CoreEvent): void {
  if (series === undefined) return;
  if ((series.count ?? 0) < 2) {
    errors.push(invalidValue(FieldPath.root('series.count'), '', 'should be at least 2'));
  }
  if (!series.lastObservedTime) {
    errors.push(required(FieldPath.root('series.lastObservedTime')));
  }
}
