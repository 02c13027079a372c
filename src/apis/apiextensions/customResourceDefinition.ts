// Rules of CustomResourceDefinitions.
// Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions (v1/defaults.go, validation).
import { isDns1123Subdomain } from '../../apimachinery/names';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionSpec,
} from '../generated/apiextensions/v1';
import type { KindRules } from '../kindRules';
import type { FieldErrors } from '../meta/fieldChecks';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import { withDefaults } from '../meta/sharedDefaults';
import { checkDefinition, checkDefinitionUpdate } from './definitionValidation';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../resources';

/** As Go has what a client leaves out; validation tells of it. */
const ZERO_NAMES: CustomResourceDefinitionNames = { kind: '', plural: '' };
const ZERO_SPEC: CustomResourceDefinitionSpec = {
  group: '',
  scope: '',
  names: ZERO_NAMES,
  versions: [],
};
const ZERO: Partial<CustomResourceDefinition> = { spec: ZERO_SPEC, status: {} };

export const CUSTOM_RESOURCE_DEFINITION_RULES: KindRules<CustomResourceDefinition> = {
  resource: CUSTOM_RESOURCE_DEFINITIONS,
  defaults(definition) {
    const given = withDefaults(definition, ZERO);
    const complete = withDefaults(withDefaults(given.spec, ZERO_SPEC), {
      conversion: { strategy: 'None' },
    });
    const { kind } = withDefaults(complete.names, ZERO_NAMES);
    const names = withDefaults(complete.names, {
      ...ZERO_NAMES,
      ...(kind === '' ? {} : { singular: kind.toLowerCase(), listKind: `${kind}List` }),
    });
    if (names === given.spec.names && complete === given.spec) return given;
    return { ...given, spec: { ...complete, names } };
  },
  validate(definition) {
    const errors: FieldErrors = [];
    const { names, group } = definition.spec;
    checkObjectMeta(errors, definition.metadata, false, (name) => [
      ...isDns1123Subdomain(name),
      ...(name === `${names.plural}.${group}` ? [] : ['must be spec.names.plural+"."+spec.group']),
    ]);
    checkDefinition(errors, definition);
    return errors;
  },
  validateUpdate(definition, old) {
    const errors: FieldErrors = [];
    checkObjectMetaUpdate(errors, definition.metadata, old.metadata);
    checkDefinitionUpdate(errors, definition, old);
    return errors;
  },
};
