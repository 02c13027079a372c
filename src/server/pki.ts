// The cluster's certificates and keys, in the files and with the subjects that kubeadm gives them.
// Source: https://kubernetes.io/docs/setup/best-practices/certificates/
//
// Differs from Kubernetes: there is one authority for the API server, etcd and the front proxy have none,
// since their connections are simulated; keys are ECDSA P-256 (kubeadm's encryptionAlgorithm
// ECDSA-P256), but sa.key, which signs tokens as RS256.
import { X509Certificate } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** PEM texts. */
export interface Pki {
  readonly ca: string;
  readonly serverCertificate: string;
  readonly serverKey: string;
  /** CN=kubernetes-admin, O=system:masters: the identity in kubeconfig. */
  readonly adminCertificate: string;
  readonly adminKey: string;
  /** Signs the tokens of service accounts. */
  readonly serviceAccountKey: string;
  readonly caKey: string;
}

/** They are made anew when so little of their time is left. */
const RENEW_BEFORE_MS = 30 * 24 * 3600_000;

/** Below `/etc/kubernetes/pki` on a real control plane node. */
const FILES: Readonly<Record<keyof Pki, string>> = {
  ca: 'ca.crt',
  caKey: 'ca.key',
  serverCertificate: 'apiserver.crt',
  serverKey: 'apiserver.key',
  adminCertificate: 'admin.crt',
  adminKey: 'admin.key',
  serviceAccountKey: 'sa.key',
};

/** Reads the files in `folder`, or makes them where one is missing or no good, or the certificates have expired. */
export async function loadPki(folder: string): Promise<Pki> {
  const stored = await readPki(folder);
  if (stored !== undefined && isGood(stored)) return stored;
  const { createPki } = await import('./createPki');
  const made = await createPki();
  await writePki(folder, made);
  return made;
}

async function readPki(folder: string): Promise<Pki | undefined> {
  try {
    const entries = await Promise.all(
      Object.entries(FILES).map(async ([key, file]) => [
        key,
        await fs.readFile(path.join(folder, file), 'utf8'),
      ]),
    );
    // One entry a key of FILES, which has all of Pki's.
    return Object.fromEntries(entries) as Pki;
  } catch {
    // None yet, or part of it is gone: it is made anew as a whole.
    return undefined;
  }
}

/** Whether all certificates can be read and have time left. */
function isGood({ ca, serverCertificate, adminCertificate }: Pki): boolean {
  const soonMs = Date.now() + RENEW_BEFORE_MS;
  try {
    return [ca, serverCertificate, adminCertificate].every(
      (pem) => Date.parse(new X509Certificate(pem).validTo) > soonMs,
    );
  } catch {
    // No certificate at all: someone has laid hands on the file.
    return false;
  }
}

/** Only the owner may read the keys. */
async function writePki(folder: string, pki: Pki): Promise<void> {
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  // The file mode of a call counts for new files only.
  await fs.chmod(folder, 0o700);
  for (const [key, file] of Object.entries(FILES)) {
    const target = path.join(folder, file);
    await fs.rm(target, { force: true });
    await fs.writeFile(target, pki[key as keyof Pki], { mode: 0o600, flag: 'wx' });
  }
}
