// Labs in a real VS Code: one is begun and opened, saved as a file, and opened again over what runs.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { suiteWindow } from '../host/suiteWindow';
import { isDrawn, untilDone } from '../host/untilDone';
import type { Workbench } from '../host/workbench';

const BAD_LABS = {
  newer: 'apiVersion: clusterlab/v9\nkind: Lab\ncluster:\n  nodes:\n    - count: 2\n',
  cut: `apiVersion: clusterlab/v1
kind: Lab
cluster:
  nodes:
    - count: 3
journal:
  - time: 0:03:00
    crashNode:
      no`,
  bad: `apiVersion: clusterlab/v1
kind: Lab
cluster:
  controlPlaneNodes: 4
  nodes: [1, { count: -2 }]
`,
};

describe('labs', function () {
  this.timeout(120_000);
  let workbench: Workbench;
  suiteWindow('labs', (opened) => (workbench = opened));

  before(() => {
    for (const [name, text] of Object.entries(BAD_LABS)) {
      writeFileSync(path.join(workbench.folder, `${name}.clusterlab.yaml`), text);
    }
  });

  it('begin as a file that says what can be chosen', async () => {
    await workbench.openView('Cluster Lab');
    await workbench.runCommandWith('Cluster Lab: New Lab…', 'High availability');
    await lens('start configuration').waitFor();
    await workbench.inBothThemes('labs-new');
  });

  it('start from a lens above the file', async () => {
    await lens('Open this lab').click();
    await workbench.statusBarItem('6/6 nodes ready').waitFor({ timeout: 60_000 });
    // By command: the rows of the tree still move while its pods come up.
    await workbench.runCommandWith('Cluster Lab: Crash Node', 'worker-1');
    await workbench.runAhead('1 minute');
    await workbench.screenshot('labs-running');
  });

  it('have pictures of several control plane nodes, beside each other', async () => {
    await workbench.runCommand('Cluster Lab: Show Components');
    const frame = workbench.diagramFrame();
    await frame.locator('g.shape').filter({ hasText: '3 of 3 members' }).first().waitFor();
    await workbench.screenshot('labs-components');
    await frame.locator('#tab-cluster').click();
    const control = frame.locator('g.shape.header').filter({ hasText: /control-plane/ });
    await control.nth(2).waitFor();
    const boxes = await Promise.all([0, 1, 2].map((index) => control.nth(index).boundingBox()));
    const tops = boxes.map((box) => Math.round(box?.y ?? 0));
    assert.equal(new Set(tops).size, 1, tops.join());
    await frame.locator('g.shape').filter({ hasText: '★ leads' }).nth(2).waitFor();
    await workbench.inBothThemes('labs-cluster');
  });

  it('show in the tree that another leads etcd, without a click', async () => {
    await workbench.openView('Cluster Lab');
    const etcd = (rows: readonly string[]): readonly string[] =>
      rows.filter((row) => row.startsWith('etcd '));
    const first = (rows: readonly string[]): string => etcd(rows)[0] ?? '';
    await workbench.untilRows((rows) => first(rows).endsWith('Running, leads'), 'the first leads');
    const stop = 'Stop a part of the control plane';
    await workbench.runCommandWithText('Cluster Lab: Break Something…', stop);
    await workbench.quickInput.choose('etcd');
    await workbench.untilRows((rows) => {
      const leading = etcd(rows).filter((row) => row.endsWith('leads'));
      return leading.length === 1 && leading[0] !== first(rows);
    }, 'another leads');
    await workbench.screenshot('labs-other-leader');
    await workbench.runCommand('Cluster Lab: Undo All Faults');
    await workbench.untilRows((rows) => first(rows).endsWith('Running, follows'), 'it follows');
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

  it('help with each field', async () => {
    const field = workbench.page.locator('.view-line span', { hasText: /^controlPlaneNodes$/ });
    const help = workbench.page.locator('.monaco-hover', { hasText: 'control plane nodes' });
    await workbench.quickOpen('bad.clusterlab.yaml');
    await untilDone(
      () => isDrawn(help.first()),
      () => field.first().hover(),
    );
    await workbench.screenshot('labs-hover');
    await workbench.page.keyboard.press('Escape');
  });

  for (const [what, file, problem] of [
    ['of another version', 'newer.clusterlab.yaml', /Line 1: This lab is of version v9/],
    ['that are cut off', 'cut.clusterlab.yaml', /Line 9: journal\[0\]\.crashNode must be/],
    [
      'that are nonsense',
      'bad.clusterlab.yaml',
      /Line 4: cluster\.controlPlaneNodes must be 1 or 3 or 5, not 4\. \(and 2 more\)/,
    ],
  ] as const) {
    it(`${what} are not opened: it is said why, and nothing changes`, async () => {
      await workbench.quickOpen(file);
      await lens(/\d problem/).click();
      const refusal = workbench.notification('was not opened, and nothing has changed');
      await refusal.getByText(problem).waitFor();
      await workbench.statusBarItem(/nodes ready/).waitFor();
      await workbench.screenshot(`labs-refused-${file.split('.')[0] ?? ''}`);
      await refusal.getByRole('button', { name: 'Show Line' }).click();
      await workbench.page.locator('.squiggly-error').first().waitFor();
    });
  }

  function lens(text: string | RegExp): Locator {
    return workbench.page.locator('.codelens-decoration a').filter({ hasText: text }).first();
  }
});
