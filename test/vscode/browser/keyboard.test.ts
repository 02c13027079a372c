// A cluster steered from the keyboard, and what the commands that no other test takes show: workers
// that come and go, a crashed pod, the cluster's time.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { suiteWindow } from '../host/suiteWindow';
import { isDrawn, untilDone } from '../host/untilDone';
import type { Workbench } from '../host/workbench';

describe('a cluster by keyboard', function () {
  this.timeout(60_000);
  let workbench: Workbench;
  suiteWindow('keyboard', (opened) => (workbench = opened));

  before(async function () {
    this.timeout(120_000);
    await workbench.openView('Cluster Lab');
    await workbench.runCommand('Cluster Lab: Start Cluster');
    await workbench.statusBarItem('3/3 nodes ready').waitFor({ timeout: 60_000 });
    await workbench.runAhead('1 minute');
  });

  it('arrow keys walk the tree, open and close it', async () => {
    await focusTree(workbench);
    await press('ArrowLeft');
    await workbench.treeRow('API server').waitFor({ state: 'detached' });
    await press('ArrowDown');
    await focused(workbench, 'worker-1').waitFor();
    await press('ArrowUp');
    await press('ArrowRight');
    await press('ArrowRight');
    await focused(workbench, 'Components').waitFor();
    await press('ArrowRight');
    await focused(workbench, 'API server').waitFor();
    const spoken = await focused(workbench, 'API server').getAttribute('aria-label');
    assert.match(spoken ?? '', /^API server, running/i);
    await workbench.screenshot('keyboard-tree');
  });

  it('the context menu opens by its key, and does to the row what it says', async () => {
    await focusTree(workbench);
    await press('ArrowLeft');
    await press('ArrowDown');
    await focused(workbench, 'worker-1').waitFor();
    await chooseFromMenuByKeys(workbench, 'Cordon Node');
    await workbench.untilRow(/^worker-1 Ready,SchedulingDisabled/);
    await focused(workbench, 'worker-1').waitFor();
    await chooseFromMenuByKeys(workbench, 'Uncordon Node');
    await workbench.untilRow(/^worker-1 Ready · /);
  });

  it('a worker that is added becomes a node of the cluster; the keyboard stays at its row', async () => {
    const row = workbench.page.locator('.part.sidebar .monaco-list-row.focused');
    await untilDone(
      () => isDrawn(row.filter({ hasText: 'Components' })),
      async () => {
        await focusTree(workbench);
        for (const key of ['ArrowLeft', 'ArrowDown', 'ArrowDown']) await press(key);
      },
    );
    await workbench.runCommand('Cluster Lab: Add Worker');
    await workbench.runAhead('1 minute');
    await workbench.statusBarItem('4/4 nodes ready').waitFor();
    // Rows came on the top level, so that the whole tree was drawn anew.
    await workbench.untilRow(/^worker-3 Ready · /);
    await row.filter({ hasText: 'Components' }).waitFor();
    await press('ArrowUp');
    await focused(workbench, 'worker-1').waitFor();
  });

  it('a worker is removed only when that was meant', async () => {
    const row = workbench.treeRow('worker-3');
    await workbench.chooseFromContextMenu(row, 'Remove Worker…');
    await workbench.page
      .locator('.monaco-dialog-box')
      .getByText('Remove worker-3 from the cluster?')
      .waitFor();
    await workbench.answerDialog('Cancel');
    await row.waitFor();
    await workbench.chooseFromContextMenu(row, 'Remove Worker…');
    await workbench.answerDialog('Remove');
    await row.waitFor({ state: 'detached' });
    await workbench.statusBarItem('3/3 nodes ready').waitFor();
  });

  it('a pod that is crashed is started again, and says so', async () => {
    await workbench.runCommand('Cluster Lab: Run Sample App');
    await workbench.runAhead('1 minute');
    await workbench.untilRow(/^hello-…-\S+ Running$/);
    const row = workbench.treeRow(/^hello-…/);
    await workbench.chooseFromContextMenu(row, 'Crash Pod');
    await workbench.runAhead('10 seconds');
    await workbench.untilRow(/^hello-…-\S+ Running · 1 restart$/);
    const spoken = await workbench.treeRow(/^hello-…/).getAttribute('aria-label');
    assert.match(spoken ?? '', /^hello-[a-z0-9]+-[a-z0-9]{5}, /);
    await workbench.screenshot('keyboard-crashed-pod');
  });

  it('the time menu of the status bar pauses, and steps from event to event', async () => {
    await fromTimeMenu(workbench, 'Pause');
    await workbench.pausedIcon().waitFor();
    const start = await workbench.untilClockStands();
    // Several events share a moment, and a second.
    for (let step = 0; step < 60 && (await workbench.clusterSeconds()) === start; step++) {
      await workbench.runCommand('Cluster Lab: Step to Next Event');
    }
    const stepped = await workbench.untilClockStands();
    assert.ok(stepped > start, 'the clock went on');
    await fromTimeMenu(workbench, 'Resume');
    await workbench.page.locator('.statusbar-item .codicon-play').waitFor();
    await workbench.untilClock(stepped + 1);
  });

  it('the speed is chosen from a list, and shown beside the clock', async () => {
    await workbench.runCommandWith('Cluster Lab: Set Speed…', '×60');
    await workbench.statusBarItem('×60').waitFor();
    // At the speed of before, this would take a minute.
    await workbench.untilClock((await workbench.clusterSeconds()) + 60);
    await workbench.runCommandWith('Cluster Lab: Set Speed…', '×1');
    await workbench.statusBarItem(/×1$/).waitFor();
  });

  async function press(key: string): Promise<void> {
    await workbench.page.keyboard.press(key);
  }
});

/** The keyboard is in the tree, at its first row. */
async function focusTree(workbench: Workbench): Promise<void> {
  const first = focused(workbench, 'control-plane');
  // A tree that is just being drawn anew takes no key.
  await untilDone(
    () => isDrawn(first),
    async () => {
      await workbench.runCommand('Cluster Lab: Focus on Cluster Lab View');
      await workbench.page.locator('.part.sidebar .monaco-list:focus').waitFor();
      await workbench.page.keyboard.press('Home');
    },
  );
}

/** The row that keys go to. */
function focused(workbench: Workbench, label: string): Locator {
  return workbench.treeRow(label).and(workbench.page.locator('.focused'));
}

/** Opens the menu of the focused row, goes down to an item and takes it. */
async function chooseFromMenuByKeys(workbench: Workbench, item: string): Promise<void> {
  const { page } = workbench;
  await page.keyboard.press('Shift+F10');
  const menu = page.locator('.monaco-menu');
  await menu.waitFor();
  const chosen = menu.locator('.action-item.focused').filter({ hasText: item });
  for (let step = 0; step < 12 && (await chosen.count()) === 0; step++) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await menu.waitFor({ state: 'detached' });
}

/** Opens the menu behind the clock and takes what is called so. */
async function fromTimeMenu(workbench: Workbench, item: string): Promise<void> {
  await workbench.statusBarItem(/×\d/).click();
  await workbench.page.locator('.quick-input-title', { hasText: "The cluster's time" }).waitFor();
  await workbench.quickInput.choose(item);
}
