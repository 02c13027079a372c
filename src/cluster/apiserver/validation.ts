// Runs a kind's rules. Kinds that have none of their own are held to their metadata and schema.
import type { FieldError } from '../../apimachinery/apiStatus';
import { isDns1123Subdomain, isPathSegmentName } from '../../apimachinery/names';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { Resource } from '../../apimachinery/resource';
import type { KindRules } from '../../apis/kindRules';
import { metadataRules } from '../../apis/meta/metadataRules';
import type { ServedKind } from './servedKinds';

/** Kinds whose names may hold what a path segment may (`system:node`). */
const PATH_SEGMENT_GROUPS: readonly string[] = ['rbac.authorization.k8s.io', 'certificates.k8s.io'];

/** For kinds without rules of their own. */
export function fallbackRules(resource: Resource): KindRules<ApiObject> {
  const anySegment = PATH_SEGMENT_GROUPS.includes(resource.group);
  return metadataRules(resource, anySegment ? isPathSegmentName : isDns1123Subdomain);
}

export function validateNew(
  kind: ServedKind,
  object: ApiObject,
  schemaErrors: readonly FieldError[],
): readonly FieldError[] {
  return withSchemaErrors(kind, kind.rules.validate(object), schemaErrors);
}

export function validateReplacement(
  kind: ServedKind,
  object: ApiObject,
  old: ApiObject,
  schemaErrors: readonly FieldError[],
): readonly FieldError[] {
  return withSchemaErrors(kind, kind.rules.validateUpdate(object, old), schemaErrors);
}

export function validateStatus(
  kind: ServedKind,
  object: ApiObject,
  old: ApiObject,
): readonly FieldError[] {
  return kind.rules.validateStatusUpdate?.(object, old) ?? [];
}

function withSchemaErrors(
  kind: ServedKind,
  errors: readonly FieldError[],
  schemaErrors: readonly FieldError[],
): readonly FieldError[] {
  return kind.hasOwnRules || schemaErrors.length === 0 ? errors : [...errors, ...schemaErrors];
}
