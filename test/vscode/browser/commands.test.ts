// What a learner does to a cluster once it runs, through palette, menus and dialogs: rollouts, drains,
// a lost control plane, deletions. Errors and questions are read as they stand on the screen.
import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { suiteWindow } from '../host/suiteWindow';
import { untilRead } from '../host/untilRead';
import type { Workbench } from '../host/workbench';

describe('commands on a running cluster', function () {
  this.timeout(60_000);
  let workbench: Workbench;
  suiteWindow('commands', (opened) => (workbench = opened));

  it('start from the empty diagram, with as many workers as the setting says', async () => {
    await workbench.openView('Cluster Lab');
    await workbench.runCommand('Cluster Lab: Open Diagram');
    await workbench.diagramFrame().getByRole('button', { name: 'Start Cluster' }).click();
    await workbench.statusBarItem('3/3 nodes ready').waitFor({ timeout: 40_000 });
    const shapes = workbench.diagramFrame().locator('g.shape');
    await shapes.filter({ hasText: 'worker-2' }).first().waitFor();
    assert.equal(await workbench.treeRow('worker-3').count(), 0);
  });

  it('a rollout to a bad image stays available, and is rolled back', async () => {
    await workbench.runCommand('Cluster Lab: Run Sample App');
    await settle(workbench);
    await workbench.quickOpen('rollout-to-a-bad-image.yaml');
    await workbench.runCommand('Cluster Lab: Apply Manifest');
    await workbench.notification('deployment.apps/hello configured').waitFor();
    await workbench.runAhead('1 minute');
    await untilHello(
      workbench,
      (rows) => running(rows) === 3 && /ImagePullBackOff|ErrImagePull/.test(rows.join('\n')),
      'three run, another has no image',
    );
    await workbench.screenshot('commands-bad-image');
    await workbench.runCommandWith('Cluster Lab: Roll Back Deployment…', 'hello');
    await workbench.notification('deployment.apps/hello rolled back').waitFor();
    await workbench.runAhead('1 minute');
    await untilHello(workbench, (rows) => rows.length === 3 && running(rows) === 3, 'three run');
  });

  it('scale asks how many, and refuses what is no number', async () => {
    await workbench.runCommandWith('Cluster Lab: Scale Deployment…', 'hello');
    await workbench.quickInput.fill('many');
    await workbench.page.getByText('A whole number from 0 to 99999.').waitFor();
    await workbench.quickInput.fill('5');
    await workbench.page.getByText('A whole number').waitFor({ state: 'detached' });
    await workbench.quickInput.accept();
    await workbench.runAhead('1 minute');
    await fivePods(workbench);
  });

  it('drain says what it does, empties the node and can be undone', async () => {
    await workbench.chooseFromContextMenu(workbench.treeRow('worker-1'), 'Drain Node…');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('The node takes no new pods.').waitFor();
    await workbench.screenshot('commands-drain');
    await workbench.answerDialog('Drain');
    await workbench.notification('Draining worker-1').waitFor();
    await workbench.runAhead('1 minute');
    await workbench.notification('Draining worker-1').waitFor({ state: 'detached' });
    await workbench.untilRow(/^worker-1 Ready,SchedulingDisabled · no pods/);
    await workbench.chooseFromContextMenu(workbench.treeRow('worker-1'), 'Uncordon Node');
    await workbench.untilRow(/^worker-1 Ready · no pods/);
  });

  it('while the control plane has no power, everything says so and nothing hangs', async () => {
    await workbench.chooseFromContextMenu(workbench.treeRow('control-plane'), 'Crash Node');
    await workbench.notification('the API server with it').waitFor();
    await workbench.statusBarItem('API server down').waitFor();
    await workbench.page
      .locator('.part.sidebar')
      .getByText('control-plane has no power, so the API server does not answer.')
      .waitFor();
    await workbench.runCommand('Cluster Lab: Show Components');
    await workbench.diagramFrame().getByText('What you see is the last that it knew.').waitFor();
    await workbench.diagramFrame().locator('g.shape').first().waitFor();
    await workbench.untilRow(/^control-plane no power/);
    await workbench.screenshot('commands-api-server-down');
    await workbench.quickOpen('one-pod.yaml');
    await workbench.runCommand('Cluster Lab: Apply Manifest');
    await workbench.notification(/Unable to connect.*restart the node/).waitFor();
  });

  it('once it is restarted, the cluster goes on where it was', async () => {
    await workbench.chooseFromContextMenu(workbench.treeRow('control-plane'), 'Restart Node');
    await workbench.runAhead('1 minute');
    await workbench.statusBarItem('3/3 nodes ready').waitFor();
    await fivePods(workbench);
    await workbench.quickOpen('one-pod.yaml');
    await workbench.runCommand('Cluster Lab: Apply Manifest');
    await workbench.notification('pod/alone created').waitFor();
    await workbench.runAhead('10 seconds');
  });

  it('deleting what nothing brings back asks first', async () => {
    const alone = workbench.treeRow('alone');
    await workbench.chooseFromContextMenu(alone, 'Delete Pod');
    await workbench.answerDialog('Cancel');
    await alone.waitFor();
    await workbench.quickOpen('one-pod.yaml');
    await workbench.runCommand('Cluster Lab: Delete Objects of Document at Cursor…');
    await workbench.answerDialog('Delete');
    await workbench.notification('pod "alone" deleted').waitFor();
    await workbench.runAhead('1 minute');
    await alone.waitFor({ state: 'detached' });
  });

  it('a stopped cluster is kept and comes back; a reset one asks and is new', async () => {
    await workbench.runCommand('Cluster Lab: Stop Cluster');
    await workbench.page.getByText('Your cluster is stopped and saved.').waitFor();
    // What needs a cluster offers to start it, and goes on then.
    await workbench.quickOpen('one-pod.yaml');
    await workbench.runCommand('Cluster Lab: Apply Manifest');
    await workbench
      .notification('No cluster is running.')
      .getByRole('button', { name: 'Start Cluster' })
      .click();
    await fivePods(workbench);
    await workbench.notification('pod/alone created').waitFor();
    await workbench.runCommand('Cluster Lab: Reset Cluster');
    await workbench.answerDialog('Start Over');
    await workbench.notification('Starting the cluster').waitFor();
    await workbench.treeRow(/^hello-/).waitFor({ state: 'detached' });
    await workbench.statusBarItem('3/3 nodes ready').waitFor({ timeout: 40_000 });
  });

  it('a saved cluster that cannot be read is kept aside, and a clean one starts', async () => {
    await workbench.runCommand('Cluster Lab: Stop Cluster');
    await workbench.page.getByText('Your cluster is stopped and saved.').waitFor();
    const file = savedCluster(workbench);
    appendFileSync(file, 'no JSON at all\n');
    await workbench.runCommand('Cluster Lab: Start Cluster');
    await workbench.notification('The saved cluster could not be read').waitFor();
    await workbench.screenshot('commands-corrupt');
    await workbench.statusBarItem('3/3 nodes ready').waitFor({ timeout: 40_000 });
    assert.match(readFileSync(`${file}.corrupt-1`, 'utf8'), /no JSON at all/);
  });

  it('a reload shows the diagram at the picture and the zoom that it had', async () => {
    await workbench.runCommand('Cluster Lab: Show Control Plane beside Worker');
    const diagram = workbench.diagramFrame();
    await diagram.locator('g.shape').filter({ hasText: 'kubelet' }).first().waitFor();
    await diagram.locator('#zoom-in').click();
    await diagram.locator('#zoom-in').click();
    const width = await drawnWidth(workbench);
    await workbench.runCommand('Cluster Lab: Pause Time');
    const loaded = workbench.page.waitForEvent('load');
    await workbench.runCommand('Developer: Reload Window');
    await loaded;
    await workbench.ready();
    await untilDrawnAt(workbench, width);
  });

  it('so does a browser that is reloaded right after a zoom', async () => {
    const before = await drawnWidth(workbench);
    await workbench.diagramFrame().locator('#zoom-out').click();
    await workbench.page.waitForTimeout(500); // Nobody reloads faster.
    const width = await drawnWidth(workbench);
    assert.ok(width < before, 'zoomed out');
    await workbench.reload();
    await untilDrawnAt(workbench, width);
  });
});

