// Time in a real window: a worker is lost, the learner looks back to before it, goes on from there,
// and compares what became of it with what would have.
import assert from 'node:assert/strict';
import { suiteWindow } from '../host/suiteWindow';
import type { Workbench } from '../host/workbench';

describe('the timeline', function () {
  this.timeout(180_000);
  let workbench: Workbench;
  suiteWindow('timeline', (window) => {
    workbench = window;
  });

  /** Rows that do not fit are not drawn: the timeline gets the room. */
  const foldClusterView = async (): Promise<void> => {
    const headers = workbench.page.locator('.part.sidebar .pane-header');
    await headers
      .filter({ hasText: 'Cluster Lab' })
      .first()
      .click({ position: { x: 8, y: 8 } });
  };
  const past = () => workbench.statusBarItem(/past/);

  it('lists what was done and what happened, newest first', async () => {
    await workbench.openView('Cluster Lab');
    await workbench.page.getByRole('button', { name: 'Start Cluster' }).first().click();
    await workbench.statusBarItem('3/3 nodes ready').waitFor({ timeout: 60_000 });
    await workbench.runCommand('Cluster Lab: Run Sample App');
    await workbench.runCommand('Cluster Lab: Run Until Nothing Is Left to Do');
    await workbench.runCommandWith('Cluster Lab: Crash Node', 'worker-1');
    await workbench.runAhead('1 minute');
    await workbench.statusBarItem('2/3 nodes ready').waitFor();
    await workbench.runCommand('Cluster Lab: Focus on Timeline View');
    await foldClusterView();
    await workbench.untilRow(/^\d:\d\d:\d\d Crash worker-1/);
    await workbench.untilRow(/Node worker-1 not Ready/);
    const rows = await workbench.treeRows();
    const at = (wanted: RegExp): number => rows.findIndex((row) => wanted.test(row));
    assert.ok(at(/Now/) < at(/Node worker-1 not Ready/));
    assert.ok(at(/Node worker-1 not Ready/) < at(/Crash worker-1/));
    await workbench.clearNotifications();
    await workbench.screenshot('timeline-1-present');
  });

  it('looks back where a line is chosen, and says so everywhere', async () => {
    await workbench.treeRow(/Crash worker-1/).click();
    await past().waitFor();
    await workbench.statusBarItem('3/3 nodes ready').waitFor();
    await workbench.runCommand('Cluster Lab: Focus on Cluster Lab View');
    await workbench.page
      .getByText(/^Looking back · .* · revision \d+/)
      .first()
      .waitFor();
    await workbench.runCommand('Cluster Lab: Open Diagram');
    const line = workbench.diagramFrame().locator('#past');
    await line.getByText(/Looking back/).waitFor();
    await workbench.diagramFrame().locator('g.shape').nth(5).waitFor();
    await workbench.screenshot('timeline-2-past');
  });

  it('scrolls to the line that is looked at, and leaves the focus where it is', async () => {
    await workbench.runCommandWithText('Cluster Lab: Look Back to a Time…', '0:00:20');
    await workbench.statusBarItem(/0:00:20 .*past/).waitFor();
    await foldClusterView();
    await workbench.untilRow(/^0:00:[012]\d .*looked at/);
    await workbench.screenshot('timeline-2-scrolled');
    await foldClusterView();
  });

  it('changes nothing there, and offers the two ways out', async () => {
    await workbench.runCommand('Cluster Lab: Add Worker');
    const refusal = workbench.notification('looking back at');
    await refusal.waitFor();
    await refusal.hover();
    await workbench.screenshot('timeline-3-refused');
    await refusal.getByRole('button', { name: 'Return to Now' }).click();
    await past().waitFor({ state: 'detached' });
    await workbench.statusBarItem('2/3 nodes ready').waitFor();
  });

  it('goes on from there, keeps the other future, and compares the two', async () => {
    await foldClusterView();
    await workbench.treeRow(/Crash worker-1/).click();
    await past().waitFor();
    await workbench.runCommandWithText('Cluster Lab: Continue from Here', 'worker lost');
    await workbench.notification('kept as the branch "worker lost"').waitFor();
    await past().waitFor({ state: 'detached' });
    await workbench.untilRow(/^worker lost.*parts from now/);
    await workbench.runAhead('1 minute');
    await workbench.runCommandWith('Cluster Lab: Compare Branches…', 'worker lost');
    await workbench.quickInput.choose('Branch 1');
    await workbench.page
      .locator('.quick-input-widget')
      .getByText(/^Both at/)
      .waitFor();
    await workbench.page.keyboard.press('Enter');
    const lines = workbench.page.locator('.monaco-diff-editor .view-line');
    await lines.filter({ hasText: 'default/hello]' }).first().waitFor();
    await lines.filter({ hasText: 'status.availableReplicas' }).first().waitFor();
    await workbench.screenshot('timeline-4-compared');
  });
});
