// Labs in a real VS Code: one is begun and opened, saved as a file, and opened again over what runs.
import type { Locator } from 'playwright-core';
import { suiteWindow } from '../host/suiteWindow';
import { isDrawn, untilDone } from '../host/untilDone';
import type { Workbench } from '../host/workbench';

describe('labs', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  suiteWindow('labs', (opened) => (workbench = opened));

  it('begin as a file that says what can be chosen', async () => {
    await workbench.openView('Cluster Lab');
    await workbench.runCommandWith('Cluster Lab: New Lab…', 'Three zones');
    await lens('start configuration').waitFor();
    await workbench.screenshot('labs-new-dark');
    await workbench.setTheme('light');
    await workbench.screenshot('labs-new-light');
    await workbench.setTheme('dark');
  });

  it('start from a lens above the file', async () => {
    await lens('Open this lab').click();
    await workbench.statusBarItem('7/7 nodes ready').waitFor({ timeout: 60_000 });
    // By command: the rows of the tree still move while its pods come up.
    await workbench.runCommandWith('Cluster Lab: Crash Node', 'worker-1');
    await workbench.runAhead('1 minute');
    await workbench.screenshot('labs-running');
  });

  it('are saved with everything that was done', async () => {
    await workbench.runCommand('Cluster Lab: Save Lab As…');
    const saved = workbench.notification('has this very run');
    // The dialog takes no key before it has looked into the folder.
    await untilDone(
      () => isDrawn(saved),
      () => workbench.quickInput.accept(),
    );
    await saved.getByText('Show File').click();
    await lens(/ inputs? in 0:0/).waitFor();
    await workbench.screenshot('labs-saved');
  });

  it('take the place of what runs, which is kept', async () => {
    await lens(/ inputs? in 0:0/).click();
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('is kept as a branch').waitFor();
    await workbench.screenshot('labs-question');
    await workbench.answerDialog('Open');
    await workbench.notification('as it was left, and time stands').waitFor({ timeout: 60_000 });
    await workbench.screenshot('labs-opened');
  });

  function lens(text: string | RegExp): Locator {
    return workbench.page.locator('.codelens-decoration a').filter({ hasText: text }).first();
  }
});
