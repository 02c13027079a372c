// Rules of CustomResourceDefinitions.
// Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions (v1/defaults.go, validation).
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { CustomResourceDefinition } from '../generated/apiextensions/v1';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../resources';

/** As Go has what a client leaves out; validation comes later. */
const ZERO_NAMES = { kind: '', plural: '' };
const ZERO_SPEC = { group: '', names: ZERO_NAMES, versions: [] };
const EMPTY_STATUS: Partial<CustomResourceDefinition> = { status: {} };

export const CUSTOM_RESOURCE_DEFINITION_RULES: KindRules<CustomResourceDefinition> = {
  resource: CUSTOM_RESOURCE_DEFINITIONS,
  defaults(definition) {
    const { spec } = withDefaults(definition, EMPTY_STATUS);
    const complete = withDefaults(withDefaults(spec, ZERO_SPEC), {
      conversion: { strategy: 'None' },
    });
    const { kind } = withDefaults(complete.names, ZERO_NAMES);
    const names = withDefaults(complete.names, {
      ...ZERO_NAMES,
      singular: kind.toLowerCase(),
      listKind: `${kind}List`,
    });
    if (names === spec.names && complete === spec) return definition;
    return { ...definition, spec: { ...complete, names } };
  },
  validate(definition) {
    const errors: FieldErrors = [];
    const { names, group } = definition.spec;
    checkObjectMeta(errors, definition.metadata, false, (name) => [
      ...isDns1123Subdomain(name),
      ...(name === `${names.plural}.${group}` ? [] : ['must be spec.names.plural+"."+spec.group']),
    ]);
    return errors;
  },
  validateUpdate(definition, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, definition.metadata, old.metadata);
    return errors;
  },
};
