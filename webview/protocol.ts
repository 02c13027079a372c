// What the diagram's host and its webview say to each other. Both sides import this file, and the
// webview imports nothing else of the extension.
import type {
  Canvas,
  DiagramModel,
  DiagramTarget,
  PictureId,
} from '../src/views/diagram/diagramModel';
import type { LifeDiagram } from '../src/views/causes/lifeDiagram';
import type { ShapeDetails } from '../src/views/diagram/shapeDetails';

export type {
  Canvas,
  DiagramEdge,
  DiagramModel,
  DiagramShape,
  DiagramTarget,
  PictureId,
  ShapeContent,
} from '../src/views/diagram/diagramModel';
export type { LifeDiagram } from '../src/views/causes/lifeDiagram';
export type { ShapeDetails } from '../src/views/diagram/shapeDetails';

export const PICTURES: readonly PictureId[] = ['cluster', 'components', 'placement', 'traffic'];

/** Time of the cluster. */
export interface ClockState {
  /** `0:02:05` */
  readonly text: string;
  readonly playing: boolean;
  readonly speed: number;
}

/** From where a picture is seen: the point of it in the middle, and how large. */
export interface Viewpoint {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** What is remembered over a reload: which picture, and from where it is seen. */
export interface SavedView {
  readonly picture: PictureId;
  /** Absent: the whole picture. */
  readonly viewpoint?: Viewpoint;
}

/** Of whatever was kept: it may be of another version. */
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

/** What is to be seen. */
export type Scene =
  | { readonly type: 'stopped' }
  | { readonly type: 'starting'; readonly text: string }
  | { readonly type: 'failed'; readonly text: string }
  | {
      readonly type: 'picture';
      readonly model: DiagramModel;
      readonly clock: ClockState;
      /** About the chosen shape, while there is one and it is still there. */
      readonly details?: ShapeDetails;
      /** Why the picture is old: the API server does not answer. */
      readonly notice?: string;
      /** What the picture shows is a moment of the past: which one. */
      readonly past?: string;
    };

export type HostMessage =
  | { readonly type: 'scene'; readonly scene: Scene }
  /** A command asks for a picture, as the learner could with the tabs. */
  | { readonly type: 'picture'; readonly picture: PictureId }
  /** What was seen last, where the page itself may have lost it. */
  | { readonly type: 'view'; readonly view: SavedView };

export type DiagramCommand =
  'start' | 'pause' | 'resume' | 'step' | 'continueFromHere' | 'returnToNow';

export type WebviewMessage =
  /** Asks for the first scene; says what was shown before a reload. */
  | { readonly type: 'ready'; readonly picture: PictureId; readonly canvas: Canvas }
  | { readonly type: 'picture'; readonly picture: PictureId }
  /** What is seen, to be remembered. */
  | { readonly type: 'view'; readonly view: SavedView }
  | { readonly type: 'canvas'; readonly canvas: Canvas }
  /** Undefined: nothing is chosen any more. */
  | { readonly type: 'select'; readonly target: DiagramTarget | undefined }
  /** Of the chosen shape: why it is as it is. */
  | { readonly type: 'why' }
  | { readonly type: 'command'; readonly command: DiagramCommand }
  | { readonly type: 'speed'; readonly speed: number }
  | { readonly type: 'link'; readonly href: string }
  /** A bug on the webview's side, for the log. */
  | { readonly type: 'error'; readonly text: string };

/** To the page that shows the life of a request. */
export type LifeHostMessage =
  | { readonly type: 'life'; readonly life: LifeDiagram; readonly clock: ClockState }
  | { readonly type: 'nothing'; readonly text: string };

export type LifeWebviewMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'command'; readonly command: 'pause' | 'resume' | 'step' | 'showRequestLife' }
  | { readonly type: 'error'; readonly text: string };
