// Where the launcher of VS Code finds and leaves things, relative to the project.
import { fileURLToPath } from 'node:url';
import path from 'node:path';

export const PROJECT_FOLDER = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../../..',
);

/** Downloaded programs; git-ignored, safe to delete. */
export const CACHE_FOLDER = path.join(PROJECT_FOLDER, '.vscode-test');

/** The in-host suite, bundled from test/vscode/suite. */
export const SUITE_FOLDER = path.join(PROJECT_FOLDER, 'out/suite');

export const SCREENSHOT_FOLDER = path.join(PROJECT_FOLDER, 'out/screenshots');

/** The workspace that tests open unless they name another; they get a copy of it. */
export const FIXTURE_FOLDER = path.join(PROJECT_FOLDER, 'test/vscode/fixtures/workspace');
