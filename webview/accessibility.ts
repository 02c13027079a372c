// The picture without a mouse and without eyes: one tab stop, arrow keys from shape to shape, and a
// live region that tells of changes, politely and not too often.
import type { Drawn } from './render';
import type { DiagramModel, ShapeContent } from './protocol';
import type { ShapeView } from './shapeView';

export class ShapeFocus {
  readonly #reveal: (element: Element) => void;
  #drawn: Drawn | undefined;
  /** What has the tab stop, by the key of what it shows. */
  #key: string | undefined;
  #hasFocus = false;

  constructor(room: HTMLElement, reveal: (element: Element) => void) {
    this.#reveal = reveal;
    room.addEventListener('focusin', (event) => {
      const shape = this.#shapeOf(event.target);
      if (shape === undefined) return;
      this.#hasFocus = true;
      this.#setTabStop(shape);
    });
    room.addEventListener('focusout', (event) => {
      // To nobody: its shape was taken out of the page, and its successor gets the focus back.
      if (event.relatedTarget !== null) this.#hasFocus = false;
    });
    room.addEventListener('pointerdown', () => {
      this.#hasFocus = false;
    });
    room.addEventListener('keydown', (event) => {
      this.#move(event);
    });
  }

  /** Keeps the focus on the same thing, wherever it is drawn now. */
  update(drawn: Drawn): void {
    const { activeElement } = document;
    this.#drawn = drawn;
    const shapes = this.#shapes();
    const stop = shapes.find((each) => each.content?.key === this.#key) ?? shapes[0];
    if (stop === undefined) return;
    const focused = this.#hasFocus;
    this.#setTabStop(stop);
    const nobody = activeElement === null || activeElement === document.body;
    // Never out of the rest of the window: someone may be typing in the command palette.
    const ours = document.hasFocus() && (nobody || drawn.svg.contains(activeElement));
    if (focused && ours && activeElement !== stop.group) stop.group.focus();
  }

  #shapes(): readonly ShapeView[] {
    const views = [...(this.#drawn?.shapes.values() ?? [])];
    return views.filter((view) => view.group.getAttribute('role') === 'button');
  }

  #shapeOf(target: EventTarget | null): ShapeView | undefined {
    return this.#shapes().find((view) => view.group === target);
  }

  #setTabStop(shape: ShapeView): void {
    this.#key = shape.content?.key;
    for (const each of this.#shapes()) {
      const index = each === shape ? '0' : '-1';
      if (each.group.getAttribute('tabindex') !== index) each.group.setAttribute('tabindex', index);
    }
  }

  #move(event: KeyboardEvent): void {
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = DIRECTIONS[event.key];
    const from = this.#shapeOf(event.target);
    if (direction === undefined || from === undefined) return;
    event.preventDefault();
    const next = nearest(from, this.#shapes(), direction);
    if (next === undefined) return;
    next.group.focus({ preventScroll: true });
    this.#reveal(next.group);
  }
}

type Direction = readonly [x: -1 | 0 | 1, y: -1 | 0 | 1];

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest shape that way; what lies aside counts as farther. */
function nearest(
  from: ShapeView,
  shapes: readonly ShapeView[],
  [x, y]: Direction,
): ShapeView | undefined {
  const start = from.group.getBoundingClientRect();
  let best: { readonly shape: ShapeView; readonly far: number } | undefined;
  for (const shape of shapes) {
    if (shape === from) continue;
    const box = shape.group.getBoundingClientRect();
    // Edges, not middles: a header is as wide as all that is below it.
    const ahead =
      x === 0
        ? y * (middle(box.top, box.bottom) - middle(start.top, start.bottom))
        : x * (middle(box.left, box.right) - middle(start.left, start.right));
    const aside =
      x === 0
        ? gap(start.left, start.right, box.left, box.right)
        : gap(start.top, start.bottom, box.top, box.bottom);
    if (ahead < 4) continue;
    const far = ahead + 4 * aside;
    if (best === undefined || far < best.far) best = { shape, far };
  }
  return best?.shape;
}

function middle(from: number, to: number): number {
  return (from + to) / 2;
}

function gap(fromA: number, toA: number, fromB: number, toB: number): number {
  return Math.max(0, fromB - toA, fromA - toB);
}

/** Changes are gathered this long before they are told, ms. */
const QUIET_MS = 2000;
/** More changes than this at once are told as a number. */
const MAX_TOLD = 3;

export class Announcer {
  readonly #region: HTMLElement;
  readonly #changed = new Map<string, string>();
  #summary = '';
  #timer: number | undefined;

  constructor(region: HTMLElement) {
    this.#region = region;
  }

  tell(model: DiagramModel, changes: readonly ShapeContent[]): void {
    this.#summary = model.summary;
    for (const { key, label } of changes) this.#changed.set(key, label);
    if (this.#changed.size === 0) return;
    this.#timer ??= window.setTimeout(() => {
      this.#timer = undefined;
      const labels = [...this.#changed.values()];
      this.#changed.clear();
      this.#region.textContent =
        labels.length <= MAX_TOLD
          ? labels.join('. ')
          : `${String(labels.length)} changes. ${this.#summary}`;
    }, QUIET_MS);
  }
}
