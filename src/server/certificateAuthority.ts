// Issues certificates: X.509 as kubeadm and the controller manager make it.
// Loaded when it is first needed: the X.509 library takes longer to load than a cluster to start.
// Source: k8s.io/kubernetes/pkg/controller/certificates/authority (authority.go, policies.go).
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';

export const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Clocks differ: certificates begin a little in the past. */
export const BACKDATE_MS = 5 * 60_000;

export interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly key: webcrypto.CryptoKey;
}

export interface Issued {
  readonly subject: string | x509.Name;
  readonly publicKey: x509.PublicKeyType;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Of x509.KeyUsageFlags; 0 for none. */
  readonly keyUsages: number;
  readonly extensions: readonly x509.Extension[];
}

/** From a CA's certificate and key in PEM. */
export async function loadAuthority(ca: string, caKey: string): Promise<Authority> {
  x509.cryptoProvider.set(webcrypto);
  const der = x509.PemConverter.decodeFirst(caKey);
  return {
    certificate: new x509.X509Certificate(ca),
    key: await webcrypto.subtle.importKey('pkcs8', der, EC, false, ['sign']),
  };
}

/** PEM of a certificate that is no authority. */
export async function issue(authority: Authority, issued: Issued): Promise<string> {
  const { keyUsages, extensions, ...rest } = issued;
  const certificate = await x509.X509CertificateGenerator.create({
    ...rest,
    serialNumber: serialNumber(),
    issuer: authority.certificate.subjectName,
    signingKey: authority.key,
    signingAlgorithm: EC,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      ...(keyUsages === 0 ? [] : [new x509.KeyUsagesExtension(keyUsages, true)]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate),
      ...extensions,
    ],
  });
  return certificate.toString('pem');
}

/** Positive, 64 bits, in hex. */
export function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(8));
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return Buffer.from(bytes).toString('hex');
}
