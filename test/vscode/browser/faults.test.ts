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
    await workbench.screenshot('faults-broken-dark');
    await workbench.setTheme('light');
    await workbench.screenshot('faults-broken-light');
    await workbench.setTheme('dark');
  });
});
