// What the versions of a CustomResourceDefinition must look like. Kubernetes moves what is the same in
// all versions to the top before it validates, and names it there: `spec.validation.openAPIV3Schema`.
// Source: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions (v1/conversion.go, validation).
import { deepEqual } from '../../apimachinery/deepEqual';
import { duplicate, invalidValue, required, tooMany } from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1035Label } from '../../apimachinery/names';
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
} from '../generated/apiextensions/v1';
import type { FieldErrors } from '../meta/fieldChecks';
import { schemaAtPath } from './structural/schemaAtPath';
import { jsonSchema } from './structural/jsonSchema';
import { checkSchema } from './schemaChecks';

type Version = CustomResourceDefinitionVersion;

/** Where each part of a version is named. */
interface Places {
  readonly schema: FieldPath;
  readonly subresources: FieldPath;
  readonly columns: FieldPath;
  readonly selectableFields: FieldPath;
}

export function checkVersions(
  errors: FieldErrors,
  spec: FieldPath,
  { versions }: CustomResourceDefinitionSpec,
): void {
  const path = spec.child('versions');
  const same = (part: keyof Version): boolean =>
    versions.every((version) => deepEqual(version[part], versions[0]?.[part]));
  const shared = {
    schema: same('schema'),
    subresources: same('subresources'),
    columns: same('additionalPrinterColumns'),
    selectableFields: same('schema') && same('selectableFields'),
  };
  versions.forEach((version, index) => {
    const at = path.index(index);
    if (version.schema?.openAPIV3Schema === undefined) {
      const schema = at.child('schema').child('openAPIV3Schema');
      errors.push(required(schema, 'schemas are required'));
    }
    const complaints = isDns1035Label(version.name);
    if (complaints.length > 0) {
      errors.push(invalidValue(at.child('name'), version.name, complaints.join(',')));
    }
    checkDeprecation(errors, at, version);
    // What is shared is told once, of the first.
    checkParts(errors, version, {
      ...(shared.schema ? {} : { schema: at.child('schema') }),
      ...(shared.subresources ? {} : { subresources: at.child('subresources') }),
      ...(shared.columns ? {} : { columns: at.child('additionalPrinterColumns') }),
      ...(shared.selectableFields ? {} : { selectableFields: at.child('selectableFields') }),
    });
  });
  const [first] = versions;
  if (first === undefined) return;
  checkParts(errors, first, {
    ...(shared.schema ? { schema: spec.child('validation') } : {}),
    ...(shared.subresources ? { subresources: spec.child('subresources') } : {}),
    ...(shared.columns ? { columns: spec.child('additionalPrinterColumns') } : {}),
    ...(shared.selectableFields ? { selectableFields: spec.child('selectableFields') } : {}),
  });
}

function checkParts(errors: FieldErrors, version: Version, places: Partial<Places>): void {
  const { subresources } = version;
  const schema = version.schema?.openAPIV3Schema;
  if (schema !== undefined && places.schema !== undefined) {
    const path = places.schema.child('openAPIV3Schema');
    checkSchema(errors, path, jsonSchema(schema), subresources?.status !== undefined);
  }
  if (subresources !== undefined && places.subresources !== undefined) {
    checkScale(errors, places.subresources, subresources);
  }
  const { columns } = places;
  if (columns !== undefined) {
    version.additionalPrinterColumns?.forEach((column, index) => {
      checkColumn(errors, columns.index(index), column);
    });
  }
  if (places.selectableFields !== undefined) {
    checkSelectableFields(errors, places.selectableFields, version);
  }
}

const MAX_WARNING = 256;

