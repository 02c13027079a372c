// What is told about the chosen shape, beside the picture.
import { byId } from './page';
import type { ShapeDetails } from './protocol';

export class DetailsPane {
  readonly #pane = byId('details');
  readonly #title = byId('details-title');
  readonly #state = byId('details-state');
  readonly #text = byId('details-text');
  readonly #link = byId('details-link');
  #shown = '';
  #href = '';

  constructor(events: { close(): void; link(href: string): void }) {
    byId('details-close').addEventListener('click', () => {
      events.close();
    });
    this.#pane.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') events.close();
    });
    this.#link.addEventListener('click', (event) => {
      event.preventDefault();
      if (this.#href !== '') events.link(this.#href);
    });
  }

  /** Returns whether the pane came or went. */
  show(details: ShapeDetails | undefined): boolean {
    const text = details === undefined ? '' : JSON.stringify(details);
    if (text === this.#shown) return false;
    const toggled = (text === '') !== (this.#shown === '');
    this.#shown = text;
    this.#pane.hidden = details === undefined;
    if (details !== undefined) this.#write(details);
    return toggled;
  }

  #write({ title, state, paragraphs, link }: ShapeDetails): void {
    this.#title.textContent = title;
    this.#state.textContent = state;
    this.#text.replaceChildren(
      ...paragraphs.map((paragraph) => {
        const element = document.createElement('p');
        element.textContent = paragraph;
        return element;
      }),
    );
    this.#href = link?.href ?? '';
    this.#link.hidden = link === undefined;
    this.#link.textContent = link?.text ?? '';
    this.#link.setAttribute('href', this.#href);
  }
}
