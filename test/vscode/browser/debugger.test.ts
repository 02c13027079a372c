// A worker is lost under traffic, in a real VS Code: the debugger stops where the cluster notices, with
// the causes as its stack; then back to before the crash, on with three copies instead of one, the
// same crash, and the two futures compared.
import assert from 'node:assert/strict';
import { suiteWindow } from '../host/suiteWindow';
import { untilRead } from '../host/untilRead';
import type { Workbench } from '../host/workbench';

const REVISION = / @ (\d+)\.yaml$/;

describe('the debugger', function () {
  this.timeout(180_000);
  let workbench: Workbench;
  let crashed = '';
  /** On the cluster's clock. */
  let beforeCrash = 0;
  suiteWindow('debugger', (opened) => {
    workbench = opened;
  });

  const stack = (): Promise<string[]> =>
    workbench.page.locator('.debug-call-stack .stack-frame > .label').allInnerTexts();
  const button = (name: RegExp) =>
    workbench.page.locator('.debug-toolbar').getByRole('button', { name });
  const untilStopped = (): Promise<void> => button(/^Continue/).waitFor();

  async function untilStack(wanted: RegExp): Promise<readonly string[]> {
    await untilStopped();
    return untilRead(
      stack,
      (rows) => rows.some((row) => wanted.test(row)),
      (rows) => `the call stack never had ${String(wanted)}:\n${rows.join('\n')}`,
    );
  }

  /** What the view of variables says of the moment, `what = "kube-scheduler placed Pod`: it comes after stack and editor. */
  const moment = (): Promise<string[]> =>
    workbench.page.locator('.debug-variables .monaco-list-row').allInnerTexts();

  /** What has been written where time stands, `Pod hello-1 @ 812.yaml`: editor and variables are of the same write. */
  async function untilWritten(isNext: (file: string) => boolean): Promise<string> {
    await untilStopped();
    const tab = workbench.page.locator('.tab.active .monaco-icon-label').first();
    return untilRead(
      async () => {
        // Where the past comes to the present, time stands twice in a row: all is read anew each time.
        const file = (await tab.textContent()) ?? '';
        const revision = REVISION.exec(file)?.[1] ?? '';
        const rows = await moment();
        const isSame = rows.some(
          (row) => row.startsWith('revision') && row.trimEnd().endsWith(revision),
        );
        return isSame ? file : '';
      },
      (file) => REVISION.test(file) && isNext(file),
      (file) => `no write was come to: editor and variables show ${file}`,
    );
  }

  /** F10, from write to write of whoever writes: each has a revision of its own. */
  async function stepUntil(isThere: () => Promise<boolean>): Promise<void> {
    let written = await untilWritten(() => true);
    for (let steps = 0; steps < 40 && !(await isThere()); steps++) {
      await button(/^Step Over/).click();
      const before = written;
      written = await untilWritten((file) => file !== before);
    }
  }

  async function setReplicas(replicas: number): Promise<void> {
    await workbench.quickOpen('hello.yaml');
    await workbench.editor.goTo(10);
    await workbench.editor.replaceLine(10, `  replicas: ${String(replicas)}`);
    await workbench.editor.save();
    await workbench.runCommand('Cluster Lab: Apply Manifest');
  }

  it('stops time where the object of a manifest changes, and says why', async () => {
    await workbench.openView('Cluster Lab');
    await workbench.page.getByRole('button', { name: 'Start Cluster' }).first().click();
    await workbench.statusBarItem('3/3 nodes ready').waitFor({ timeout: 60_000 });
    await workbench.quickOpen('hello.yaml');
    await workbench.editor.goTo(4);
    await workbench.runCommand('Debug: Toggle Breakpoint');
    await workbench.runCommand('Cluster Lab: Debug the Cluster');
    await workbench.pausedIcon().waitFor();
    await workbench.page.locator('.debug-call-stack').waitFor();
    // Without it the call stack has room for all that is read from it: what is scrolled away is not drawn.
    await workbench.page
      .locator('.pane-header[aria-expanded="true"]', { hasText: 'Watch' })
      .click();
    await setReplicas(1);
    await untilStack(/^kubernetes-admin made Deployment default\/hello/);
    await workbench.screenshot('debugger-1-applied');
  });

  it('steps from write to write through the components, and back', async () => {
    const isPlaced = async (): Promise<boolean> =>
      (await moment()).some((row) => row.includes('"kube-scheduler placed Pod'));
    await stepUntil(isPlaced);
    const steps = await untilStack(/^kube-scheduler placed Pod/);
    assert.ok(steps.some((row) => row.startsWith('replicaset-controller made Pod')));
    await workbench.screenshot('debugger-2-placed');
    const past = workbench.statusBarItem(/past/);
    await button(/^Step Back/).click();
    await past.waitFor();
    await untilStopped();
    await workbench.screenshot('debugger-3-back');
    // To the last change before of the object with the breakpoint.
    await button(/^Reverse/).click();
    await untilStack(/^deployment-controller wrote the status of Deployment default\/hello/);
    await workbench.screenshot('debugger-3-reverse');
    // What is recorded is seen again, and then time goes on.
    await stepUntil(async () => !(await past.isVisible()));
    await past.waitFor({ state: 'detached' });
    await button(/^Disconnect/).click();
    await workbench.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
    // The cluster goes on without its debugger, as it did before it.
    await workbench.pausedIcon().waitFor({ state: 'hidden' });
  });

  it('stops where the cluster notices that a worker is lost under traffic', async () => {
    await workbench.openView('Cluster Lab');
    await workbench.runAhead('1 minute');
    await workbench.runCommandWith('Cluster Lab: Send Traffic…', 'Service hello:80');
    await workbench.quickInput.choose('10 requests per second');
    await workbench.runAhead('10 seconds');
    await workbench.statusBarItem('100% answered').waitFor();
    await workbench.runCommand('Cluster Lab: Debug the Cluster');
    await workbench.pausedIcon().waitFor();
    beforeCrash = await workbench.untilClockStands();
    await workbench.openView('Cluster Lab');
    const rows = await workbench.treeRows();
    const pod = rows.findIndex((row) => row.startsWith('hello-'));
    const worker = rows
      .slice(0, pod)
      .findLast((row) => row.startsWith('worker-'))
      ?.split(' ')[0];
    assert.ok(worker !== undefined, rows.join('\n'));
    crashed = worker;
    await workbench.chooseFromContextMenu(workbench.treeRow(worker), 'Crash Node');
    await workbench.runCommand('Debug: Continue');
    await workbench.runCommandWith('Cluster Lab: Run Ahead…', '1 minute');
    await workbench.page.keyboard.press('ControlOrMeta+Shift+D');
    const steps = await untilStack(
      new RegExp(`^node-controller wrote the status of Node ${worker}`),
    );
    assert.ok(
      steps.some((row) => row.endsWith('was switched off')),
      steps.join('\n'),
    );
    await workbench.screenshot('debugger-4-node-lost');
  });

  it('goes back to before the crash and on with three copies; the two futures are compared', async () => {
    await button(/^Disconnect/).click();
    await workbench.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
    await workbench.openView('Cluster Lab');
    const past = workbench.statusBarItem(/past/);
    await workbench.runCommandWithText('Cluster Lab: Look Back to a Time…', clock(beforeCrash));
    await past.waitFor();
    await workbench.runCommandWithText('Cluster Lab: Continue from Here', 'one copy');
    await past.waitFor({ state: 'detached' });
    await setReplicas(3);
    await workbench.runAhead('1 minute');
    await workbench.chooseFromContextMenu(workbench.treeRow(crashed), 'Crash Node');
    await workbench.runAhead('1 minute');
    await workbench.statusBarItem(/answered/).waitFor();
    await workbench.screenshot('debugger-5-three-copies');
    await workbench.runCommandWith('Cluster Lab: Compare Branches…', 'one copy');
    await workbench.quickInput.choose('Branch 1');
    await workbench.quickInput.choose('Each at its end');
    await workbench.notification(/one copy at .* and Branch 1 at/).waitFor();
    await workbench.screenshot('debugger-6-compared');
  });
});

function clock(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `0:${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}
