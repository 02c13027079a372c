import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programOnPath } from '../../../../src/vscode/access/programOnPath';

describe('a program on PATH', () => {
  let folder: string;
  const along = (...folders: readonly string[]): string =>
    folders.map((name) => path.join(folder, name)).join(path.delimiter);

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'cluster-lab-path-'));
    for (const name of ['empty', 'text', 'one', 'two', 'folder/kubectl', 'windows']) {
      mkdirSync(path.join(folder, name), { recursive: true });
    }
    writeFileSync(path.join(folder, 'text/kubectl'), 'not to be run', { mode: 0o644 });
    writeFileSync(path.join(folder, 'one/kubectl'), '', { mode: 0o755 });
    writeFileSync(path.join(folder, 'two/kubectl'), '', { mode: 0o755 });
    writeFileSync(path.join(folder, 'windows/kubectl.EXE'), '', { mode: 0o755 });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('is the first file of that name that may be run', async () => {
    const PATH = along('missing', 'empty', 'text', 'folder', 'one', 'two');
    assert.equal(await programOnPath('kubectl', { PATH }), path.join(folder, 'one/kubectl'));
  });

  it('is not there where no folder has it, or where there is no PATH', async () => {
    assert.equal(
      await programOnPath('kubectl', { PATH: along('empty', 'text', 'folder') }),
      undefined,
    );
    assert.equal(await programOnPath('kubectl', {}), undefined);
  });

  it('ends on Windows as the machine says that programs end', async () => {
    const environment = { PATH: along('empty', 'windows'), PATHEXT: '.COM;.EXE' };
    assert.equal(
      await programOnPath('kubectl', environment),
      path.join(folder, 'windows/kubectl.EXE'),
    );
  });
});
