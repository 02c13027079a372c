// What is wrong with the options of a request, in Kubernetes' words. Options come from query
// parameters and bodies, so that types promise nothing here.
// Source: k8s.io/apimachinery/pkg/apis/meta/internalversion/validation and apis/meta/v1/validation.
import { invalid, type FieldError } from '../../apimachinery/apiStatus';
import {
  forbiddenValue,
  invalidValue,
  notSupported,
  required,
  tooLong,
} from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import type {
  ApiRequest,
  DeleteOptions,
  ListOptions,
  WatchOptions,
  WriteOptions,
} from '../client/apiHandler';

const MATCH = FieldPath.root('resourceVersionMatch');
const INITIAL_EVENTS = FieldPath.root('sendInitialEvents');
const POLICY = FieldPath.root('propagationPolicy');
const MANAGER = FieldPath.root('fieldManager');

const POLICIES: readonly string[] = ['Foreground', 'Background', 'Orphan'];
const DIRECTIVES: readonly string[] = ['', 'Ignore', 'Strict', 'Warn'];
const MAX_MANAGER_LENGTH = 128;

/** Throws Invalid for what a write, or a deletion, may not ask for. Lists and watches have functions of their own. */
export function assertOptions(request: ApiRequest): void {
  switch (request.verb) {
    case 'create':
      assertWriteOptions('CreateOptions', request.options);
      return;
    case 'update':
      assertWriteOptions('UpdateOptions', request.options);
      return;
    case 'patch':
      if (request.patch.type === 'apply') assertApplyOptions(request.options);
      else assertPatchOptions(request.options);
      return;
    case 'delete':
    case 'deletecollection':
      assertDeleteOptions(request.options);
      return;
    case 'get':
    case 'list':
  }
}

/** Throws Invalid. */
export function assertListOptions(options: ListOptions): void {
  const { resourceVersionMatch: match, sendInitialEvents } = options;
  if (!match && sendInitialEvents === undefined) return;
  const errors: FieldError[] = [];
  if (match) {
    if (!options.resourceVersion) {
      errors.push(
        forbiddenValue(
          MATCH,
          'resourceVersionMatch is forbidden unless resourceVersion is provided',
        ),
      );
    }
    if (options.continue) errors.push(matchWithContinue());
    if (!isKnownMatch(match))
      errors.push(notSupported(MATCH, match, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && options.resourceVersion === '0') {
      const why = 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"';
      errors.push(forbiddenValue(MATCH, why));
    }
  }
  if (sendInitialEvents !== undefined) {
    errors.push(forbiddenValue(INITIAL_EVENTS, 'sendInitialEvents is forbidden for list'));
  }
  throwInvalid('ListOptions', errors);
}

/** Throws Invalid. */
export function assertWatchOptions(options: WatchOptions): void {
  const { resourceVersionMatch: match, sendInitialEvents } = options;
  if (!match && sendInitialEvents === undefined) return;
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    const why = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan';
    errors.push(forbiddenValue(MATCH, why));
  }
  if (match) {
    if (sendInitialEvents === undefined) {
      const why =
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided';
      errors.push(forbiddenValue(MATCH, why));
    }
    if (match !== 'NotOlderThan') errors.push(notSupported(MATCH, match, ['NotOlderThan']));
  }
  throwInvalid('ListOptions', errors);
}

function assertDeleteOptions(options: DeleteOptions): void {
  const { orphanDependents, propagationPolicy, unknownDryRun } = options;
  if (propagationPolicy === undefined && unknownDryRun === undefined) return;
  const errors: FieldError[] = [];
  if (propagationPolicy !== undefined) {
    errors.push(...propagationErrors(propagationPolicy, orphanDependents));
  }
  errors.push(...dryRunErrors(unknownDryRun));
  throwInvalid('DeleteOptions', errors);
}

function propagationErrors(
  propagationPolicy: string,
  orphanDependents: boolean | undefined,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (orphanDependents !== undefined) {
    const why = 'orphanDependents and deletionPropagation cannot be both set';
    errors.push(invalidValue(POLICY, propagationPolicy, why));
  }
  if (!POLICIES.includes(propagationPolicy)) {
    errors.push(notSupported(POLICY, propagationPolicy, [...POLICIES, 'nil']));
  }
  return errors;
}

function dryRunErrors(unknown: DeleteOptions['unknownDryRun']): readonly FieldError[] {
  return unknown === undefined ? [] : [notSupported(FieldPath.root('dryRun'), unknown, ['All'])];
}

/** `kind` is `CreateOptions`, `UpdateOptions` or `PatchOptions`. */
function assertWriteOptions(kind: string, options: WriteOptions): void {
  const { fieldManager, fieldValidation, unknownDryRun } = options;
  if (!fieldManager && fieldValidation === undefined && unknownDryRun === undefined) return;
  const errors: FieldError[] = fieldManager ? managerErrors(fieldManager) : [];
  errors.push(...dryRunErrors(unknownDryRun));
  if (fieldValidation !== undefined && !DIRECTIVES.includes(fieldValidation)) {
    errors.push(notSupported(FieldPath.root('fieldValidation'), fieldValidation, DIRECTIVES));
  }
  throwInvalid(kind, errors);
}

/** Who applies has to say who that is. */
function assertApplyOptions(options: WriteOptions): void {
  if (!options.fieldManager) {
    throwInvalid('PatchOptions', [required(MANAGER, 'is required for apply patch')]);
  }
  assertWriteOptions('PatchOptions', options);
}

function assertPatchOptions(options: WriteOptions): void {
  if (options.force !== undefined) {
    const why = 'may not be specified for non-apply patch';
    throwInvalid('PatchOptions', [forbiddenValue(FieldPath.root('force'), why)]);
  }
  assertWriteOptions('PatchOptions', options);
}

function managerErrors(fieldManager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (fieldManager.length > MAX_MANAGER_LENGTH) errors.push(tooLong(MANAGER, MAX_MANAGER_LENGTH));
  for (const { 0: character, index } of fieldManager.matchAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu)) {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const why = `invalid character U+${code} (at position ${String(index)})`;
    errors.push(invalidValue(MANAGER, fieldManager, why));
  }
  return errors;
}

function matchWithContinue(): FieldError {
  return forbiddenValue(MATCH, 'resourceVersionMatch is forbidden when continue is provided');
}

function isKnownMatch(match: string): boolean {
  return match === 'Exact' || match === 'NotOlderThan';
}

function throwInvalid(kind: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', errors);
}
