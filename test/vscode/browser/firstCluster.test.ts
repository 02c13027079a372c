// The newcomer's way, in a real VS Code: start a cluster, put a manifest right, apply it, lose a
// node, watch the cluster heal. Leaves a picture of each moment in out/screenshots.
import assert from 'node:assert/strict';
import path from 'node:path';
import { PROJECT_FOLDER } from '../host/paths';
import { openWorkbench, type OpenWorkbench } from '../host/openWorkbench';
import { isDrawn, untilDone } from '../host/untilDone';
import type { Workbench } from '../host/workbench';

const MISTAKE = 'guestbook-with-a-mistake.yaml';
const PODS = ['frontend', 'frontend', 'frontend', 'redis-master', 'redis-replica', 'redis-replica'];

describe('the first cluster', function () {
  this.timeout(180_000);
  let opened: OpenWorkbench;
  let workbench: Workbench;

  before(async () => {
    const folder = path.join(PROJECT_FOLDER, 'media/samples');
    opened = await openWorkbench({ folder });
    workbench = opened.workbench;
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await workbench.screenshot('first-failed');
  });
  after(() => opened.close());

  it('greets with a way to start', async () => {
    await workbench.openView('Cluster Lab');
    await workbench.page.getByRole('button', { name: 'Start Cluster' }).first().waitFor();
    await workbench.inBothThemes('first-1-welcome');
  });

  it('starts a control plane node and three workers', async () => {
    await workbench.page.getByRole('button', { name: 'Start Cluster' }).first().click();
    await workbench.statusBarItem('4/4 nodes ready').waitFor({ timeout: 60_000 });
    for (const label of [
      'control-plane',
      'worker-1',
      'worker-2',
      'worker-3',
      'API server',
      'etcd',
    ]) {
      await workbench.treeRow(label).waitFor();
    }
    await workbench.inBothThemes('first-2-started');
  });

  it('underlines a wrong field and says what is wrong with it', async () => {
    await workbench.quickOpen(MISTAKE);
    await workbench.editor.goTo(1 + (await lineOf(workbench, '  replica: 3')));
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await workbench.untilProblems((rows) => rows.includes('unknown field "spec.replica"'));
    await workbench.page.locator('.markers-panel').getByText('unknown-field').waitFor();
    await workbench.inBothThemes('first-3-mistake');
  });

  it('is quiet once the field is put right', async () => {
    const line = 1 + (await lineOf(workbench, '  replica: 3'));
    await workbench.editor.replaceLine(line, '  replicas: 3');
    await workbench.page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
    await workbench.untilProblems((rows) => !rows.includes('unknown field'));
    await workbench.editor.save();
  });

  it('applies the file through the lens above it, in kubectl’s words', async () => {
    await workbench.editor.goTo(1);
    const lens = workbench.page.locator('.codelens-decoration a', { hasText: 'Apply all (6)' });
    // A lens that is just being drawn anew takes no click.
    await untilDone(
      () => isDrawn(workbench.notification('6 created')),
      () => lens.click(),
    );
    await workbench.runCommand('Cluster Lab: Show Output');
    const output = workbench.page.locator('.panel .view-lines');
    await output.getByText('deployment.apps/frontend created').waitFor();
    await output.getByText('service/redis-master created').waitFor();
    await workbench.inBothThemes('first-4-applied');
  });

  it('shows six pods running on the workers, in the tree and in the diagram', async () => {
    await workbench.page.keyboard.press('ControlOrMeta+J'); // Hides the panel with the output.
    await workbench.runCommand('Cluster Lab: Run Until Nothing Is Left to Do');
    await workbench.runCommand('Cluster Lab: Open Diagram');
    await workbench.untilRows(
      (rows) => runningPods(rows).sort().join() === PODS.join(),
      PODS.join(),
    );
    const diagram = workbench.diagramFrame();
    const shapes = diagram.locator('g.shape');
    await shapes
      .filter({ hasText: /frontend|redis/ })
      .nth(5)
      .waitFor();
    assert.equal(await shapes.filter({ hasText: 'frontend' }).count(), 3);
    assert.equal(await shapes.filter({ hasText: 'redis-master' }).count(), 1);
    assert.equal(await shapes.filter({ hasText: 'redis-replica' }).count(), 2);
    await workbench.inBothThemes('first-5-six-pods');
  });

  it('notices that a worker is lost', async () => {
    const row = workbench.treeRow('worker-1');
    await workbench.chooseFromContextMenu(row, 'Crash Node');
    await workbench.notification('worker-1 has lost its power').waitFor();
    await workbench.runAhead('1 minute');
    await workbench.untilRows((rows) => rows.some((text) => /worker-1.*NotReady/.test(text)));
    await workbench.statusBarItem('3/4 nodes ready').waitFor();
    await workbench.inBothThemes('first-6-node-lost');
  });

  it('replaces the lost pods on the other workers', async () => {
    await workbench.runAhead('5 minutes');
    await workbench.runAhead('1 minute');
    await workbench.untilRows((rows) => runningPods(withoutNode(rows, 'worker-1')).length === 6);
    await workbench.inBothThemes('first-7-healed');
  });

  it('takes the worker back when it is restarted', async () => {
    await workbench.chooseFromContextMenu(workbench.treeRow('worker-1'), 'Restart Node');
    await workbench.runAhead('1 minute');
    await workbench.statusBarItem('4/4 nodes ready').waitFor();
    await workbench.untilRows((rows) => runningPods(rows).length === 6);
    await workbench.inBothThemes('first-8-restarted');
  });

  it('shows the components and what each is for', async () => {
    await workbench.runCommand('Cluster Lab: Show Components');
    const diagram = workbench.diagramFrame();
    await diagram.locator('g.shape').filter({ hasText: 'Scheduler' }).first().click();
    await diagram.locator('p', { hasText: 'Chooses a node for every new pod.' }).waitFor();
    await workbench.inBothThemes('first-9-components');
    await workbench.runCommand('Cluster Lab: Show Control Plane beside Worker');
    await diagram
      .locator('g.shape')
      .filter({ hasText: /worker/i })
      .first()
      .waitFor();
    await workbench.inBothThemes('first-10-placement');
  });

  it('is there as it was after the window is reloaded', async () => {
    await workbench.runCommand('Cluster Lab: Pause Time');
    await workbench.untilClockStands();
    const before = (await workbench.treeRows()).filter((row) => /frontend|redis|worker/.test(row));
    const clock = await workbench.statusBarItem(/×1/).innerText();
    await workbench.reload();
    await workbench.openView('Cluster Lab');
    await workbench.statusBarItem('4/4 nodes ready').waitFor({ timeout: 60_000 });
    await workbench.untilRows((rows) => runningPods(rows).length === 6);
    await workbench.untilRows(
      (rows) =>
        rows.filter((row) => /frontend|redis|worker/.test(row)).join('\n') === before.join('\n'),
      `as before:\n${before.join('\n')}`,
    );
    assert.equal((await workbench.statusBarItem(/×1/).innerText()).trim(), clock.trim());
    await workbench.screenshot('first-11-reloaded-dark');
  });
});

/** Index of the line in the file on disk: not all lines are drawn. */
async function lineOf(workbench: Workbench, text: string): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const lines = (await readFile(path.join(workbench.folder, MISTAKE), 'utf8')).split('\n');
  const index = lines.indexOf(text);
  assert.ok(index >= 0, `no line "${text}"`);
  return index;
}

/** The apps of the guestbook's pods that run and are ready. */
function runningPods(rows: readonly string[]): string[] {
  return rows.flatMap((row) => {
    const app = /^(frontend|redis-master|redis-replica)-\S+ Running$/.exec(row)?.[1];
    return app === undefined ? [] : [app];
  });
}

/** The rows but those under a node. */
function withoutNode(rows: readonly string[], node: string): string[] {
  const isNode = (row: string): boolean => /^(control-plane|worker-\d+) /.test(row);
  let under = false;
  return rows.filter((row) => {
    if (isNode(row)) under = row.startsWith(`${node} `);
    return !under;
  });
}
