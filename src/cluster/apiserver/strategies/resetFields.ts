// Fields that a strategy keeps as they are stored, as prepareForUpdate and prepareForStatusUpdate do it.
// Whoever sends other values does not come to own them.
// Source: GetResetFields in the strategy.go files in k8s.io/kubernetes/pkg/registry.
import { fieldElement } from '../fieldmanager/pathElement';
import { NO_FIELDS, type FieldSet } from '../fieldmanager/fieldSet';
import { fieldSetOf } from '../fieldmanager/fieldSetBuilder';

export interface ResetFields {
  /** By writes to the resource itself. */
  readonly main: FieldSet;
  /** By writes to its status. */
  readonly status: FieldSet;
}

export const NOTHING_RESET: ResetFields = { main: NO_FIELDS, status: NO_FIELDS };

const STATUS = fieldSetOf(['f:status']);

/** For kinds whose status is a resource of its own, that takes along the metadata but for these. */
export function resetStatusAndSpec(...metadata: readonly string[]): ResetFields {
  const kept = metadata.map((name) => ['f:metadata', `f:${name}`]);
  return { main: STATUS, status: fieldSetOf(['f:spec'], ...kept) };
}

/** For kinds with these fields, of which a write to the status takes nothing but the status. */
export function allButStatus(fields: readonly string[]): ResetFields {
  const others = ['metadata', ...fields].filter((name) => name !== 'status');
  return { main: STATUS, status: fieldSetOf(...others.map((name) => [fieldElement(name)])) };
}

/** For kinds of which a write to the status takes nothing but the status. */
export const ONLY_STATUS: ResetFields = allButStatus(['spec']);
