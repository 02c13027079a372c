// Fields that an apply would change and that others own, and how Kubernetes says so.
// Source: k8s.io/apimachinery/pkg/util/managedfields (internal/conflict.go).
import { ApiStatusError } from '../../../apimachinery/apiStatus';
import { pathsOf, type FieldSet } from './fieldSet';
import { identityText, type ManagedEntry } from './managedEntries';
import { compareElements, printPath } from './pathElement';

/** One owner, and those of its fields that the apply would change. */
export interface ApplyConflict {
  readonly owner: ManagedEntry;
  readonly fields: FieldSet;
}

/** Status 409 with a cause for each field. */
export function applyConflictError(conflicts: readonly ApplyConflict[]): ApiStatusError {
  const sorted = [...conflicts].sort((a, b) =>
    identityText(a.owner) < identityText(b.owner) ? -1 : 1,
  );
  const paths = sorted.map(({ owner, fields }) => ({
    owner: printOwner(owner),
    fields: pathsOf(fields, compareElements).map(printPath),
  }));
  const causes = paths.flatMap(({ owner, fields }) =>
    fields.map((field) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${owner}`,
      field,
    })),
  );
  const [only] = causes;
  const message =
    only !== undefined && causes.length === 1
      ? `1 conflict: ${only.message}: ${only.field}`
      : `${String(causes.length)} conflicts: ${paths.map(printConflicts).join('\n')}`;
  return new ApiStatusError('Conflict', `Apply failed with ${message}`, { causes });
}

function printConflicts({
  owner,
  fields,
}: {
  readonly owner: string;
  readonly fields: readonly string[];
}): string {
  return [`conflicts with ${owner}:`, ...fields.map((field) => `- ${field}`)].join('\n');
}

/** `"kubelet" with subresource "status" using v1` */
function printOwner({ manager, operation, apiVersion, subresource }: ManagedEntry): string {
  const through = subresource ? ` with subresource ${JSON.stringify(subresource)}` : '';
  const version = operation === 'Update' ? ` using ${apiVersion}` : '';
  return `${JSON.stringify(manager)}${through}${version}`;
}
