import { openWorkbench } from '../host/openWorkbench';

describe('the packaged extension', () => {
  it('installs into a VS Code that has no sources of it, and shows its view', async function () {
    this.timeout(240_000); // It may be the first to install VS Code.
    const { workbench, close } = await openWorkbench();
    try {
      await workbench.openView('Extensions');
      const entry = workbench.page.locator('.extension-list-item', { hasText: 'Cluster Lab' });
      await entry.waitFor();
      await workbench.openView('Cluster Lab');
      const title = workbench.page.locator('.part.sidebar .composite.title');
      await title.filter({ hasText: /cluster/i }).waitFor();
      await workbench.screenshot('packaged');
    } finally {
      await close();
    }
  });
});
