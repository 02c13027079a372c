// Reads what the workbench has drawn. Its lists and editors reuse elements, so their order in the document says nothing: the
// order on the screen does.
import type { Locator } from 'playwright-core';

/** What is used here of the browser's HTMLElement: tests run on Node and have no DOM types. */
interface DrawnElement {
  readonly textContent: string;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { readonly top: number };
  querySelectorAll(selector: string): Iterable<DrawnElement>;
}

/**
 * The text of each element that `rows` finds, from top to bottom; of its parts that match `parts` alone where given, joined by
 * spaces.
 */
export async function textTopDown(rows: Locator, parts?: string): Promise<string[]> {
  const drawn = await rows.evaluateAll(
    (elements: DrawnElement[], selector: string | undefined) =>
      elements.map((element) => {
        const shown = selector === undefined ? [element] : [...element.querySelectorAll(selector)];
        const text = shown.map((part) => part.textContent).join(' ');
        return { top: element.getBoundingClientRect().top, text: text.replace(/\u00a0/g, ' ') };
      }),
    parts,
  );
  return drawn.sort((a, b) => a.top - b.top).map((row) => row.text);
}

/** What a screen reader says for each element that `rows` finds, from top to bottom. */
export async function labelsTopDown(rows: Locator): Promise<string[]> {
  const drawn = await rows.evaluateAll((elements: DrawnElement[]) =>
    elements.map((element) => ({
      top: element.getBoundingClientRect().top,
      label: element.getAttribute('aria-label') ?? element.textContent,
    })),
  );
  return drawn.sort((a, b) => a.top - b.top).map((row) => row.label);
}
