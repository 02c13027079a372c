// Makes the cluster's certificates and keys, with the subjects and names that kubeadm gives them.
// Loaded when it is first needed: the X.509 library takes longer to load than a cluster to start.
// Source: https://kubernetes.io/docs/setup/best-practices/certificates/
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { BACKDATE_MS, EC, issue, serialNumber, type Authority } from './certificateAuthority';
import type { Pki } from './pki';

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
} as const;

const YEAR_MS = 365 * 24 * 3600_000;
const CA_YEARS = 10;

/** A new authority, and what it has issued. */
export async function createPki(): Promise<Pki> {
  x509.cryptoProvider.set(webcrypto);
  const caKeys = await generate(EC);
  const [serverKeys, adminKeys, accountKeys] = await Promise.all([
    generate(EC),
    generate(EC),
    generate(RSA),
  ]);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(CA_YEARS),
    serialNumber: serialNumber(),
    name: 'CN=kubernetes',
    keys: caKeys,
    signingAlgorithm: EC,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature |
          x509.KeyUsageFlags.keyEncipherment |
          x509.KeyUsageFlags.keyCertSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const authority: Authority = { certificate: ca, key: caKeys.privateKey };
  return {
    ca: ca.toString('pem'),
    caKey: await privatePem(caKeys),
    serverCertificate: await issueFor(
      authority,
      serverKeys,
      'CN=kube-apiserver',
      SERVER_EXTENSIONS,
    ),
    serverKey: await privatePem(serverKeys),
    adminCertificate: await issueFor(
      authority,
      adminKeys,
      'O=system:masters,CN=kubernetes-admin',
      CLIENT_EXTENSIONS,
    ),
    adminKey: await privatePem(adminKeys),
    serviceAccountKey: await privatePem(accountKeys),
  };
}

/** The names under which kubeadm's API server is found, and where ours listens. */
const SERVER_EXTENSIONS: readonly x509.Extension[] = [
  new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
  new x509.SubjectAlternativeNameExtension([
    { type: 'dns', value: 'control-plane' },
    { type: 'dns', value: 'kubernetes' },
    { type: 'dns', value: 'kubernetes.default' },
    { type: 'dns', value: 'kubernetes.default.svc' },
    { type: 'dns', value: 'kubernetes.default.svc.cluster.local' },
    { type: 'dns', value: 'localhost' },
    { type: 'ip', value: '10.96.0.1' },
    { type: 'ip', value: '127.0.0.1' },
  ]),
];
const CLIENT_EXTENSIONS: readonly x509.Extension[] = [
  new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
];

function issueFor(
  authority: Authority,
  keys: webcrypto.CryptoKeyPair,
  subject: string,
  extensions: readonly x509.Extension[],
): Promise<string> {
  const { digitalSignature, keyEncipherment } = x509.KeyUsageFlags;
  const keyUsages = digitalSignature | keyEncipherment;
  const { publicKey } = keys;
  return issue(authority, { ...validity(1), subject, publicKey, keyUsages, extensions });
}

function validity(years: number): { readonly notBefore: Date; readonly notAfter: Date } {
  const nowMs = Date.now();
  return {
    notBefore: new Date(nowMs - BACKDATE_MS),
    notAfter: new Date(nowMs + years * YEAR_MS),
  };
}

async function generate(algorithm: typeof EC | typeof RSA): Promise<webcrypto.CryptoKeyPair> {
  // Both algorithms give pairs.
  return await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function privatePem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return x509.PemConverter.encode(der, 'PRIVATE KEY');
}
