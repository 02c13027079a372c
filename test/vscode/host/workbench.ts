// The VS Code window as tests see it. Words are those on the screen; what is not here is reached through `page`.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { CodeEditor } from './codeEditor';
import { exactly } from './exactly';
import { labelsTopDown, textTopDown } from './drawnText';
import { SCREENSHOT_FOLDER } from './paths';
import { QuickInput } from './quickInput';
import { applyTheme, type Theme } from './theme';
import { untilDone } from './untilDone';
import { untilRead } from './untilRead';

export interface WorkbenchParts {
  readonly page: Page;
  /** The workspace that is open, a copy that the test may change. */
  readonly folder: string;
  readonly theme: Theme;
}

/** Simulated seconds of what "Run Ahead" offers. */
const STRETCHES = { '10 seconds': 10, '1 minute': 60, '5 minutes': 300 } as const;

/** A clock that runs, however slow the machine, shows another second within this. */
const CLOCK_STANDS_MS = 1_500;

export class Workbench {
  readonly page: Page;
  readonly folder: string;
  readonly editor: CodeEditor;
  readonly quickInput: QuickInput;
  #theme: Theme;

  constructor(parts: WorkbenchParts) {
    this.page = parts.page;
    this.folder = parts.folder;
    this.#theme = parts.theme;
    this.quickInput = new QuickInput(parts.page);
    this.editor = new CodeEditor(parts.page, this.quickInput);
  }

  /** Resolves when the window can be used. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await this.page.locator('.activitybar .action-label').first().waitFor();
    await applyTheme(this.page, this.#theme);
  }

  /** Reloads the window, which also restarts the extension host. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Runs a command by its full title, such as `Cluster Lab: Start Cluster`. */
  async runCommand(title: string): Promise<void> {
    await this.quickInput.find(`>${title}`, title);
  }

  /** Runs a command that asks with a list, and chooses from it. */
  async runCommandWith(title: string, choice: string): Promise<void> {
    await this.#runAnswered(title, () => this.quickInput.choose(choice));
  }

  /** Runs a command that asks for a text, and enters it. */
  async runCommandWithText(title: string, text: string): Promise<void> {
    await this.#runAnswered(title, () => this.quickInput.enter(text));
  }

