// One window on the sample manifests for all tests of a suite, with a cluster of two workers to come.
import path from 'node:path';
import { openWorkbench, type OpenWorkbench, type WorkbenchOptions } from './openWorkbench';
import { PROJECT_FOLDER } from './paths';
import type { Workbench } from './workbench';

const SAMPLES = path.join(PROJECT_FOLDER, 'media/samples');

/**
 * Called in a `describe`, before its other hooks: opens the window and hands it over; after each test it is left tidy, with the
 * time of its cluster running, so that no test depends on the end of the one before. `name` begins the names of its pictures.
 */
export function suiteWindow(
  name: string,
  use: (workbench: Workbench) => void,
  options: WorkbenchOptions = {},
): void {
  let opened: OpenWorkbench | undefined;

  before(async function () {
    this.timeout(120_000);
    opened = await openWorkbench({
      folder: SAMPLES,
      ...options,
      settings: { 'clusterLab.workers': 2, ...options.settings },
    });
    use(opened.workbench);
  });
  afterEach(async function () {
    const workbench = opened?.workbench;
    if (workbench === undefined) return;
    const { title, state } = this.currentTest ?? {};
    if (state === 'failed') await workbench.screenshot(`${name}-failed ${title ?? ''}`);
    await workbench.clearNotifications();
    if (await workbench.pausedIcon().isVisible()) {
      await workbench.runCommand('Cluster Lab: Resume Time');
    }
  });
  after(() => opened?.close());
}
