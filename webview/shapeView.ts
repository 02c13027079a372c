// One shape in the drawn picture: found in Mermaid's SVG, and changed in place from then on.
import type { DiagramShape, ShapeContent } from './protocol';

const SVG = 'http://www.w3.org/2000/svg';
const LINE_PX = 16;
/** From the middle of a line to its baseline. */
const BASELINE_PX = 4.5;
/** Between a frame and what spans it. */
const INSET_PX = 6;

export class ShapeView {
  readonly group: SVGGElement;
  readonly #text: SVGTextElement;
  readonly #title: SVGTitleElement;
  #lines: readonly SVGTSpanElement[] = [];
  #content: ShapeContent | undefined;
  #known = false;

  constructor(group: SVGGElement) {
    this.group = group;
    group.removeAttribute('class');
    // Mermaid's text served to measure: from here on the text is ours.
    group.querySelector('.label')?.remove();
    this.#text = document.createElementNS(SVG, 'text');
    this.#title = document.createElementNS(SVG, 'title');
    group.append(this.#title, this.#text);
  }

  get content(): ShapeContent | undefined {
    return this.#content;
  }

  /** Takes the width of its frame. */
  spanFrame(frame: SVGGElement): void {
    const own = this.group.querySelector('rect');
    const outer = frame.querySelector('rect');
    if (own === null || outer === null) return;
    const width = outer.width.baseVal.value - 2 * INSET_PX;
    own.setAttribute('width', String(width));
    own.setAttribute('x', String(-width / 2));
    const { e: x } = matrixOf(frame);
    const { f: y } = matrixOf(this.group);
    this.group.setAttribute('transform', `translate(${String(x)}, ${String(y)})`);
  }

  /** Returns whether the shape shows the same thing as before in another state. */
  update({ content }: DiagramShape): void {
    const before = this.#content;
    if (this.#known && sameContent(before, content)) {
      this.#content = content;
      return;
    }
    this.#known = true;
    this.#content = content;
    const { group } = this;
    group.toggleAttribute('hidden', content === undefined);
    if (content === undefined) {
      group.removeAttribute('role');
      group.removeAttribute('tabindex');
      return;
    }
    const muted = content.muted ? ' muted' : '';
    const chosen = group.classList.contains('selected') ? ' selected' : '';
    group.setAttribute('class', `shape ${content.style} ${content.state}${muted}${chosen}`);
    this.#title.textContent = content.label;
    this.#writeLines(content.lines);
    this.#describe(content);
  }

  /** Frames repeat what their header says: they are clicked, but not read out. */
  #describe(content: ShapeContent): void {
    const { group } = this;
    if (content.style === 'frame') {
      group.setAttribute('aria-hidden', 'true');
      return;
    }
    group.setAttribute('aria-label', content.label);
    if (content.target === undefined) {
      group.setAttribute('role', 'note');
      group.removeAttribute('tabindex');
      return;
    }
    group.setAttribute('role', 'button');
    if (!group.hasAttribute('tabindex')) group.setAttribute('tabindex', '-1');
  }

  #writeLines(lines: readonly string[]): void {
    if (this.#lines.length !== lines.length) {
      this.#lines = lines.map((_, index) => {
        const line = document.createElementNS(SVG, 'tspan');
        line.setAttribute('x', '0');
        const middle = (index - (lines.length - 1) / 2) * LINE_PX;
        line.setAttribute('y', String(middle + BASELINE_PX));
        if (index > 0) line.setAttribute('class', 'small');
        return line;
      });
      this.#text.replaceChildren(...this.#lines);
    }
    lines.forEach((line, index) => {
      const view = this.#lines[index];
      if (view !== undefined && view.textContent !== line) view.textContent = line;
    });
  }
}

function matrixOf(group: SVGGElement): { readonly e: number; readonly f: number } {
  return group.transform.baseVal.consolidate()?.matrix ?? { e: 0, f: 0 };
}

function sameContent(a: ShapeContent | undefined, b: ShapeContent | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.key === b.key && looksSame(a, b) && a.label === b.label;
}

/** Same thing or not, it looks the same. */
export function looksSame(a: ShapeContent, b: ShapeContent): boolean {
  return (
    a.state === b.state &&
    a.style === b.style &&
    a.muted === b.muted &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, index) => line === b.lines[index])
  );
}