  /**
   * Runs a command that asks, and answers. The question goes away unanswered where an editor or a webview that is
   * just opening takes the focus: it is asked for again.
   */
  async #runAnswered(title: string, answer: () => Promise<void>): Promise<void> {
    let answered = false;
    await untilDone(
      () => Promise.resolve(answered),
      async () => {
        await this.runCommand(title);
        await answer();
        answered = true;
      },
    );
  }

  /** Opens a file of the workspace by its name. */
  async quickOpen(file: string): Promise<void> {
    await this.quickInput.find(file, file);
    await this.editor.area(file).locator('.view-line').first().waitFor();
  }

  /** Shows a view container by its name in the activity bar. */
  async openView(name: string): Promise<void> {
    const title = this.page.locator('.part.sidebar .composite.title', { hasText: name });
    await this.viewIcon(name).waitFor();
    // A window that is still coming back may show it by itself, and a click would then hide it.
    for (let attempt = 1; attempt <= 5; attempt++) {
      const shown = await title.waitFor({ timeout: attempt === 1 ? 500 : 2000 }).then(
        () => true,
        () => false,
      );
      if (shown) return;
      // A badge may lie over it, whose clicks it gets all the same.
      await this.viewIcon(name).click({ force: true });
    }
    await title.waitFor();
  }

  viewIcon(name: string): Locator {
    return this.page.locator(`.activitybar .action-label[aria-label^=${JSON.stringify(name)}]`);
  }

  /** The row of the side bar's trees whose label, without its description, is `label`. */
  treeRow(label: string | RegExp): Locator {
    const rows = this.page.locator('.part.sidebar .monaco-list-row[role="treeitem"]');
    const exact = typeof label === 'string' ? exactly(label) : label;
    return rows.filter({ has: this.page.locator('.label-name', { hasText: exact }) }).first();
  }

  /** The text of every tree row that is drawn, label and description, top to bottom. */
  async treeRows(): Promise<string[]> {
    const rows = this.page.locator('.part.sidebar .monaco-list-row[role="treeitem"]');
    return textTopDown(rows, '.label-name, .label-description');
  }

  /** Waits until a row of the tree, with its description, reads so. */
  async untilRow(wanted: RegExp): Promise<void> {
    await this.untilRows((rows) => rows.some((row) => wanted.test(row)), String(wanted));
  }

  /** Waits until the rows of the tree are as wanted; `what` says how in words. */
  async untilRows(done: (rows: readonly string[]) => boolean, what = ''): Promise<void> {
    await untilRead(
      () => this.treeRows(),
      done,
      (rows) => `the tree never got there: ${what}\n${rows.join('\n')}`,
    );
  }

  async expandTreeRow(label: string | RegExp): Promise<void> {
    const row = this.treeRow(label);
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) !== 'false') return;
    await row.locator('.monaco-tl-twistie').click();
  }

  /** Opens the context menu of an element and chooses an item. */
  async chooseFromContextMenu(target: Locator, item: string): Promise<void> {
    await target.click({ button: 'right' });
    const label = this.page.locator('.monaco-menu .action-label').getByText(item, { exact: true });
    // The menu ignores clicks right after it has opened; the key is taken at once.
    await label.hover();
    await this.page.keyboard.press('Enter');
    await label.waitFor({ state: 'detached' });
  }

  /** Opens the Problems panel and waits until its rows (files and, below each, its diagnostics) read as wanted. */
  async untilProblems(wanted: (rows: string) => boolean): Promise<void> {
    await this.runCommand('Problems: Focus on Problems View');
    const panel = this.page.locator('.markers-panel');
    await panel.waitFor();
    const read = async (): Promise<string> =>
      (await labelsTopDown(panel.locator('.monaco-list-row'))).join('\n');
    await untilRead(read, wanted, (rows) => `the problems never read as wanted:\n${rows}`);
  }

  /** The page inside the webview that is shown; the last one where there are several. */
  diagramFrame(): FrameLocator {
    const webviews = this.page.locator('iframe.webview.ready').filter({ visible: true });
    return webviews.last().contentFrame().frameLocator('#active-frame');
  }

  notification(text: string | RegExp): Locator {
    const toasts = this.page.locator('.notifications-toasts .notification-list-item');
    return toasts.filter({ hasText: text }).first();
  }

  /** Presses a button of the modal dialog that is open. */
  async answerDialog(button: string): Promise<void> {
    const dialog = this.page.locator('.monaco-dialog-box');
    await dialog.getByRole('button', { name: button, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  /** Nobody opens their list here: the bell has a dot as long as there are any. */
  async clearNotifications(): Promise<void> {
    const bell = this.page.locator('[id="status.notifications"] .codicon-bell');
    if (await bell.isVisible()) return;
    await this.runCommand('Notifications: Clear All Notifications');
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }).first();
  }

  /** The cluster's time in seconds, as the status bar shows it. */
  async clusterSeconds(): Promise<number> {
    const text = await this.statusBarItem(/×\d/).innerText();
    const [hours = 0, minutes = 0, seconds = 0] = (/\d+:\d\d:\d\d/.exec(text)?.[0] ?? '')
      .split(':')
      .map(Number);
    return (hours * 60 + minutes) * 60 + seconds;
  }

  /** The clock's icon while the time of the cluster stands. */
  pausedIcon(): Locator {
    return this.page.locator('.statusbar-item .codicon-debug-pause');
  }

  /** Waits until the cluster's time stands, and says at which second: what moved it last may not be drawn yet. */
  async untilClockStands(): Promise<number> {
    for (let look = 0; look < 20; look++) {
      const seconds = await this.clusterSeconds();
      await this.page.waitForTimeout(CLOCK_STANDS_MS);
      if ((await this.clusterSeconds()) === seconds) return seconds;
    }
    throw new Error('the cluster’s time never stood');
  }

  /** Waits until the clock shows this second or a later one. */
  async untilClock(wanted: number): Promise<void> {
    await untilRead(
      () => this.clusterSeconds(),
      (seconds) => seconds >= wanted,
      (seconds) => `the clock shows second ${String(seconds)}, never ${String(wanted)}`,
    );
  }

  /** Runs the cluster ahead, and waits until the tree shows what came of it. */
  async runAhead(stretch: keyof typeof STRETCHES): Promise<void> {
    const endSeconds = (await this.clusterSeconds()) + STRETCHES[stretch];
    const isThere = async (): Promise<boolean> => (await this.clusterSeconds()) >= endSeconds;
    const isThereSoon = async (): Promise<boolean> => {
      for (let look = 0; look < 60 && !(await isThere()); look++) {
        await this.page.waitForTimeout(100);
      }
      return isThere();
    };
    await untilDone(isThereSoon, async () => {
      if (await isThere()) return;
      await this.runCommandWith('Cluster Lab: Run Ahead…', stretch);
    });
    await this.page.waitForTimeout(400); // The tree gathers changes before it draws them.
  }

  async setTheme(theme: Theme): Promise<void> {
    this.#theme = theme;
    await applyTheme(this.page, theme);
  }

  /** Writes out/screenshots/<name>.png, 1400 x 900, and returns its path. */
  async screenshot(name: string): Promise<string> {
    mkdirSync(SCREENSHOT_FOLDER, { recursive: true });
    const file = path.join(SCREENSHOT_FOLDER, `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /** A picture in the dark theme, which is left as it is found, and one in the light. */
  async inBothThemes(name: string): Promise<void> {
    await this.screenshot(`${name}-dark`);
    await this.setTheme('light');
    await this.screenshot(`${name}-light`);
    await this.setTheme('dark');
  }
}
