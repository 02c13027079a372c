// Rules of Events of the core group. Source: k8s.io/kubernetes/pkg/apis/core/validation (events.go).
import { invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain, isQualifiedName } from '../../apimachinery/names';
import type { StringMap } from '../../apimachinery/objectMeta';
import type { Event } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import { complain, type FieldErrors } from '../meta/fieldChecks';
import { kindValidation } from '../meta/kindValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { EVENTS } from '../resources';

const EMPTY: Partial<Event> = { involvedObject: {} };
const INVOLVED_NAMESPACE = FieldPath.root('involvedObject').child('namespace');

const MAX_NAME_LENGTH = 128;
const MAX_NOTE_LENGTH = 1024;

export const EVENT_RULES: KindRules<Event> = {
  defaults: (event) => withDefaults(event, EMPTY),
  ...kindValidation(EVENTS, {
    name: isDns1123Subdomain,
    check: (errors, event) => {
      checkEvent(errors, event, 'reportingComponent');
    },
  }),
  selectableFields: coreEventFields,
};

/** Events with an eventTime are of the newer kind, which tells who reported it, what was done and why. */
export function checkEvent(errors: FieldErrors, event: Event, controllerField: string): void {
  checkNamespaces(errors, event);
  if (!event.eventTime) return;
  const { reportingComponent: controller } = event;
  if (!controller) errors.push(required(FieldPath.root(controllerField)));
  complain(errors, FieldPath.root(controllerField), controller, isQualifiedName(controller));
  for (const field of ['reportingInstance', 'action', 'reason'] as const) {
    const value = event[field] ?? '';
    if (value === '') errors.push(required(FieldPath.root(field)));
    checkLength(errors, field, value, MAX_NAME_LENGTH);
  }
  checkLength(errors, 'message', event.message ?? '', MAX_NOTE_LENGTH);
}

/**
 * Whether an event is valid too that differs from a valid one in nothing but when and where something happened, to
 * which object, and in its note. False where it has to be looked at.
 */
export function isValidAsWell(name: string, note: string): boolean {
  return note.length <= MAX_NOTE_LENGTH && isDns1123Subdomain(name).length === 0;
}

function checkLength(errors: FieldErrors, field: string, value: string, most: number): void {
  if (value.length <= most) return;
  const rule = `can have at most ${String(most)} characters`;
  errors.push(invalidValue(FieldPath.root(field), '', rule));
}

/** An event lives beside what it is about; those about cluster-scoped objects live in `default`. */
function checkNamespaces(
  errors: FieldErrors,
  { involvedObject, metadata, eventTime }: Event,
): void {
  const namespace = involvedObject.namespace ?? '';
  const isSystem = metadata.namespace === 'default' || metadata.namespace === 'kube-system';
  if (namespace === '' ? isSystem : Boolean(eventTime) || namespace === metadata.namespace) return;
  errors.push(invalidValue(INVOLVED_NAMESPACE, namespace, 'does not match event.namespace'));
}

/** Source: k8s.io/kubernetes/pkg/registry/core/event (ToSelectableFields). */
export function coreEventFields(event: Event): StringMap {
  const { involvedObject: about } = event;
  return {
    'involvedObject.kind': about.kind ?? '',
    'involvedObject.namespace': about.namespace ?? '',
    'involvedObject.name': about.name ?? '',
    'involvedObject.uid': about.uid ?? '',
    'involvedObject.apiVersion': about.apiVersion ?? '',
    'involvedObject.resourceVersion': about.resourceVersion ?? '',
    'involvedObject.fieldPath': about.fieldPath ?? '',
    reason: event.reason ?? '',
    reportingComponent: event.reportingComponent ?? '',
    source: event.source?.component || event.reportingComponent || '',
    type: event.type ?? '',
  };
}
