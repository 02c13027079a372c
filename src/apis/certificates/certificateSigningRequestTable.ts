// Rows of `kubectl get csr`. Source: k8s.io/kubernetes/pkg/printers/internalversion (extractCSRStatus).
import { humanDuration } from '../../apimachinery/time';
import type {
  CertificateSigningRequest,
  CertificateSigningRequestStatus,
} from '../generated/certificates/v1';
import { age, AGE_COLUMN, column, NAME_COLUMN, type KindTable } from '../printerColumn';

export const CERTIFICATE_SIGNING_REQUEST_TABLE: KindTable<CertificateSigningRequest> = {
  columns: [
    NAME_COLUMN,
    AGE_COLUMN,
    column('SignerName', 'Who is asked to sign.'),
    column('Requestor', 'Who asks.'),
    column('RequestedDuration', 'How long the certificate shall be good.'),
    column('Condition', 'Pending, Approved, Denied; Failed or Issued beside it.'),
  ],
  row: ({ metadata, spec, status }, nowMs) => [
    metadata.name,
    age(metadata.creationTimestamp, nowMs),
    spec.signerName || '<none>',
    spec.username ?? '',
    spec.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000),
    statusText(status),
  ],
};

/** `Approved,Issued`. */
function statusText({ conditions, certificate }: CertificateSigningRequestStatus): string {
  const has = (type: string): boolean => conditions?.some((each) => each.type === type) === true;
  const verdict = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${verdict}${has('Failed') ? ',Failed' : ''}${certificate ? ',Issued' : ''}`;
}
