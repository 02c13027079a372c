// What a request asks for, in the words of authorization.
// Source: k8s.io/apiserver/pkg/endpoints/request (requestinfo.go).
import { FieldSelectorError, parseFieldSelector } from '../../../apimachinery/fieldSelector';
import type { ApiRequest, WatchOptions } from '../../client/apiHandler';
import type { ResourceAttributes } from './attributes';

type AnyRequest =
  | ApiRequest
  | (Pick<ApiRequest, 'user' | 'resource' | 'namespace' | 'name' | 'subresource'> & {
      readonly verb: 'watch';
      readonly options: WatchOptions;
    });

export function requestAttributes(request: AnyRequest): ResourceAttributes {
  const { user, verb, resource } = request;
  const { group, plural } = resource;
  const fieldSelector = fieldSelectorOf(request);
  const name = request.name ?? nameInSelector(fieldSelector);
  return {
    user,
    verb,
    group,
    resource: plural,
    subresource: request.subresource ?? '',
    namespace: namespaceOf(request, name),
    name,
    fieldSelector,
  };
}

/** A namespace is in itself: who may read the objects in it may read the namespace, too. */
function namespaceOf({ resource, namespace }: AnyRequest, name: string): string {
  if (resource.namespaced) return namespace ?? '';
  return resource.group === '' && resource.plural === 'namespaces' ? name : '';
}

function fieldSelectorOf(request: AnyRequest): string | undefined {
  switch (request.verb) {
    case 'list':
    case 'watch':
      return request.options.fieldSelector;
    case 'deletecollection':
      return request.listOptions.fieldSelector;
    default:
      return undefined;
  }
}

/** A list of one object by its name is as good as the object. */
function nameInSelector(fieldSelector: string | undefined): string {
  if (!fieldSelector?.includes('metadata.name')) return '';
  try {
    const requirement = parseFieldSelector(fieldSelector).find(
      ({ field, operator }) => field === 'metadata.name' && operator === '=',
    );
    return requirement?.value ?? '';
  } catch (error) {
    // The handler says what is wrong with it.
    if (error instanceof FieldSelectorError) return '';
    throw error;
  }
}
