// The signers of Kubernetes itself, and what each of them does not sign.
// Source: k8s.io/kubernetes/pkg/controller/certificates/signer (signer.go), pkg/apis/certificates (helpers.go);
// https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers
import type { CertificateRequest } from './certificateRequest';

export const KUBE_APISERVER_CLIENT = 'kubernetes.io/kube-apiserver-client';
/** Of kubelets. */
export const KUBE_APISERVER_CLIENT_KUBELET = 'kubernetes.io/kube-apiserver-client-kubelet';

type Complaint = (request: CertificateRequest, usages: readonly string[]) => string | undefined;

const SIGNERS: Readonly<Record<string, Complaint>> = {
  [KUBE_APISERVER_CLIENT]: (_request, usages) => clientUsages(usages),
  [KUBE_APISERVER_CLIENT_KUBELET]: kubeletClient,
  'kubernetes.io/kubelet-serving': kubeletServing,
  'kubernetes.io/legacy-unknown': () => undefined,
};

export function isKubernetesSigner(name: string): boolean {
  return Object.hasOwn(SIGNERS, name);
}

/** Why the signer refuses to sign; undefined where it does sign. */
export function signerComplaint(
  signerName: string,
  request: CertificateRequest,
  usages: readonly string[],
): string | undefined {
  return SIGNERS[signerName]?.(request, usages);
}

const CLIENT_AUTH = 'client auth';

function clientUsages(usages: readonly string[]): string | undefined {
  const allowed = [CLIENT_AUTH, 'digital signature', 'key encipherment'];
  const other = usages.find((usage) => !allowed.includes(usage));
  if (other !== undefined) return `invalid usage for client certificate: ${other}`;
  if (usages.includes(CLIENT_AUTH)) return undefined;
  return `missing required usage for client certificate: ${CLIENT_AUTH}`;
}

function kubeletClient(request: CertificateRequest, usages: readonly string[]): string | undefined {
  const { commonName, dnsNames, emailAddresses, ipAddresses, uris } = request;
  if (!isOfNodes(request)) return NO_NODE_GROUP;
  if (dnsNames.length > 0) return 'DNS subjectAltNames are not allowed';
  if (emailAddresses.length > 0) return NO_EMAIL;
  if (ipAddresses.length > 0) return 'IP subjectAltNames are not allowed';
  if (uris.length > 0) return NO_URI;
  if (!commonName.startsWith(NODE_PREFIX)) return NO_NODE;
  return usagesComplaint(usages, CLIENT_AUTH);
}

function kubeletServing(
  request: CertificateRequest,
  usages: readonly string[],
): string | undefined {
  const { commonName, dnsNames, emailAddresses, ipAddresses, uris } = request;
  if (!isOfNodes(request)) return NO_NODE_GROUP;
  if (dnsNames.length === 0 && ipAddresses.length === 0) {
    return 'DNS or IP subjectAltName is required';
  }
  if (emailAddresses.length > 0) return NO_EMAIL;
  if (uris.length > 0) return NO_URI;
  const complaint = usagesComplaint(usages, 'server auth');
  if (complaint !== undefined) return complaint;
  return commonName.startsWith(NODE_PREFIX) ? undefined : NO_NODE;
}

const NODE_PREFIX = 'system:node:';
const NO_NODE_GROUP = 'subject organization is not system:nodes';
const NO_NODE = 'subject common name does not begin with system:node:';
const NO_EMAIL = 'Email subjectAltNames are not allowed';
const NO_URI = 'URI subjectAltNames are not allowed';

function isOfNodes({ organizations }: CertificateRequest): boolean {
  return organizations.length === 1 && organizations[0] === 'system:nodes';
}

/** Keys other than RSA's encipher nothing. */
function usagesComplaint(usages: readonly string[], auth: string): string | undefined {
  const required = [auth, 'digital signature', 'key encipherment'].sort();
  const wanted = new Set(usages);
  wanted.delete('key encipherment');
  const isComplete = wanted.size === 2 && wanted.has(auth) && wanted.has('digital signature');
  return isComplete ? undefined : `usages did not match [${required.join(' ')}]`;
}
