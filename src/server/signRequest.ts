// Signs a certificate request with the cluster's authority. Loaded when there is one to be signed.
// Source: k8s.io/kubernetes/pkg/controller/certificates (signer/signer.go, authority/policies.go).
//
// Differs from Kubernetes: a certificate is valid in the time of this computer, not in the cluster's: TLS
// connections are of this computer.
import * as x509 from '@peculiar/x509';
import type { CertificateSigningRequestSpec } from './approvedRequests';
import { BACKDATE_MS, issue, loadAuthority } from './certificateAuthority';
import type { Pki } from './pki';

/** --cluster-signing-duration: one year. */
const MAX_SECONDS = 365 * 24 * 3600;
const MIN_SECONDS = 600;
/** What lives less long ends in its time, although it begins in the past. */
const SHORT_SECONDS = 8 * 3600;

const { KeyUsageFlags, ExtendedKeyUsage } = x509;

const KEY_USAGES: Readonly<Record<string, number>> = {
  signing: KeyUsageFlags.digitalSignature,
  'digital signature': KeyUsageFlags.digitalSignature,
  'content commitment': KeyUsageFlags.nonRepudiation,
  'key encipherment': KeyUsageFlags.keyEncipherment,
  'key agreement': KeyUsageFlags.keyAgreement,
  'data encipherment': KeyUsageFlags.dataEncipherment,
  'cert sign': KeyUsageFlags.keyCertSign,
  'crl sign': KeyUsageFlags.cRLSign,
  'encipher only': KeyUsageFlags.encipherOnly,
  'decipher only': KeyUsageFlags.decipherOnly,
};

const EXTENDED_KEY_USAGES: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  'server auth': ExtendedKeyUsage.serverAuth,
  'client auth': ExtendedKeyUsage.clientAuth,
  'code signing': ExtendedKeyUsage.codeSigning,
  'email protection': ExtendedKeyUsage.emailProtection,
  's/mime': ExtendedKeyUsage.emailProtection,
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: ExtendedKeyUsage.timeStamping,
  'ocsp signing': ExtendedKeyUsage.ocspSigning,
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
};

const ALTERNATIVE_NAMES = '2.5.29.17';

/** PEM of the certificate. Rejects where the request is no good: a wrong signature, an unknown usage. */
export async function signRequest(
  { ca, caKey }: Pick<Pki, 'ca' | 'caKey'>,
  der: Buffer,
  { usages = [], expirationSeconds }: CertificateSigningRequestSpec,
): Promise<string> {
  const authority = await loadAuthority(ca, caKey);
  const request = new x509.Pkcs10CertificateRequest(der);
  if (!(await request.verify())) throw new Error('unable to verify certificate request signature');
  const unknown = usages.filter((each) => !(each in KEY_USAGES) && !(each in EXTENDED_KEY_USAGES));
  if (unknown.length > 0) throw new Error(`unrecognized usage values: ${unknown.join(' ')}`);
  const extended = new Set(usages.flatMap((usage) => EXTENDED_KEY_USAGES[usage] ?? []));
  const names = request.getExtension(ALTERNATIVE_NAMES);
  return issue(authority, {
    ...validity(expirationSeconds, authority.certificate.notAfter.getTime()),
    subject: request.subjectName,
    publicKey: request.publicKey,
    keyUsages: usages.reduce<number>((flags, usage) => flags | (KEY_USAGES[usage] ?? 0), 0),
    extensions: [
      ...(extended.size === 0 ? [] : [new x509.ExtendedKeyUsageExtension([...extended])]),
      ...(names === null ? [] : [names]),
    ],
  });
}

function validity(
  expirationSeconds = MAX_SECONDS,
  authorityEndMs: number,
): { readonly notBefore: Date; readonly notAfter: Date } {
  const seconds = Math.min(Math.max(expirationSeconds, MIN_SECONDS), MAX_SECONDS);
  const nowMs = Date.now();
  const endMs = nowMs + seconds * 1000 - (seconds < SHORT_SECONDS ? 0 : BACKDATE_MS);
  return {
    notBefore: new Date(nowMs - BACKDATE_MS),
    notAfter: new Date(Math.min(endMs, authorityEndMs)),
  };
}
