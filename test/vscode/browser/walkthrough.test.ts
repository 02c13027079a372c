// The walkthrough "Learn cluster architecture", as a newcomer takes it: each step by its own button,
// each ticked off by what happens in the cluster.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { openWorkbench, type OpenWorkbench } from '../host/openWorkbench';
import type { Workbench } from '../host/workbench';

/** Each step, and words of its picture or page. */
const MEDIA = {
  node: 'One node',
  cluster: 'Three nodes, one cluster',
  roles: 'Worker node',
  components: 'learns of its pods',
  edit: 'Read a manifest',
  apply: 'What happens after',
  break: 'A node is lost',
  heal: 'The cluster heals',
} as const;
type Step = keyof typeof MEDIA;
// Of an object that is written out, its keys are known.
const STEPS = Object.keys(MEDIA) as Step[];

describe('the walkthrough', function () {
  this.timeout(90_000);
  let opened: OpenWorkbench;
  let workbench: Workbench;

  before(async () => {
    // A workspace without the samples: they open as new files.
    opened = await openWorkbench();
    workbench = opened.workbench;
  });
  afterEach(async function () {
    const { title, state } = this.currentTest ?? {};
    if (state === 'failed') await workbench.screenshot(`walkthrough-failed ${title ?? ''}`);
  });
  after(() => opened.close());

  const step = (id: Step): Locator =>
    workbench.page.locator(`.getting-started-step[data-step-id$="#clusterArchitecture#${id}"]`);
  const tick = (id: Step): Locator => step(id).getByRole('checkbox');

  /** Opens a step; the walkthrough stays beside what its buttons open. */
  async function open(id: Step): Promise<void> {
    await step(id).waitFor();
    if ((await step(id).getAttribute('aria-expanded')) !== 'true') {
      await step(id).locator('.step-title').click();
    }
  }

  async function press(id: Step, button: string): Promise<void> {
    await open(id);
    await step(id).locator('.monaco-button', { hasText: button }).click();
  }

  async function ticked(id: Step): Promise<void> {
    await step(id).locator('.codicon-getting-started-step-checked').waitFor({ timeout: 30_000 });
    assert.equal(await tick(id).getAttribute('aria-checked'), 'true');
  }

  it('is opened by the button of the empty view, with nothing done yet', async () => {
    await workbench.openView('Cluster Lab');
    await workbench.page
      .getByRole('button', { name: 'Learn cluster architecture', exact: true })
      .click();
    for (const id of STEPS) {
      await tick(id).waitFor();
      assert.equal(await tick(id).getAttribute('aria-checked'), 'false', id);
    }
  });

  it('shows words and a picture or a page for every step, in every theme', async () => {
    for (const theme of ['light', 'high contrast', 'dark'] as const) {
      await workbench.setTheme(theme);
      await workbench.page
        .getByRole('button', { name: 'Learn cluster architecture', exact: true })
        .click();
      for (const id of STEPS) {
        await open(id);
        const media = workbench.page.locator('.getting-started-media iframe.webview.ready');
        const content = media.contentFrame().frameLocator('#active-frame');
        await content.getByText(MEDIA[id]).first().waitFor();
        await workbench.screenshot(`walkthrough-${id}-${theme.replace(' ', '-')}`);
      }
      assert.doesNotMatch(await workbench.page.locator('.steps-container').innerText(), /[*_`]/);
    }
  });

  it('node: the cluster starts, and its nodes are ready', async () => {
    await press('node', 'Start Cluster');
    await ticked('node');
    await workbench.treeRow('worker-3').waitFor();
  });

  it('cluster: an app’s copies run on several nodes', async () => {
    await press('cluster', 'Run Sample App');
    await ticked('cluster');
    assert.equal(await tick('apply').getAttribute('aria-checked'), 'false');
    await workbench.screenshot('walkthrough-sample');
  });

  it('roles: the picture of a control plane beside a worker', async () => {
    await press('roles', 'Show Control Plane beside Worker');
    await workbench.diagramFrame().locator('g.shape').first().waitFor();
    await ticked('roles');
  });

  it('components: ticked once a component was asked about', async () => {
    await press('components', 'Show Components');
    const shapes = workbench.diagramFrame().locator('g.shape');
    await shapes.filter({ hasText: 'kubectl' }).first().waitFor(); // In this picture alone.
    await shapes.filter({ hasText: 'Scheduler' }).first().click();
    await ticked('components');
    await workbench.screenshot('walkthrough-components-asked');
  });

  it('edit: the mistake is put right with the light bulb', async () => {
    await press('edit', 'Open the Manifest');
    await workbench.page.locator('.tab.active', { hasText: 'mistake.yaml' }).waitFor();
    await workbench.statusBarItem(/Errors: 1|^ *1 *0 *$/).waitFor();
    const mistake = workbench.page.locator('.squiggly-error').first();
    await workbench.editor.goToNextProblem('mistake.yaml', mistake);
    await workbench.screenshot('walkthrough-mistake');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('ControlOrMeta+.');
    await workbench.page.locator('.action-widget', { hasText: 'replicas' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await mistake.waitFor({ state: 'detached' });
    await ticked('edit');
  });

  it('apply: from the walkthrough, while no editor has the focus', async () => {
    await press('apply', 'Apply Manifest');
    await workbench.notification('6 created').waitFor();
    await ticked('apply');
  });

  it('break: a crashed worker is noticed', async () => {
    await press('break', 'Crash Node');
    await workbench.quickInput.choose('worker-2');
    await workbench.notification('worker-2 has lost its power').waitFor();
    assert.equal(await tick('break').getAttribute('aria-checked'), 'false');
    await press('break', 'Run 1 Minute Ahead');
    await ticked('break');
  });

  it('heal: its pods run elsewhere six minutes later', async () => {
    await press('heal', 'Run 6 Minutes Ahead');
    await ticked('heal');
    await workbench.screenshot('walkthrough-done');
    for (const id of STEPS) assert.equal(await tick(id).getAttribute('aria-checked'), 'true', id);
  });

  it('is found again while the cluster runs, with all that was done', async () => {
    await workbench.page.locator('.tab', { hasText: 'Welcome' }).click({ button: 'middle' });
    await step('heal').waitFor({ state: 'detached' });
    await workbench.runCommand('Cluster Lab: Learn Cluster Architecture');
    await tick('heal').waitFor();
    assert.equal(await tick('heal').getAttribute('aria-checked'), 'true');
  });
});
