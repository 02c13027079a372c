// Has Mermaid lay out a picture. Mermaid is large and is loaded when it is first needed.
import type { Mermaid } from 'mermaid';
import { readTheme } from './theme';

export class MermaidLayout {
  readonly #workshop: HTMLElement;
  #mermaid: Promise<Mermaid> | undefined;
  #count = 0;

  /** Mermaid measures text in `workshop`: it must be in the page, and may be out of sight. */
  constructor(workshop: HTMLElement) {
    this.#workshop = workshop;
  }

  /** Starts loading, so that the first picture need not wait for it. */
  preload(): Promise<Mermaid> {
    this.#mermaid ??= import('mermaid').then((module) => module.default);
    return this.#mermaid;
  }

  /** Ids in the SVG begin with its own id and a dash. Throws where Mermaid cannot read the text. */
  async render(text: string): Promise<SVGSVGElement> {
    const mermaid = await this.preload();
    const { fontFamily, themeVariables } = readTheme();
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: 'strict',
      theme: 'base',
      darkMode: document.body.classList.contains('vscode-dark'),
      htmlLabels: false,
      fontFamily,
      themeVariables,
      maxTextSize: 200_000,
      block: { padding: 6, useMaxWidth: false },
      // Narrow, with words in several lines: such pictures stand beside an editor.
      sequence: { wrap: true, width: 110, actorMargin: 28 },
    });
    this.#count++;
    const { svg } = await mermaid.render(`picture${String(this.#count)}`, text, this.#workshop);
    this.#workshop.replaceChildren();
    const parsed = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
    if (parsed === null) throw new Error('Mermaid gave no picture.');
    return document.adoptNode(parsed);
  }
}
