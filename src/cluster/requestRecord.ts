// What the record says of a request from outside: who wants what, and how it was answered.
import { ApiStatusError } from '../apimachinery/apiStatus';
import { keyOf } from '../apimachinery/objectMeta';
import { qualifiedResource } from '../apimachinery/resource';
import type { ApiRequest } from './client/apiHandler';

/** `kubernetes-admin (kubectl-create) create deployments.apps default/web` */
export function requestText(request: ApiRequest): string {
  const { user, verb, resource, namespace } = request;
  const manager = 'options' in request ? fieldManagerOf(request.options) : undefined;
  const who = manager === undefined ? user.name : `${user.name} (${manager})`;
  const subresource = 'subresource' in request ? request.subresource : undefined;
  const what = qualifiedResource(resource) + (subresource === undefined ? '' : `/${subresource}`);
  return `${who} ${verb} ${what} ${keyOf(namespace, nameOf(request))}`.trimEnd();
}

/** `404 NotFound: pods "web" not found` */
export function refusalText(error: unknown): string {
  if (error instanceof ApiStatusError) {
    return `${String(error.code)} ${error.reason}: ${error.message}`;
  }
  return error instanceof Error ? error.message : String(error);
}

function fieldManagerOf(options: object | undefined): string | undefined {
  const manager = options !== undefined && 'fieldManager' in options ? options.fieldManager : '';
  return typeof manager === 'string' && manager !== '' ? manager : undefined;
}

/** A new object's name is in its body. */
function nameOf(request: ApiRequest): string {
  if ('name' in request && request.name !== undefined) return request.name;
  if (request.verb !== 'create') return '';
  const { metadata } = (request.body ?? {}) as { readonly metadata?: { readonly name?: unknown } };
  return typeof metadata?.name === 'string' ? metadata.name : '';
}
