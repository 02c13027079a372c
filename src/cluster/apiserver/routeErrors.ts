// What the API server answers where no resource, verb or subresource is behind a path.
// Source: k8s.io/apimachinery/pkg/api/errors (NewGenericServerResponse, NewMethodNotSupported).
import { ApiStatusError } from '../../apimachinery/apiStatus';
import { qualifiedResource } from '../../apimachinery/resource';

export function routeNotFound(): ApiStatusError {
  return new ApiStatusError('NotFound', 'the server could not find the requested resource');
}

export function methodNotSupported(
  resource: { readonly group: string; readonly plural: string },
  verb: string,
): ApiStatusError {
  return new ApiStatusError(
    'MethodNotAllowed',
    `${verb} is not supported on resources of kind "${qualifiedResource(resource)}"`,
    { group: resource.group || undefined, kind: resource.plural },
  );
}

/** A definition that is being deleted takes no new objects. */
export function definitionTerminating({
  resource,
  verb,
}: {
  readonly resource: { readonly group: string; readonly plural: string };
  readonly verb: string;
}): ApiStatusError {
  return new ApiStatusError(
    'MethodNotAllowed',
    `${verb} not allowed while custom resource definition is terminating`,
    { group: resource.group || undefined, kind: resource.plural },
  );
}
