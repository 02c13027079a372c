// Nothing can be made in a namespace that is being deleted: a controller then lets the matter rest.
// Source: k8s.io/api/core/v1 (NamespaceTerminatingCause).
import { ApiStatusError } from '../../apimachinery/apiStatus';

/** Any creation in a namespace that is being deleted fails with this cause. */
const NAMESPACE_TERMINATING = 'NamespaceTerminating';

export function isNamespaceTerminating(error: unknown): boolean {
  return (
    error instanceof ApiStatusError &&
    error.details?.causes?.some(({ reason }) => reason === NAMESPACE_TERMINATING) === true
  );
}
