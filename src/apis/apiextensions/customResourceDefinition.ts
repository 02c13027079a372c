// Rules of CustomResourceDefinitions.
// Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions (v1/defaults.go, validation).
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { CustomResourceDefinition } from '../generated/apiextensions/v1';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../resources';

const EMPTY_STATUS: Partial<CustomResourceDefinition> = { status: {} };

export const CUSTOM_RESOURCE_DEFINITION_RULES: KindRules<CustomResourceDefinition> = {
  resource: CUSTOM_RESOURCE_DEFINITIONS,
  defaults(definition) {
    const { spec } = withDefaults(definition, EMPTY_STATUS);
    const names = withDefaults(spec.names, {
      singular: spec.names.kind.toLowerCase(),
      listKind: `${spec.names.kind}List`,
    });
    const complete = withDefaults(spec, { conversion: { strategy: 'None' } });
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
