// What the webview remembers over a reload: which picture, and from where it is seen.
import type { Viewpoint } from './panZoom';
import { PICTURES, type PictureId } from './protocol';

export interface SavedView {
  readonly picture: PictureId;
  /** Absent: the whole picture. */
  readonly viewpoint?: Viewpoint;
}

export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  function acquireVsCodeApi(): VsCodeApi;
}

/** Whatever is found there: it may be of another version. */
export function readSavedView(state: unknown): SavedView {
  const { picture, viewpoint } = (state ?? {}) as { picture?: unknown; viewpoint?: unknown };
  const known = PICTURES.find((each) => each === picture) ?? 'cluster';
  return isViewpoint(viewpoint) ? { picture: known, viewpoint } : { picture: known };
}

function isViewpoint(value: unknown): value is Viewpoint {
  if (typeof value !== 'object' || value === null) return false;
  // Whatever the object is, these are found out to be numbers or not.
  const { x, y, scale } = value as Partial<Record<keyof Viewpoint, unknown>>;
  return [x, y, scale].every(Number.isFinite) && Number(scale) > 0;
}
