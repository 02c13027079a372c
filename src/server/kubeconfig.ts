// The kubeconfig that lets kubectl find the cluster, and its way into a file of the learner's own.
// Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { isMap, isSeq, parseDocument, stringify, type YAMLSeq } from 'yaml';
import type { Pki } from './pki';

export const CONTEXT_NAME = 'cluster-lab';
const USER_NAME = 'cluster-lab-admin';

/** `server`: `https://127.0.0.1:6443`. */
export function kubeconfig(server: string, pki: Pki): string {
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [clusterEntry(server, pki)],
      contexts: [CONTEXT_ENTRY],
      'current-context': CONTEXT_NAME,
      users: [userEntry(pki)],
    },
    { lineWidth: 0 },
  );
}

/** For a file that only the owner may read. */
export async function writeKubeconfig(file: string, text: string): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  // Written beside and moved: whoever reads it meanwhile sees the old one or the new one.
  const temporary = `${file}.${String(process.pid)}.tmp`;
  await fs.writeFile(temporary, text, { mode: 0o600 });
  await fs.rename(temporary, file);
}

export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
}

/**
 * The text of a kubeconfig with our cluster, user and context in it; everything else stays, comments too.
 * Throws KubeconfigError where the text is no kubeconfig.
 */
export function mergedKubeconfig(existing: string, server: string, pki: Pki): string {
  if (existing.trim() === '') return kubeconfig(server, pki);
  const document = parseDocument(existing);
  const [error] = document.errors;
  if (error !== undefined) throw new KubeconfigError(`it is not valid YAML: ${error.message}`);
  if (!isMap(document.contents)) throw new KubeconfigError('it is not a kubeconfig');
  const entries = {
    clusters: clusterEntry(server, pki),
    users: userEntry(pki),
    contexts: CONTEXT_ENTRY,
  };
  for (const [key, entry] of Object.entries(entries)) {
    const list = document.get(key);
    if (list !== undefined && list !== null && !isSeq(list)) {
      throw new KubeconfigError(`its field "${key}" is not a list`);
    }
    if (isSeq(list)) replaceNamed(list, entry.name, document.createNode(entry));
    else document.set(key, document.createNode([entry]));
  }
  document.set('current-context', CONTEXT_NAME);
  return document.toString({ lineWidth: 0 });
}

/** Merges into `file`, which need not exist; a copy of what was there is kept. Returns the copy's path. */
export async function mergeIntoKubeconfig(
  file: string,
  server: string,
  pki: Pki,
): Promise<string | undefined> {
  const existing = await readIfThere(file);
  const merged = mergedKubeconfig(existing ?? '', server, pki);
  let backup: string | undefined;
  if (existing !== undefined) {
    backup = await freeBackupName(file);
    await fs.writeFile(backup, existing, { mode: 0o600, flag: 'wx' });
  }
  await writeKubeconfig(file, merged);
  return backup;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** `config.backup`, or `config.backup-2` where that is taken. */
async function freeBackupName(file: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `${file}.backup${number === 1 ? '' : `-${String(number)}`}`;
    if ((await readIfThere(name)) === undefined) return name;
  }
}

function replaceNamed(list: YAMLSeq, name: string, entry: unknown): void {
  const index = list.items.findIndex((item) => isMap(item) && item.get('name') === name);
  if (index < 0) list.add(entry);
  else list.items[index] = entry;
}

interface NamedEntry {
  readonly name: string;
}

function clusterEntry(server: string, { ca }: Pki): NamedEntry {
  const cluster = { 'certificate-authority-data': base64(ca), server };
  return { name: CONTEXT_NAME, ...{ cluster } };
}

function userEntry({ adminCertificate, adminKey }: Pki): NamedEntry {
  const user = {
    'client-certificate-data': base64(adminCertificate),
    'client-key-data': base64(adminKey),
  };
  return { name: USER_NAME, ...{ user } };
}

const CONTEXT_ENTRY = {
  name: CONTEXT_NAME,
  context: { cluster: CONTEXT_NAME, user: USER_NAME },
};

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
