// A learner asks why, in a real VS Code: of a pod in the tree, of a revision, and what happens after a
// request. Leaves a picture of each in out/screenshots.
import assert from 'node:assert/strict';
import { suiteWindow } from '../host/suiteWindow';
import { isDrawn, untilDone } from '../host/untilDone';
import type { Workbench } from '../host/workbench';

describe('asking why', function () {
  this.timeout(180_000);
  let workbench: Workbench;
  suiteWindow('why', (opened) => (workbench = opened));

  it('has a cluster with a pod that fits nowhere', async () => {
    await workbench.openView('Cluster Lab');
    await workbench.page.getByRole('button', { name: 'Start Cluster' }).first().click();
    await workbench.statusBarItem('3/3 nodes ready').waitFor({ timeout: 60_000 });
    await workbench.quickOpen('too-big.yaml');
    const lens = workbench.page.locator('.codelens-decoration a', { hasText: /^Apply/ }).first();
    await untilDone(
      () => isDrawn(workbench.notification('created')),
      () => lens.click(),
    );
  });

  it('answers of an object chosen by name, with what would help', async () => {
    await workbench.runCommandWith('Cluster Lab: Why Is It So?…', 'Pod too-big');
    const page = workbench.diagramFrame();
    await page.getByRole('heading', { name: 'What would help' }).waitFor();
    await page
      .getByText(/less (CPU|memory)/)
      .first()
      .waitFor();
    await workbench.inBothThemes('why-1-pending');
  });

  it('leads from there to what a revision changed', async () => {
    const change = workbench
      .diagramFrame()
      .getByRole('listitem')
      .filter({ hasText: 'modified by' });
    await change.first().getByRole('link').click();
    const tab = workbench.page.locator('.tab.active', {
      hasText: /Pod too-big: revision \d+ ↔ \d+/,
    });
    await tab.first().waitFor();
    await workbench.page.locator('.diff-editor-widget, .monaco-diff-editor').first().waitFor();
    // It is there to be read: nothing is found in it, and nobody applies it again.
    const applies = workbench.page.locator('.editor-actions [aria-label^="Apply"]');
    assert.equal(await applies.count(), 0);
    await workbench.page.locator('.codelens-decoration').first().waitFor({ state: 'detached' });
    await workbench.screenshot('why-3-revision');
  });

  it('draws the life of the request', async () => {
    await workbench.runCommandWith(
      'Cluster Lab: What Happens After kubectl apply?',
      'The newest request, live',
    );
    const frame = workbench.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await frame.locator('#picture svg').waitFor({ timeout: 60_000 });
    await frame.locator('#lines li').first().waitFor();
    await workbench.inBothThemes('why-2-life');
    await workbench.page.setViewportSize({ width: 640, height: 900 });
    const words = await frame.locator('#picture svg .messageText').first().boundingBox();
    assert.ok((words?.height ?? 0) > 11, `too small to be read: ${String(words?.height)} px`);
    await workbench.page.setViewportSize({ width: 1400, height: 900 });
  });
});
