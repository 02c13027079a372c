// What is told about the chosen shape, beside the picture.
import { byId } from './page';
import type { Canvas, ShapeDetails } from './protocol';

/** As diagram.css has it: beside the picture, and what is left for the picture above the pane. */
const PANE_WIDTH_PX = 280;
const PICTURE_SHARE = 0.6;

export class DetailsPane {
  readonly #pane = byId('details');
  readonly #title = byId('details-title');
  readonly #state = byId('details-state');
  readonly #text = byId('details-text');
  readonly #why = byId('details-why');
  readonly #link = byId('details-link');
  #shown = '';
  #href = '';

  constructor(events: { close(): void; why(): void; link(href: string): void }) {
    byId('details-close').addEventListener('click', () => {
      events.close();
    });
    this.#why.addEventListener('click', () => {
      events.why();
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

  /** Beside the picture, or beneath one that is wide: it would become small print beside the pane. */
  place(picture: Canvas, stage: Canvas): void {
    const { width, height } = stage;
    const beside = Math.min((width - PANE_WIDTH_PX) / picture.width, height / picture.height);
    const beneath = Math.min(width / picture.width, (height * PICTURE_SHARE) / picture.height);
    document.body.classList.toggle('details-beneath', beneath > beside);
  }

  #write({ title, state, paragraphs, hasCauses, link }: ShapeDetails): void {
    this.#title.textContent = title;
    this.#state.textContent = state;
    this.#text.replaceChildren(
      ...paragraphs.map((paragraph) => {
        const element = document.createElement('p');
        element.textContent = paragraph;
        return element;
      }),
    );
    this.#why.hidden = !hasCauses;
    this.#href = link?.href ?? '';
    this.#link.hidden = link === undefined;
    this.#link.textContent = link?.text ?? '';
    this.#link.setAttribute('href', this.#href);
  }
}
