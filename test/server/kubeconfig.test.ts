import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import {
  kubeconfig,
  KubeconfigError,
  mergedKubeconfig,
  mergeIntoKubeconfig,
  writeKubeconfig,
} from '../../src/server/kubeconfig';
import type { Pki } from '../../src/server/pki';

const PKI: Pki = {
  ca: 'CA',
  caKey: '',
  serverCertificate: '',
  serverKey: '',
  adminCertificate: 'CERTIFICATE',
  adminKey: 'KEY',
  serviceAccountKey: '',
};
const SERVER = 'https://127.0.0.1:6443';

const OWN = `# my clusters
apiVersion: v1
kind: Config
clusters:
- name: work # do not touch
  cluster: {server: 'https://work.example'}
contexts:
- name: work
  context: {cluster: work, user: me}
users:
- name: me
  user: {token: secret}
current-context: work
`;

describe('the kubeconfig', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'kubeconfig-'));
  });

  after(async () => {
    await rm(folder, { recursive: true });
  });

  it('leads the administrator to the server', () => {
    assert.deepEqual(parse(kubeconfig(SERVER, PKI)), {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'cluster-lab',
          cluster: { 'certificate-authority-data': 'Q0E=', server: SERVER },
        },
      ],
      contexts: [
        { name: 'cluster-lab', context: { cluster: 'cluster-lab', user: 'cluster-lab-admin' } },
      ],
      'current-context': 'cluster-lab',
      users: [
        {
          name: 'cluster-lab-admin',
          user: { 'client-certificate-data': 'Q0VSVElGSUNBVEU=', 'client-key-data': 'S0VZ' },
        },
      ],
    });
  });

  it('can be read by its owner alone', async () => {
    const file = path.join(folder, 'sub', 'config');
    await writeKubeconfig(file, 'text');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(path.dirname(file))).mode & 0o777, 0o700);
  });

  it('joins what the learner has, and keeps every word of it', () => {
    const merged = mergedKubeconfig(OWN, SERVER, PKI);
    assert.ok(merged.startsWith('# my clusters\n'));
    assert.match(merged, /- name: work # do not touch/);
    const { clusters, users, ...rest } = parse(merged) as {
      clusters: { name: string }[];
      users: { name: string }[];
      'current-context': string;
    };
    assert.deepEqual(
      [clusters, users].map((list) => list.map(({ name }) => name)),
      [
        ['work', 'cluster-lab'],
        ['me', 'cluster-lab-admin'],
      ],
    );
    assert.equal(rest['current-context'], 'cluster-lab');
  });

  it('takes the place of its own older entries', () => {
    const once = mergedKubeconfig(OWN, 'https://127.0.0.1:1', PKI);
    const twice = mergedKubeconfig(once, SERVER, PKI);
    assert.equal(
      twice.match(/name: cluster-lab\n/g)?.length,
      once.match(/name: cluster-lab\n/g)?.length,
    );
    assert.ok(twice.includes(SERVER));
    assert.ok(!twice.includes('https://127.0.0.1:1\n'));
  });

  for (const [text, why] of [
    ['- a\n- b\n', /it is not a kubeconfig/],
    ['clusters: 5\n', /its field "clusters" is not a list/],
    ['a: [b\n', /it is not valid YAML/],
  ] as const) {
    it(`leaves alone what is none: ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => mergedKubeconfig(text, SERVER, PKI),
        (error) => {
          assert.ok(error instanceof KubeconfigError);
          assert.match(error.message, why);
          return true;
        },
      );
    });
  }

  it('keeps a copy of what was there, however often', async () => {
    const file = path.join(folder, 'own');
    await writeFile(file, OWN);
    assert.equal(await mergeIntoKubeconfig(file, SERVER, PKI), `${file}.backup`);
    assert.equal(await readFile(`${file}.backup`, 'utf8'), OWN);
    assert.equal(await mergeIntoKubeconfig(file, SERVER, PKI), `${file}.backup-2`);
    assert.equal(await readFile(`${file}.backup`, 'utf8'), OWN);
  });

  it('makes a new file where none was', async () => {
    const file = path.join(folder, 'new');
    assert.equal(await mergeIntoKubeconfig(file, SERVER, PKI), undefined);
    assert.equal(await readFile(file, 'utf8'), kubeconfig(SERVER, PKI));
  });
});
