// A fault in a real VS Code: something is broken from a list, and written on the tree and the diagram.
import { suiteWindow } from '../host/suiteWindow';
import type { Workbench } from '../host/workbench';

describe('faults', function () {
  this.timeout(90_000);
  let workbench: Workbench;
  suiteWindow('faults', (opened) => (workbench = opened));

  it('are chosen from a list, and shown where they lie', async () => {
    await workbench.openView('Cluster Lab');
    await workbench.page.getByRole('button', { name: 'Start Cluster' }).first().click();
    await workbench.statusBarItem('3/3 nodes ready').waitFor({ timeout: 60_000 });
    await workbench.runCommandWith('Cluster Lab: Break Something…', 'Stop the kubelet');
    await workbench.quickInput.choose('worker-1');
    await workbench.untilRow(/^worker-1 .*kubelet stopped/);
    await workbench.runCommand('Cluster Lab: Open Diagram');
    const frame = workbench.diagramFrame();
    await frame.locator('g.shape').filter({ hasText: 'kubelet stopped' }).first().waitFor();
    await workbench.runCommand('Cluster Lab: Focus on Broken View');
    await workbench.inBothThemes('faults-broken');
  });

  it('are undone where they are listed', async () => {
    const row = workbench.treeRow('Stop the kubelet');
    await row.hover();
    await row.getByRole('button', { name: /^Undo/ }).click();
    await row.waitFor({ state: 'detached' });
    await workbench.page.getByText('Nothing is broken').first().waitFor();
    await workbench.untilRows((rows) => !rows.some((text) => text.includes('kubelet stopped')));
  });

  it('lead from the details of a shape to why it is so, by keyboard', async () => {
    const frame = workbench.diagramFrame();
    await frame.locator('g.shape').filter({ hasText: 'worker-1' }).first().click();
    await frame.getByRole('button', { name: 'Close' }).focus();
    await workbench.screenshot('faults-details');
    await workbench.page.keyboard.press('Tab');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab.active', { hasText: 'Why Node worker-1' }).first().waitFor();
  });
});
