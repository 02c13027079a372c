// The objects that a binding gives to a policy as `params`.
// Source: k8s.io/apiserver/pkg/admission/plugin/policy/generic (policy_dispatcher.go, CollectParams).
import { compileLabelSelector } from '../../../../apimachinery/labelSelector';
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import { apiVersionOf } from '../../../../apimachinery/resource';
import type { ParamKind, ParamRef } from '../../../../apis/generated/admissionregistration/v1';
import type { ObjectStorage } from '../../objectStorage';
import type { StoredObjects } from '../../storedObjects';
import type { ServedKind, ServedKinds } from '../../servedKinds';

/** Why a policy cannot be used as it is bound. */
export class PolicyConfigurationError extends Error {
  override readonly name = 'PolicyConfigurationError';
}

/** One `undefined` where there are no params to be had. Throws {@link PolicyConfigurationError}. */
export function collectParams(
  { kinds, storage }: StoredObjects,
  paramKind: ParamKind | undefined,
  paramRef: ParamRef | undefined,
  requestNamespace: string | undefined,
): readonly (ApiObject | undefined)[] {
  if (paramKind === undefined || paramRef === undefined) return [undefined];
  const kind = servedKind(kinds, paramKind);
  const namespace = paramNamespace(kind, paramRef, requestNamespace);
  const found = foundParams(storage, kind, paramRef, namespace);
  if (found.length === 0 && paramRef.parameterNotFoundAction === 'Deny') {
    const why = 'no params found for policy binding with `Deny` parameterNotFoundAction';
    throw new PolicyConfigurationError(why);
  }
  return found;
}

function servedKind(kinds: ServedKinds, { apiVersion, kind }: ParamKind): ServedKind {
  const resource = kinds
    .resources()
    .find((each) => each.kind === kind && apiVersionOf(each) === apiVersion);
  if (resource !== undefined) return kinds.get(resource);
  const name = `${apiVersion ?? ''}, Kind=${kind ?? ''}`;
  throw new PolicyConfigurationError(`failed to find resource referenced by paramKind: '${name}'`);
}

function paramNamespace(
  { resource }: ServedKind,
  { namespace = '' }: ParamRef,
  requestNamespace: string | undefined,
): string | undefined {
  if (!resource.namespaced) {
    if (namespace === '') return undefined;
    const why = 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`';
    throw new PolicyConfigurationError(why);
  }
  const found = namespace || requestNamespace;
  if (found !== undefined) return found;
  const why =
    'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources';
  throw new PolicyConfigurationError(why);
}

function foundParams(
  storage: ObjectStorage,
  kind: ServedKind,
  { name = '', selector }: ParamRef,
  namespace: string | undefined,
): readonly ApiObject[] {
  if (name !== '') {
    const object = storage.get(kind, namespace, name);
    return object === undefined ? [] : [object];
  }
  if (selector === undefined) {
    throw new PolicyConfigurationError('one of name or selector must be provided');
  }
  const matches = compileLabelSelector(selector);
  return storage.list(kind, namespace).filter(({ metadata }) => matches(metadata.labels));
}
