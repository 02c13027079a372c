// The workbench's quick input: command palette, quick open and the pick lists and input boxes of commands.
import type { Locator, Page } from 'playwright-core';
import { exactly } from './exactly';
import { untilDone } from './untilDone';

const PATIENCE_MS = 4000;

export class QuickInput {
  readonly #page: Page;
  readonly #widget: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#widget = page.locator('.quick-input-widget:visible');
  }

  /** Opens it with `text`: `>` begins a command, `:` a line, anything else a file. */
  async open(text: string): Promise<void> {
    await this.#page.keyboard.press('F1');
    await this.fill(text);
  }

  /**
   * Opens it with `text` and chooses a row. It closes by itself when something else takes the focus,
   * as a webview that is still loading does: then it is opened again.
   */
  async find(text: string, label: string): Promise<void> {
    let chosen = false;
    await untilDone(
      () => Promise.resolve(chosen),
      async () => {
        // What is left of an earlier try. Where nothing is, the key would take the focus from a tree's row.
        if (await this.#widget.isVisible()) await this.#page.keyboard.press('Escape');
        await this.#page.keyboard.press('F1');
        await this.#input.fill(text, { timeout: PATIENCE_MS });
        await this.#focused(label).waitFor({ timeout: PATIENCE_MS });
        await this.accept();
        chosen = true;
      },
    );
  }

  /** Replaces what is typed, in whatever the workbench asks for now. */
  async fill(text: string): Promise<void> {
    await this.#input.fill(text);
  }

  /** Answers a box that asks for a text. */
  async enter(text: string): Promise<void> {
    await this.#input.fill(text, { timeout: PATIENCE_MS });
    await this.accept();
  }

  /** Chooses the row whose label is `label`, whatever description or key binding follows it. */
  async choose(label: string): Promise<void> {
    // By keys: rows move while a list is still being drawn, and a click would miss.
    // Typing before the list is there would go to the one before it, which is on its way out.
    await this.row(label).waitFor({ timeout: PATIENCE_MS });
    await this.#input.fill(label, { timeout: PATIENCE_MS });
    await this.#focused(label).waitFor({ timeout: PATIENCE_MS });
    await this.accept();
  }

  /** The row that Enter would take. */
  #focused(label: string): Locator {
    return this.row(label).and(this.#page.locator('.focused'));
  }

  get #input(): Locator {
    return this.#widget.locator('input[type="text"]').first();
  }

  async accept(): Promise<void> {
    await this.#page.keyboard.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.#widget.waitFor({ state: 'hidden' });
  }

  row(label: string): Locator {
    const name = this.#page.locator('.label-name', { hasText: exactly(label) });
    return this.#widget.locator('.monaco-list-row').filter({ has: name }).first();
  }

  /** The labels offered now. */
  async labels(): Promise<string[]> {
    return this.#widget.locator('.monaco-list-row .label-name').allInnerTexts();
  }
}