/** Where VS Code has this window's extension keep it. */
function savedCluster(workbench: Workbench): string {
  const data = path.join(path.dirname(workbench.folder), 'data');
  const files = readdirSync(data, { recursive: true, encoding: 'utf8' });
  const saved = files.find((file) => path.basename(file) === 'cluster.jsonl');
  assert.ok(saved, 'no cluster was saved');
  return path.join(data, saved);
}

/** How wide a shape is drawn: the zoom. */
async function drawnWidth(workbench: Workbench): Promise<number> {
  return (await kubelet(workbench).boundingBox())?.width ?? 0;
}

/** Waits until the diagram is there at a zoom: it is drawn first, and then brought back to what was seen. */
async function untilDrawnAt(workbench: Workbench, width: number): Promise<void> {
  await kubelet(workbench).waitFor({ timeout: 40_000 });
  await untilRead(
    () => drawnWidth(workbench),
    (drawn) => Math.round(drawn) === Math.round(width),
    (drawn) => `drawn ${String(drawn)} wide instead of ${String(width)}`,
  );
}

function kubelet(workbench: Workbench): Locator {
  return workbench.diagramFrame().locator('g.shape').filter({ hasText: 'kubelet' }).first();
}

async function settle(workbench: Workbench): Promise<void> {
  await workbench.runAhead('1 minute');
  await workbench.untilRow(/^hello-\S+ Running$/);
}

async function fivePods(workbench: Workbench): Promise<void> {
  await untilHello(workbench, (rows) => rows.length === 5, 'five pods');
}

/** Waits until the rows of the sample app's pods are as wanted. */
async function untilHello(
  workbench: Workbench,
  wanted: (rows: readonly string[]) => boolean,
  what: string,
): Promise<void> {
  await workbench.untilRows((rows) => wanted(rows.filter((row) => row.startsWith('hello-'))), what);
}

function running(rows: readonly string[]): number {
  return rows.filter((row) => row.endsWith(' Running')).length;
}
