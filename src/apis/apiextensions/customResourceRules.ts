// Rules of a custom kind: metadata as everywhere, all else by the schema of its definition.
// Source: k8s.io/apiextensions-apiserver/pkg/registry/customresource (validator.go).
import type { FieldError } from '../../apimachinery/apiStatus';
import { invalidValue } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type { CustomResourceDefinitionVersion } from '../generated/apiextensions/v1';
import type { KindRules } from '../kindRules';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';
import type { CustomResourceSchema } from './customResourceSchema';
import { CustomScale, valueAt } from './customScale';

export function customResourceRules(
  resource: Resource,
  { subresources, selectableFields = [] }: CustomResourceDefinitionVersion,
  schema: CustomResourceSchema,
): KindRules<ApiObject> {
  const paths = subresources?.scale;
  const scale = paths === undefined ? undefined : new CustomScale(paths);
  const validate = (object: ApiObject, old?: ApiObject): readonly FieldError[] => [
    ...schema.validate(object, old),
    ...(scale === undefined ? [] : scaleErrors(scale, object)),
  ];
  const fields = selectableFields.map(({ jsonPath }) => jsonPath.replace(/^\./, ''));
  return {
    resource,
    // Decoding has filled in what the schema says.
    defaults: (object) => object,
    validate(object) {
      const errors: FieldError[] = [];
      checkObjectMeta(errors, object.metadata, resource.namespaced, isDns1123Subdomain);
      return [...errors, ...validate(object)];
    },
    validateUpdate(object, old) {
      const errors: FieldError[] = [];
      checkObjectMetaUpdate(errors, object.metadata, old.metadata);
      return [...errors, ...validate(object, old)];
    },
    validateStatusUpdate: validate,
    selectableFields: (object) =>
      Object.fromEntries(fields.map((field) => [field, fieldText(valueAt(object, field))])),
  };
}

function fieldText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

const MAX_INT32 = 2 ** 31 - 1;

function scaleErrors(scale: CustomScale, object: ApiObject): readonly FieldError[] {
  const { replicas = 0, statusReplicas } = scale.values(object);
  const { specReplicasPath, statusReplicasPath } = scale.paths;
  return [
    ...replicasErrors(specReplicasPath, replicas),
    ...replicasErrors(statusReplicasPath, statusReplicas),
  ];
}

function replicasErrors(path: string, value: number): readonly FieldError[] {
  // Kubernetes prints the path as the definition has it.
  const at = FieldPath.root(path);
  if (value < 0) return [invalidValue(at, value, 'should be a non-negative integer')];
  if (value <= MAX_INT32) return [];
  const rule = `should be less than or equal to ${String(MAX_INT32)}`;
  return [invalidValue(at, value, rule)];
}
