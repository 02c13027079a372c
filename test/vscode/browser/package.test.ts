import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_FOLDER } from '../host/paths';
import { withWorkbench } from '../host/withWorkbench';

const run = promisify(execFile);

describe('the packaged extension', () => {
  it('is small enough, installs into a VS Code that has no sources of it, and shows its view', async function () {
    this.timeout(240_000); // It may be the first to install VS Code.
    const script = path.join(PROJECT_FOLDER, 'scripts/package.ts');
    const { stdout } = await run(process.execPath, ['--import', 'tsx', script], {
      cwd: PROJECT_FOLDER,
    });
    const vsix = /^(\S+\.vsix): [\d.]+ MB/m.exec(stdout)?.[1];
    assert.ok(vsix, `the script does not say what it made:\n${stdout}`);

    await withWorkbench(
      { extension: { vsix: path.join(PROJECT_FOLDER, vsix) } },
      async (workbench) => {
        await workbench.openView('Extensions');
        const entry = workbench.page.locator('.extension-list-item', { hasText: 'Cluster Lab' });
        await entry.waitFor();
        await workbench.openView('Cluster Lab');
        const title = workbench.page.locator('.part.sidebar .composite.title');
        await title.filter({ hasText: /cluster/i }).waitFor();
        await workbench.screenshot('packaged');
      },
    );
  });
});
