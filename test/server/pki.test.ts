import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { loadPki } from '../../src/server/pki';

describe('the certificates of the cluster', () => {
  let folder: string;

  before(async () => {
    folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'pki-')), 'pki');
  });

  after(async () => {
    await rm(path.dirname(folder), { recursive: true });
  });

  it('are those of kubeadm', async () => {
    const pki = await loadPki(folder);
    const ca = new X509Certificate(pki.ca);
    const server = new X509Certificate(pki.serverCertificate);
    const admin = new X509Certificate(pki.adminCertificate);
    assert.equal(ca.subject, 'CN=kubernetes');
    assert.ok(ca.ca);
    assert.equal(server.subject, 'CN=kube-apiserver');
    assert.ok(server.verify(ca.publicKey) && server.checkIssued(ca));
    for (const host of ['localhost', 'kubernetes.default.svc.cluster.local'])
      assert.ok(server.checkHost(host), host);
    for (const ip of ['127.0.0.1', '10.96.0.1']) assert.ok(server.checkIP(ip), ip);
    assert.equal(admin.subject, 'O=system:masters\nCN=kubernetes-admin');
    assert.ok(admin.verify(ca.publicKey) && admin.checkIssued(ca));
  });

  it('are readable by their owner alone', async () => {
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    for (const file of await readdir(folder))
      assert.equal((await stat(path.join(folder, file))).mode & 0o777, 0o600, file);
  });

  it('stay the same', async () => {
    assert.deepEqual(await loadPki(folder), await loadPki(folder));
  });

  it('are made anew, all of them, where one is lost or damaged', async () => {
    const before = await loadPki(folder);
    await rm(path.join(folder, 'sa.key'));
    const after = await loadPki(folder);
    assert.notEqual(after.ca, before.ca);
    await writeFile(path.join(folder, 'ca.crt'), 'nonsense');
    assert.match((await loadPki(folder)).ca, /^-----BEGIN CERTIFICATE-----/);
  });
});
