// Tokens that kubelets may ask for: bound to a pod of theirs, for an audience that the pod names.
// Source: k8s.io/kubernetes/plugin/pkg/admission/noderestriction (admission.go, admitServiceAccount).
//
// Differs from Kubernetes: the audiences of a CSI driver are found by inline volumes only, not by claims.
import { notFound } from '../../../../apimachinery/apiStatus';
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import type { TokenRequest } from '../../../../apis/generated/authentication/v1';
import type { Pod } from '../../../../apis/generated/core/v1';
import { CSI_DRIVERS, PODS } from '../../../../apis/resources';
import type { Authorizer } from '../../authorization/authorizer';
import type { StoredObjects } from '../../storedObjects';
import { admissionForbidden, type AdmissionRequest } from '../admissionPlugin';

const AUDIENCE_VERB = 'request-serviceaccounts-token-audience';

interface Lookup {
  readonly objects: StoredObjects;
  readonly authorizer: Authorizer;
}

/** Throws Forbidden for a token that no pod of the node has use for. */
export function assertOwnToken(
  lookup: Lookup,
  node: string,
  request: AdmissionRequest,
  object: ApiObject | undefined,
): void {
  // The subresource's body is a TokenRequest, which may be without anything.
  const { spec }: Partial<TokenRequest> = (object ?? {}) as Partial<TokenRequest>;
  const reference = spec?.boundObjectRef;
  if (reference?.apiVersion !== 'v1' || reference.kind !== 'Pod' || !reference.name) {
    throw admissionForbidden(request, 'node requested token not bound to a pod');
  }
  if (!reference.uid) {
    throw admissionForbidden(request, 'node requested token with a pod binding without a uid');
  }
  const pod = lookup.objects.get(PODS, request.namespace, reference.name);
  if (pod === undefined) throw notFound(PODS, reference.name);
  if (reference.uid !== pod.metadata.uid) {
    const why =
      `the UID in the bound object reference (${reference.uid}) does not match the UID in record. ` +
      'The object might have been deleted and then recreated';
    throw admissionForbidden(request, why);
  }
  if (pod.spec.nodeName !== node) {
    const why = 'node requested token bound to a pod scheduled on a different node';
    throw admissionForbidden(request, why);
  }
  // What clients leave out is not there.
  const { audiences = [] }: Partial<TokenRequest['spec']> = spec ?? {};
  assertAudience(lookup, request, pod, audiences);
}

function assertAudience(
  { objects, authorizer }: Lookup,
  request: AdmissionRequest,
  pod: Pod,
  audiences: readonly string[],
): void {
  const [audience = '', ...others] = audiences;
  if (others.length > 0) {
    throw admissionForbidden(request, 'node may only request 0 or 1 audiences');
  }
  if (namesAudience(objects, pod, audience)) return;
  const { user, namespace = '', name } = request;
  const attributes = { user, verb: AUDIENCE_VERB, group: '', resource: audience, subresource: '' };
  if (authorizer.decide({ ...attributes, namespace, name }).allowed) return;
  const why = `audience "${audience}" not found in pod spec volume, ${user.name} is not authorized to request tokens for this audience`;
  throw admissionForbidden(request, why);
}

/** The API server itself, which is meant by none, every pod may speak to. */
function namesAudience(objects: StoredObjects, { spec }: Pod, audience: string): boolean {
  if (audience === '') return true;
  return (spec.volumes ?? []).some(({ projected, csi }) => {
    const sources = projected?.sources ?? [];
    if (sources.some((source) => source.serviceAccountToken?.audience === audience)) return true;
    const driver = csi === undefined ? undefined : objects.get(CSI_DRIVERS, undefined, csi.driver);
    return driver?.spec.tokenRequests?.some((each) => each.audience === audience) === true;
  });
}
