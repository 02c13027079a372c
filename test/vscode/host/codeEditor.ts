// The text editor that has the focus, used as a person does: by keys and by what is drawn.
import type { Locator, Page } from 'playwright-core';
import { textTopDown } from './drawnText';
import type { QuickInput } from './quickInput';
import { isDrawn, untilDone } from './untilDone';

export class CodeEditor {
  readonly #page: Page;
  readonly #quickInput: QuickInput;

  constructor(page: Page, quickInput: QuickInput) {
    this.#page = page;
    this.#quickInput = quickInput;
  }

  /** The drawn editor of `file` (a name, without folder), or the first that is open. */
  area(file?: string): Locator {
    const named = file === undefined ? '' : `[data-uri$=${JSON.stringify(`/${file}`)}]`;
    return this.#page
      .locator(`.editor-group-container .monaco-editor[role="code"]${named}`)
      .first();
  }

  /** Puts the cursor there; both count from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    const place = this.#page.locator('.part.statusbar', { hasText: `Ln ${line}, Col ${column}` });
    await untilDone(
      () => isDrawn(place.first()),
      async () => {
        await this.#quickInput.open(`:${line}:${column}`);
        await this.#quickInput.accept();
      },
    );
  }

  /** Goes to the next problem of a file that is shown, named by the end of its tab; `shown` is then drawn. */
  async goToNextProblem(file: string, shown: Locator): Promise<void> {
    const tab = this.#page.locator('.tab.active', { hasText: file });
    const group = this.#page.locator('.editor-group-container').filter({ has: tab });
    await untilDone(
      () => isDrawn(shown),
      async () => {
        await group.locator('.view-line').first().click();
        await this.#page.keyboard.press('F8');
      },
    );
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** Replaces the text of a line, its indentation included. */
  async replaceLine(line: number, text: string): Promise<void> {
    await this.goTo(line);
    await this.#page.keyboard.press('Shift+End');
    await this.#page.keyboard.insertText(text);
  }

  async save(): Promise<void> {
    await this.#page.keyboard.press('ControlOrMeta+S');
  }

  /** A CodeLens by its exact text: the `nth` from the top, from 0. */
  codeLens(text: string, nth = 0): Locator {
    return this.area().locator('.codelens-decoration a').getByText(text, { exact: true }).nth(nth);
  }

  /** The lines that are drawn, top to bottom: not those that are scrolled away. */
  async visibleLines(): Promise<string[]> {
    return textTopDown(this.area().locator('.view-line'));
  }
}
