// Simulated users in a real VS Code: they call the guestbook, a worker is lost under them, and the
// window says what it costs; one node is compared with a cluster.
import { suiteWindow } from '../host/suiteWindow';
import type { Workbench } from '../host/workbench';

describe('traffic', function () {
  this.timeout(90_000);
  let workbench: Workbench;
  suiteWindow('traffic', (opened) => (workbench = opened));

  it('goes to a Service that is chosen from a list, at a rate', async () => {
    await workbench.openView('Cluster Lab');
    await workbench.page.getByRole('button', { name: 'Start Cluster' }).first().click();
    await workbench.statusBarItem('3/3 nodes ready').waitFor({ timeout: 60_000 });
    await workbench.quickOpen('guestbook.yaml');
    await workbench.runCommand('Cluster Lab: Apply Manifest');
    await workbench.runAhead('1 minute');
    await workbench.runCommandWith('Cluster Lab: Send Traffic…', 'Service frontend:80');
    await workbench.quickInput.choose('10 requests per second');
    await workbench.runAhead('1 minute');
    await workbench.statusBarItem('100% answered').waitFor();
    await workbench.untilRow(/^Service frontend:80 all answered$/);
    await workbench.untilRow(/^Money lost \$0\.00$/);
    await workbench.screenshot('traffic-served-dark');
  });

  it('fails in part when a worker is lost, and the cost is told in words', async () => {
    await workbench.chooseFromContextMenu(workbench.treeRow('worker-1'), 'Crash Node');
    await workbench.runAhead('1 minute');
    await workbench.statusBarItem(/answered · \$[\d,.]+ lost/).waitFor();
    await workbench.untilRow(/^Money lost \$[1-9][\d,]*\.\d\d$/);
    await workbench.runCommand('Cluster Lab: Open Diagram');
    const frame = workbench.diagramFrame();
    await frame.locator('#tab-traffic').click();
    await frame.locator('g.shape').filter({ hasText: 'Users: 10 requests/s' }).first().waitFor();
    await workbench.inBothThemes('traffic-failing');
  });

  it('has a report that says when the app was down', async () => {
    await workbench.runCommand('Cluster Lab: Traffic Report');
    const frame = workbench.diagramFrame();
    await frame.getByRole('heading', { name: /^Traffic to Service frontend:80/ }).waitFor();
    await frame.getByRole('heading', { name: 'When it was down' }).waitFor();
    await workbench.inBothThemes('traffic-report');
  });

  it('goes on after a reload of the window, and stops when it is told to', async () => {
    await workbench.reload();
    await workbench.openView('Cluster Lab');
    await workbench.statusBarItem(/lost/).waitFor({ timeout: 60_000 });
    await workbench.runCommand('Cluster Lab: Stop Traffic');
    await workbench.untilRow(/^Service frontend:80 ended, .* lost$/);
  });

  it('compares one node with a cluster, side by side', async () => {
    await workbench.runCommand('Cluster Lab: Compare One Node with a Cluster');
    const frame = workbench.diagramFrame();
    const heading = frame.getByRole('heading', { name: 'One node against a cluster' });
    await heading.waitFor({ timeout: 60_000 });
    await frame.getByText('On three nodes it was never offline').waitFor();
    await workbench.inBothThemes('traffic-comparison');
  });
});
