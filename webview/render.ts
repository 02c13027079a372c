// Draws models: lays out anew only when the layout's text changed, and updates shapes in place
// otherwise. While a layout is under way only the newest model waits.
import type { MermaidLayout } from './mermaidLayout';
import type { DiagramEdge, DiagramModel, ShapeContent } from './protocol';
import { ShapeView, looksSame } from './shapeView';

/** How long a change stays highlighted, ms. */
const HIGHLIGHT_MS = 1600;

export interface Drawn {
  readonly model: DiagramModel;
  readonly svg: SVGSVGElement;
  readonly shapes: ReadonlyMap<string, ShapeView>;
  readonly edges: readonly SVGElement[];
}

export interface RenderEvents {
  /** A new SVG has taken the place of the one before. */
  laidOut(drawn: Drawn): void;
  /** What is drawn shows a newer model, in the same SVG or in a new one. `changes`: what differs. */
  updated(drawn: Drawn, changes: readonly ShapeContent[]): void;
  failed(error: unknown): void;
}

export class Renderer {
  readonly #place: HTMLElement;
  readonly #layout: MermaidLayout;
  readonly #events: RenderEvents;
  readonly #highlights = new Map<Element, number>();
  #drawn: Drawn | undefined;
  #waiting: DiagramModel | undefined;
  #busy = false;
  #stale = false;
  /** Counts how often the place was cleared: a layout from before that comes too late. */
  #clears = 0;

  constructor(place: HTMLElement, layout: MermaidLayout, events: RenderEvents) {
    this.#place = place;
    this.#layout = layout;
    this.#events = events;
  }

  get drawn(): Drawn | undefined {
    return this.#drawn;
  }

  show(model: DiagramModel): void {
    this.#waiting = model;
    if (!this.#busy) void this.#work();
  }

  /** Fonts or colours changed: the same picture, laid out anew. */
  redraw(): void {
    this.#stale = true;
    if (this.#drawn !== undefined && this.#waiting === undefined) this.show(this.#drawn.model);
  }

  clear(): void {
    this.#clears++;
    this.#waiting = undefined;
    this.#drawn = undefined;
    this.#place.replaceChildren();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    try {
      for (let model = this.#take(); model !== undefined; model = this.#take()) {
        const drawn = this.#drawn;
        if (!this.#stale && drawn?.model.mermaid === model.mermaid) this.#patch(drawn, model);
        else await this.#layOut(model);
      }
    } catch (error) {
      this.#events.failed(error);
    } finally {
      this.#busy = false;
    }
  }

  #take(): DiagramModel | undefined {
    const model = this.#waiting;
    this.#waiting = undefined;
    return model;
  }

  async #layOut(model: DiagramModel): Promise<void> {
    this.#stale = false;
    const clears = this.#clears;
    const svg = await this.#layout.render(model.mermaid);
    if (clears !== this.#clears) return;
    const before = this.#drawn;
    prepare(svg, model);
    const drawn: Drawn = { model, svg, shapes: findShapes(svg, model), edges: findEdges(svg) };
    for (const shape of model.shapes) drawn.shapes.get(shape.id)?.update(shape);
    this.#drawn = drawn;
    // Ready before it is seen: the old picture stands until here.
    this.#place.replaceChildren(svg);
    this.#events.laidOut(drawn);
    this.#highlightChanges(before, drawn);
  }

  #patch(before: Drawn, model: DiagramModel): void {
    for (const shape of model.shapes) before.shapes.get(shape.id)?.update(shape);
    const drawn: Drawn = { ...before, model };
    this.#drawn = drawn;
    if (before.model.summary !== model.summary) drawn.svg.setAttribute('aria-label', model.summary);
    this.#highlightChanges(before, drawn);
  }

  /** In a picture that has just come into view, everything is new and nothing stands out. */
  #highlightChanges(before: Drawn | undefined, drawn: Drawn): void {
    const changed =
      before?.model.picture === drawn.model.picture ? changedShapes(before.model, drawn.model) : [];
    for (const [id] of changed) this.#highlight(drawn.shapes.get(id)?.group);
    drawn.model.edges.forEach((edge: DiagramEdge, index) => {
      if (edge.active) this.#highlight(drawn.edges[index]);
    });
    this.#events.updated(
      drawn,
      changed.map(([, content]) => content),
    );
  }

  #highlight(element: Element | undefined): void {
    if (element === undefined) return;
    window.clearTimeout(this.#highlights.get(element));
    element.classList.add('changed');
    const timer = window.setTimeout(() => {
      this.#highlights.delete(element);
      element.classList.remove('changed');
    }, HIGHLIGHT_MS);
    this.#highlights.set(element, timer);
  }
}

/** What is new or looks different, wherever it stands now; frames repeat what is in them. */
function changedShapes(
  before: DiagramModel,
  after: DiagramModel,
): readonly (readonly [string, ShapeContent])[] {
  const old = new Map<string, ShapeContent>();
  for (const { content } of before.shapes) if (content !== undefined) old.set(content.key, content);
  const changed: (readonly [string, ShapeContent])[] = [];
  for (const { id, content } of after.shapes) {
    if (content === undefined || content.style === 'frame') continue;
    const known = old.get(content.key);
    if (known === undefined || !looksSame(known, content)) changed.push([id, content]);
  }
  return changed;
}

function prepare(svg: SVGSVGElement, model: DiagramModel): void {
  svg.removeAttribute('style');
  svg.removeAttribute('aria-roledescription');
  svg.setAttribute('width', '100%');
  svg.setAttribute('height', '100%');
  svg.setAttribute('role', 'group');
  svg.setAttribute('aria-label', model.summary);
}

/** In a block diagram Mermaid's ids are `<svg>-<shape>`. */
function findShapes(svg: SVGSVGElement, model: DiagramModel): ReadonlyMap<string, ShapeView> {
  const groups = new Map<string, SVGGElement>();
  for (const group of svg.querySelectorAll<SVGGElement>('g.node')) {
    groups.set(group.id.slice(svg.id.length + 1), group);
  }
  const views = new Map<string, ShapeView>();
  for (const { id, span } of model.shapes) {
    const group = groups.get(id);
    if (group === undefined) throw new Error(`Mermaid has not drawn the shape ${id}.`);
    const view = new ShapeView(group);
    const frame = span === undefined ? undefined : groups.get(span);
    if (frame !== undefined) view.spanFrame(frame);
    views.set(id, view);
  }
  return views;
}

function findEdges(svg: SVGSVGElement): readonly SVGElement[] {
  return [...svg.querySelectorAll<SVGElement>('path.flowchart-link')];
}
