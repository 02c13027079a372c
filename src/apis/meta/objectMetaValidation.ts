// Metadata that all kinds share. Source: k8s.io/apimachinery/pkg/api/validation (ValidateObjectMeta).
import { forbiddenValue, invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Label, isQualifiedName } from '../../apimachinery/names';
import type { ObjectMeta, OwnerReference } from '../../apimachinery/objectMeta';
import { checkImmutable, checkName, complain, type FieldErrors } from './fieldChecks';
import { checkAnnotations, checkLabels } from './labelValidation';

const METADATA = FieldPath.root('metadata');

/** Finalizers that need no domain. */
const STANDARD_FINALIZERS: readonly string[] = ['kubernetes', 'foregroundDeletion', 'orphan'];

/** `checkNameOf` is the rule for names of this kind. Values may be missing: the object came from outside. */
export function checkObjectMeta(
  errors: FieldErrors,
  metadata: Partial<ObjectMeta>,
  namespaced: boolean,
  checkNameOf: (name: string) => readonly string[],
): void {
  const { name, generateName, namespace, labels, annotations } = metadata;
  if (generateName) {
    // A generated name goes on after the dash, so that a trailing dash is fine.
    const masked = /.-$/.test(generateName) ? `${generateName.slice(0, -2)}a` : generateName;
    complain(errors, METADATA.child('generateName'), generateName, checkNameOf(masked));
  }
  if (name) checkName(errors, METADATA, 'name', name, checkNameOf);
  else errors.push(required(METADATA.child('name'), 'name or generateName is required'));
  if (!namespaced) {
    if (namespace)
      errors.push(forbiddenValue(METADATA.child('namespace'), 'not allowed on this type'));
  } else if (!namespace) errors.push(required(METADATA.child('namespace')));
  else checkName(errors, METADATA, 'namespace', namespace, isDns1123Label);
  if (labels) checkLabels(errors, METADATA.child('labels'), labels);
  if (annotations) checkAnnotations(errors, METADATA.child('annotations'), annotations);
  if (metadata.ownerReferences) checkOwnerReferences(errors, metadata.ownerReferences);
  if (metadata.finalizers) checkFinalizers(errors, metadata.finalizers);
}

/** What may not change in an object's life; the registry has set what it alone decides. */
export function checkObjectMetaUpdate(
  errors: FieldErrors,
  metadata: ObjectMeta,
  old: ObjectMeta,
): void {
  checkImmutable(errors, METADATA, 'name', metadata.name, old.name);
  checkImmutable(errors, METADATA, 'namespace', metadata.namespace, old.namespace);
  checkImmutable(errors, METADATA, 'uid', metadata.uid, old.uid);
  checkImmutable(
    errors,
    METADATA,
    'creationTimestamp',
    metadata.creationTimestamp,
    old.creationTimestamp,
  );
  const { labels, annotations, ownerReferences, finalizers } = metadata;
  if (labels !== old.labels) checkLabels(errors, METADATA.child('labels'), labels);
  if (annotations !== old.annotations)
    checkAnnotations(errors, METADATA.child('annotations'), annotations);
  if (ownerReferences !== old.ownerReferences) checkOwnerReferences(errors, ownerReferences ?? []);
  if (finalizers !== old.finalizers) checkFinalizers(errors, finalizers ?? []);
}

function checkOwnerReferences(errors: FieldErrors, references: readonly OwnerReference[]): void {
  const path = METADATA.child('ownerReferences');
  let controller: string | undefined;
  references.forEach((reference) => {
    const { apiVersion, kind, name, uid } = reference;
    if (!apiVersion)
      errors.push(invalidValue(path.child('apiVersion'), apiVersion, 'version must not be empty'));
    if (!kind) errors.push(invalidValue(path.child('kind'), kind, 'must not be empty'));
    if (!name) errors.push(invalidValue(path.child('name'), name, 'must not be empty'));
    if (!uid) errors.push(invalidValue(path.child('uid'), uid, 'must not be empty'));
    if (apiVersion === 'v1' && kind === 'Event') {
      errors.push(
        invalidValue(path, reference, '/v1, Kind=Event is disallowed from being an owner'),
      );
    }
    if (reference.controller !== true) return;
    if (controller !== undefined) {
      const rule = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`;
      errors.push(invalidValue(path, references, rule));
    }
    controller ??= name;
  });
}

function checkFinalizers(errors: FieldErrors, finalizers: readonly string[]): void {
  const path = METADATA.child('finalizers');
  for (const finalizer of finalizers) {
    complain(errors, path, finalizer, isQualifiedName(finalizer));
    if (!finalizer.includes('/') && !STANDARD_FINALIZERS.includes(finalizer)) {
      const rule = 'name is neither a standard finalizer name nor is it fully qualified';
      errors.push(invalidValue(path, finalizer, rule));
    }
  }
}
