// Moving around in a picture: wheel, drag and keys. Works on the SVG's viewBox, so text stays sharp.

import type { Viewpoint } from './protocol';

const MIN_SCALE = 0.05;
const MAX_SCALE = 8;
const ZOOM_STEP = 1.25;
/** A small picture is not blown up beyond this to fill the room. */
const MAX_FIT_SCALE = 1.5;
const MARGIN_PX = 10;
const DRAG_THRESHOLD_PX = 4;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export class PanZoom {
  readonly #room: HTMLElement;
  readonly #onChange: (viewpoint: Viewpoint | undefined) => void;
  #svg: SVGSVGElement | undefined;
  #picture: Box = { x: 0, y: 0, width: 1, height: 1 };
  /** Undefined: the whole picture is shown, whatever its size. */
  #viewpoint: Viewpoint | undefined;
  #dragged = false;

  constructor(room: HTMLElement, onChange: (viewpoint: Viewpoint | undefined) => void) {
    this.#room = room;
    this.#onChange = onChange;
    this.#listen();
  }

  /** True from the end of a drag to the click that the browser makes of it. */
  get dragged(): boolean {
    return this.#dragged;
  }

  get pictureSize(): { readonly width: number; readonly height: number } {
    return this.#picture;
  }

  /** Shows another SVG from where the last one was seen. */
  attach(svg: SVGSVGElement): void {
    const { x, y, width, height } = svg.viewBox.baseVal;
    this.#svg = svg;
    this.#picture = { x, y, width, height };
    this.#apply();
  }

  /** Goes to a remembered viewpoint; undefined shows the whole picture. */
  restore(viewpoint: Viewpoint | undefined): void {
    this.#viewpoint = viewpoint;
    this.#apply();
  }

  fit(): void {
    this.#moveTo(undefined);
  }

  zoomIn(): void {
    this.#zoom(ZOOM_STEP);
  }

  zoomOut(): void {
    this.#zoom(1 / ZOOM_STEP);
  }

  /** Moves so that the element can be seen, if it cannot. */
  reveal(element: Element): void {
    const box = element.getBoundingClientRect();
    const room = this.#room.getBoundingClientRect();
    const beyond = (from: number, to: number, start: number, end: number): number =>
      from < start ? from - start : to > end ? to - end : 0;
    const x = beyond(box.left, box.right, room.left + MARGIN_PX, room.right - MARGIN_PX);
    const y = beyond(box.top, box.bottom, room.top + MARGIN_PX, room.bottom - MARGIN_PX);
    if (x !== 0 || y !== 0) this.#pan(x, y);
  }

  /** The room has another size. */
  resized(): void {
    this.#apply();
  }

  #current(): Viewpoint {
    if (this.#viewpoint !== undefined) return this.#viewpoint;
    const { x, y, width, height } = this.#picture;
    const { clientWidth, clientHeight } = this.#room;
    const scale = Math.min(
      MAX_FIT_SCALE,
      (clientWidth - 2 * MARGIN_PX) / width,
      (clientHeight - 2 * MARGIN_PX) / height,
    );
    const safe = Math.max(MIN_SCALE, scale);
    // Read from the top: what room is left is below the picture.
    return { x: x + width / 2, y: y + (clientHeight / 2 - MARGIN_PX) / safe, scale: safe };
  }

  #apply(): void {
    const { clientWidth, clientHeight } = this.#room;
    if (this.#svg === undefined || clientWidth === 0 || clientHeight === 0) return;
    const { x, y, scale } = this.#current();
    const width = clientWidth / scale;
    const height = clientHeight / scale;
    const box = [x - width / 2, y - height / 2, width, height];
    this.#svg.setAttribute('viewBox', box.map((value) => value.toFixed(2)).join(' '));
  }

  #moveTo(viewpoint: Viewpoint | undefined): void {
    this.#viewpoint = viewpoint;
    this.#apply();
    this.#onChange(viewpoint);
  }

  #pan(x: number, y: number): void {
    const from = this.#current();
    this.#moveTo({ ...from, x: from.x + x / from.scale, y: from.y + y / from.scale });
  }

  /** Zooms; the point at `atX`, `atY` px from the room's middle stays where it is. */
  #zoom(factor: number, atX = 0, atY = 0): void {
    const from = this.#current();
    const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, from.scale * factor));
    const keep = 1 / from.scale - 1 / scale;
    this.#moveTo({ x: from.x + atX * keep, y: from.y + atY * keep, scale });
  }

  #listen(): void {
    this.#room.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.#room.addEventListener('pointerdown', (event) => {
      if (event.button === 0) this.#drag(event);
    });
    this.#room.addEventListener('keydown', (event) => this.#key(event));
  }

  /** Turning zooms; with Shift, or sideways on a touch pad, it moves. */
  #wheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.#pan(event.deltaX || event.deltaY, 0);
      return;
    }
    const room = this.#room.getBoundingClientRect();
    const atX = event.clientX - room.left - room.width / 2;
    const atY = event.clientY - room.top - room.height / 2;
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    this.#zoom(Math.exp(-event.deltaY * lines * 0.002), atX, atY);
  }

  #drag(down: PointerEvent): void {
    let { clientX, clientY } = down;
    this.#dragged = false;
    const move = (event: PointerEvent): void => {
      const far = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY);
      if (!this.#dragged && far < DRAG_THRESHOLD_PX) return;
      this.#dragged = true;
      this.#room.classList.add('dragging');
      this.#pan(clientX - event.clientX, clientY - event.clientY);
      ({ clientX, clientY } = event);
    };
    const end = (): void => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      this.#room.classList.remove('dragging');
      // The click that ends the drag comes first.
      window.setTimeout(() => {
        this.#dragged = false;
      });
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = 60;
    const actions: Readonly<Record<string, () => void>> = {
      '+': () => this.zoomIn(),
      '=': () => this.zoomIn(),
      '-': () => this.zoomOut(),
      '0': () => this.fit(),
      // Arrows alone go from shape to shape; see accessibility.ts.
      ...(event.shiftKey && {
        ArrowLeft: () => this.#pan(-step, 0),
        ArrowRight: () => this.#pan(step, 0),
        ArrowUp: () => this.#pan(0, -step),
        ArrowDown: () => this.#pan(0, step),
      }),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }
}
