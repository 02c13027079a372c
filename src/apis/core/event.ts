// Rules of Events of the core group. Source: k8s.io/kubernetes/pkg/apis/core/validation (events.go).
//
// Differs from Kubernetes: what the newer events.k8s.io fields demand of each other is not checked.
import { invalidValue } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { StringMap } from '../../apimachinery/objectMeta';
import type { Event } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { EVENTS } from '../resources';

const EMPTY: Partial<Event> = { involvedObject: {} };
const INVOLVED_NAMESPACE = FieldPath.root('involvedObject').child('namespace');

export const EVENT_RULES: KindRules<Event> = {
  resource: EVENTS,
  defaults: (event) => withDefaults(event, EMPTY),
  validate(event) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, event.metadata, true, isDns1123Subdomain);
    checkNamespaces(errors, event);
    return errors;
  },
  validateUpdate(event, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, event.metadata, old.metadata);
    return errors;
  },
  selectableFields: eventFields,
};

/** An event lives beside what it is about; those about cluster-scoped objects live in `default`. */
function checkNamespaces(errors: FieldErrors, { involvedObject, metadata }: Event): void {
  const namespace = involvedObject.namespace ?? '';
  const isSystem = metadata.namespace === 'default' || metadata.namespace === 'kube-system';
  if (namespace === '' ? isSystem : namespace === metadata.namespace) return;
  errors.push(invalidValue(INVOLVED_NAMESPACE, namespace, 'does not match event.namespace'));
}

/** Source: k8s.io/kubernetes/pkg/registry/core/event (ToSelectableFields). */
function eventFields(event: Event): StringMap {
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
