import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { openWorkbench, type OpenWorkbench } from '../host/openWorkbench';

describe('the window of a VS Code with the extension', () => {
  let opened: OpenWorkbench;

  before(async function () {
    this.timeout(180_000); // The first run installs VS Code.
    opened = await openWorkbench();
  });
  after(() => opened.close());

  it('shows a manifest, takes an edit and marks it unsaved', async () => {
    const { workbench } = opened;
    await workbench.quickOpen('pod.yaml');
    await workbench.editor.replaceLine(8, '      image: nginx:1.28');
    const lines = await workbench.editor.visibleLines();
    assert.deepEqual(lines.slice(0, 2), ['apiVersion: v1', 'kind: Pod']);
    assert.equal(lines[7], '      image: nginx:1.28');
    await workbench.page.locator('.tab.dirty', { hasText: 'pod.yaml' }).waitFor();
  });

  it('lists the problems of a file in the Problems panel', async () => {
    const { workbench } = opened;
    await workbench.quickOpen('broken.json');
    await workbench.statusBarItem(/Errors: 1|^ *1 *0 *$/).waitFor();
    await workbench.untilProblems(
      (rows) => rows.includes('broken.json') && rows.includes('Value expected'),
    );
  });

  it('has the cluster in the activity bar', async () => {
    const { workbench } = opened;
    await workbench.openView('Cluster Lab');
    await workbench.page
      .locator('.part.sidebar .composite.title', { hasText: /cluster/i })
      .waitFor();
    await workbench.screenshot('cluster-view');
  });

  it('changes its theme and leaves a picture of each', async () => {
    const { workbench } = opened;
    for (const theme of ['light', 'high contrast', 'dark'] as const) {
      await workbench.setTheme(theme);
      assert.ok(existsSync(await workbench.screenshot(`window-${theme.replace(' ', '-')}`)));
    }
  });
});
