// Nodes, the status of claims and certificate requests, as kubelets may write them.
// Source: k8s.io/kubernetes/plugin/pkg/admission/noderestriction (admission.go);
// k8s.io/kubelet/pkg/apis (well_known_labels.go).
import { deepEqual } from '../../../../apimachinery/deepEqual';
import type { ApiObject, StringMap } from '../../../../apimachinery/objectMeta';
import { parseCertificateRequest } from '../../../../apis/certificates/certificateRequest';
import type { CertificateSigningRequest } from '../../../../apis/generated/certificates/v1';
import type { Node, PersistentVolumeClaim } from '../../../../apis/generated/core/v1';
import { admissionForbidden, type AdmissionRequest } from '../admissionPlugin';

/** Throws Forbidden for another node than its own, and for what might draw pods to it. */
export function assertOwnNode(
  name: string,
  request: AdmissionRequest,
  object: ApiObject | undefined,
): void {
  if (request.name !== name) {
    const why = `node "${name}" is not allowed to modify node "${request.name}"`;
    throw admissionForbidden(request, why);
  }
  if (object === undefined) return;
  // The request is for nodes.
  const node = object as Node;
  const old = request.old as Node | undefined;
  const why = old === undefined ? complaintOfNew(name, node) : complaintOfUpdate(name, node, old);
  if (why !== undefined) throw admissionForbidden(request, why);
}

function complaintOfNew(name: string, { spec, metadata }: Node): string | undefined {
  if (specOf(spec).configSource !== undefined) {
    return `node "${name}" is not allowed to create pods with a non-nil configSource`;
  }
  const labels = forbiddenLabels(metadata.labels, undefined);
  if (labels === '') return undefined;
  return `node "${name}" is not allowed to set the following labels: ${labels}`;
}

function complaintOfUpdate(name: string, node: Node, old: Node): string | undefined {
  const { configSource, taints } = specOf(node.spec);
  const may = `node "${name}" is not allowed to`;
  if (configSource !== undefined && !deepEqual(configSource, specOf(old.spec).configSource)) {
    return `${may} update configSource to a new non-nil configSource`;
  }
  if (!deepEqual(taints ?? [], specOf(old.spec).taints ?? [])) return `${may} modify taints`;
  const { ownerReferences, labels } = node.metadata;
  if (!deepEqual(ownerReferences ?? [], old.metadata.ownerReferences ?? [])) {
    return `${may} modify ownerReferences`;
  }
  const forbidden = forbiddenLabels(labels, old.metadata.labels);
  return forbidden === '' ? undefined : `is not allowed to modify labels: ${forbidden}`;
}

/** A body may come without a spec. */
function specOf(spec: Node['spec'] | undefined): Partial<Node['spec']> {
  return spec ?? {};
}

/** Of Kubernetes' own labels, those that kubelets set. */
const KUBELET_LABELS: readonly string[] = [
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
];

/** Those that differ and are not a kubelet's to set, `a, b`. */
function forbiddenLabels(labels: StringMap = {}, old: StringMap = {}): string {
  if (labels === old) return '';
  const keys = new Set([...Object.keys(labels), ...Object.keys(old)]);
  return [...keys]
    .filter((key) => labels[key] !== old[key] && isForbiddenLabel(key))
    .sort()
    .join(', ');
}

function isForbiddenLabel(key: string): boolean {
  const domain = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
  const isIn = (parent: string): boolean => domain === parent || domain.endsWith(`.${parent}`);
  if (isIn('node-restriction.kubernetes.io')) return true;
  if (!isIn('kubernetes.io') && !isIn('k8s.io')) return false;
  if (KUBELET_LABELS.includes(key)) return false;
  return !isIn('kubelet.kubernetes.io') && !isIn('node.kubernetes.io');
}

/** Throws Forbidden for more than the progress of a claim's growing. */
export function assertOwnClaimStatus(
  node: string,
  request: AdmissionRequest,
  object: ApiObject | undefined,
): void {
  if (request.subresource !== 'status' || object === undefined) {
    throw admissionForbidden(request, 'may only update PVC status');
  }
  // The request is for claims, and an update.
  const claim = withoutProgress(object as PersistentVolumeClaim);
  if (deepEqual(claim, withoutProgress(request.old as PersistentVolumeClaim))) return;
  const why = `node "${node}" is not allowed to update fields other than status.capacity and status.conditions`;
  throw admissionForbidden(request, why);
}

function withoutProgress(claim: PersistentVolumeClaim): unknown {
  const progress = {
    capacity: undefined,
    conditions: undefined,
    allocatedResources: undefined,
    allocatedResourceStatuses: undefined,
  };
  const metadata = { ...claim.metadata, resourceVersion: '', managedFields: undefined };
  return { ...claim, metadata, status: { ...claim.status, ...progress } };
}

const NODE_SIGNERS: readonly string[] = [
  'kubernetes.io/kubelet-serving',
  'kubernetes.io/kube-apiserver-client-kubelet',
];

/** Throws Forbidden for a certificate of another node. */
export function assertOwnRequest(request: AdmissionRequest, object: ApiObject | undefined): void {
  if (request.operation !== 'CREATE' || object === undefined) return;
  // The request is for certificate requests; admission comes before validation.
  const { spec } = object as Partial<CertificateSigningRequest>;
  if (spec === undefined || !NODE_SIGNERS.includes(spec.signerName)) return;
  const parsed = parseCertificateRequest(spec.request);
  if ('problem' in parsed) {
    throw admissionForbidden(request, `unable to parse csr: ${parsed.problem}`);
  }
  const { name } = request.user;
  if (parsed.request.commonName === name) return;
  throw admissionForbidden(request, `can only create a node CSR with CN=${name}`);
}
