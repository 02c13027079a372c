// Rules of Namespaces. Finalizers and phase at creation are the registry's.
import { isDns1123Label } from '../../apimachinery/names';
import type { Namespace } from '../generated/core/v1';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { NAMESPACES } from '../resources';

/** So that selectors over namespaces can name one. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

const EMPTY: Partial<Namespace> = { spec: {}, status: { phase: 'Active' } };

export const NAMESPACE_RULES: KindRules<Namespace> = {
  resource: NAMESPACES,
  defaults(namespace) {
    const labelled = withNameLabel(namespace);
    const complete = withDefaults(labelled, EMPTY);
    if (complete.status.phase) return complete;
    return { ...complete, status: { ...complete.status, phase: 'Active' } };
  },
  validate(namespace) {
    const errors: FieldErrors = [];
    checkObjectMeta(errors, namespace.metadata, false, isDns1123Label);
    return errors;
  },
  validateUpdate(namespace, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, namespace.metadata, old.metadata);
    return errors;
  },
  selectableFields: ({ status }) => ({ 'status.phase': status.phase ?? '' }),
};

function withNameLabel(namespace: Namespace): Namespace {
  const { metadata } = namespace;
  if (!metadata.name || metadata.labels?.[NAME_LABEL] !== undefined) return namespace;
  const labels = { ...metadata.labels, [NAME_LABEL]: metadata.name };
  return { ...namespace, metadata: { ...metadata, labels } };
}
