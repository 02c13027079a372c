// The terminal that is shown in the panel: typed into and read as a person does.
import type { Locator, Page } from 'playwright-core';
import { textTopDown } from './drawnText';
import { isDrawn, untilDone } from './untilDone';
import { untilRead } from './untilRead';

/** Settings with which what a terminal shows stands in the page as text. */
export const READABLE_TERMINALS = {
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.fontFamily': 'monospace',
  'terminal.integrated.shellIntegration.enabled': false,
} as const;

export class Terminal {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get #area(): Locator {
    return this.#page.locator('.terminal-wrapper.active');
  }

  /** The lines on the screen, top to bottom, with what a line was wrapped into apart. */
  async lines(): Promise<string[]> {
    return textTopDown(this.#area.locator('.xterm-rows > div'));
  }

  /** Waits until the screen reads so. */
  async untilText(wanted: RegExp): Promise<string> {
    return untilRead(
      async () => (await this.lines()).join('\n'),
      (text) => wanted.test(text),
      (text) => `the terminal never showed ${String(wanted)}:\n${text}`,
    );
  }

  /** Types a line, once the prompt is there, and runs it. The screen is cleared first. */
  async run(command: string): Promise<void> {
    // Keys go astray where a panel that is just opening takes the focus: then once more.
    await untilDone(
      () => isDrawn(this.#area.locator('.xterm-rows', { hasText: command })),
      async () => {
        await this.#area.click();
        await this.#page.keyboard.press('Control+L');
        await this.untilText(/^\$ *\n*$/);
        await this.#page.keyboard.type(command);
      },
    );
    await this.#page.keyboard.press('Enter');
  }
}