function checkDeprecation(
  errors: FieldErrors,
  path: FieldPath,
  { deprecated, deprecationWarning: warning }: Version,
): void {
  if (warning === undefined) return;
  const complain = (rule: string): void => {
    errors.push(invalidValue(path.child('deprecationWarning'), warning, rule));
  };
  if (deprecated !== true) {
    complain('can only be set for deprecated versions');
    return;
  }
  if (warning.length > MAX_WARNING) complain('must be <= 256 characters long');
  if (warning === '') complain('must not be an empty string');
  const index = warning.search(/[\p{C}\p{Zl}\p{Zp}]/u);
  if (index >= 0) {
    const rule =
      'must only contain printable UTF-8 characters; non-printable character found at index';
    complain(`${rule} ${String(index)}`);
  }
}

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = 'byte,date,date-time,double,float,int32,int64,password'.split(',');

function checkColumn(
  errors: FieldErrors,
  path: FieldPath,
  { name, type, format, jsonPath }: CustomResourceColumnDefinition,
): void {
  if (!name) errors.push(required(path.child('name')));
  const types = `must be one of ${COLUMN_TYPES.join(',')}`;
  if (!type) errors.push(required(path.child('type'), types));
  else if (!COLUMN_TYPES.includes(type)) {
    errors.push(invalidValue(path.child('type'), type, types));
  }
  if (format && !COLUMN_FORMATS.includes(format)) {
    const rule = `must be one of ${COLUMN_FORMATS.join(',')}`;
    errors.push(invalidValue(path.child('format'), format, rule));
  }
  if (!jsonPath) errors.push(required(path.child('JSONPath')));
  else checkSimplePath(errors, path.child('JSONPath'), jsonPath);
}

function checkSimplePath(errors: FieldErrors, path: FieldPath, text: string): boolean {
  if (text.startsWith('.')) return true;
  errors.push(invalidValue(path, text, 'must be a simple json path starting with .'));
  return false;
}

function checkScale(
  errors: FieldErrors,
  path: FieldPath,
  { scale }: CustomResourceSubresources,
): void {
  if (scale === undefined) return;
  const check = (field: 'specReplicasPath' | 'statusReplicasPath', parent: string): void => {
    const at = path.child(`scale.${field}`);
    const text = scale[field];
    if (!text) errors.push(required(at));
    else if (checkSimplePath(errors, at, text) && !text.startsWith(`.${parent}.`)) {
      errors.push(invalidValue(at, text, `should be a json path under .${parent}`));
    }
  };
  check('specReplicasPath', 'spec');
  check('statusReplicasPath', 'status');
  const { labelSelectorPath: selector } = scale;
  if (!selector) return;
  const at = path.child('scale.labelSelectorPath');
  if (checkSimplePath(errors, at, selector) && !/^\.(?:spec|status)\./.test(selector)) {
    errors.push(invalidValue(at, selector, 'should be a json path under either .spec or .status'));
  }
}

const MAX_SELECTABLE = 8;

function checkSelectableFields(
  errors: FieldErrors,
  path: FieldPath,
  { selectableFields = [], schema }: Version,
): void {
  if (selectableFields.length === 0) return;
  const root = jsonSchema(schema?.openAPIV3Schema ?? {});
  const seen = new Set<string>();
  selectableFields.forEach(({ jsonPath }, index) => {
    const at = path.index(index).child('jsonPath');
    if (!jsonPath) {
      errors.push(required(at));
      return;
    }
    const found = schemaAtPath(root, jsonPath);
    if ('problem' in found) {
      errors.push(invalidValue(at, jsonPath, `is an invalid path: ${found.problem}`));
      return;
    }
    if (/^\.metadata(?:\.|$)/.test(jsonPath)) {
      errors.push(invalidValue(at, jsonPath, 'must not point to fields in metadata'));
    }
    if (!['string', 'boolean', 'integer'].includes(found.schema.type ?? '')) {
      const rule =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
      errors.push(invalidValue(at, jsonPath, rule));
    }
    if (seen.has(jsonPath)) errors.push(duplicate(at, jsonPath));
    seen.add(jsonPath);
  });
  if (seen.size > MAX_SELECTABLE) errors.push(tooMany(path, seen.size, MAX_SELECTABLE));
}
