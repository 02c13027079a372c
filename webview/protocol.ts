// What the diagram's host and its webview say to each other. Both sides import this file, and the
// webview imports nothing else of the extension.
import type {
  Canvas,
  DiagramModel,
  DiagramTarget,
  PictureId,
} from '../src/views/diagram/diagramModel';
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
export type { ShapeDetails } from '../src/views/diagram/shapeDetails';

export const PICTURES: readonly PictureId[] = ['cluster', 'components', 'placement'];

/** Time of the cluster. */
export interface ClockState {
  /** `0:02:05` */
  readonly text: string;
  readonly playing: boolean;
  readonly speed: number;
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
    };

export type HostMessage =
  | { readonly type: 'scene'; readonly scene: Scene }
  /** A command asks for a picture, as the learner could with the tabs. */
  | { readonly type: 'picture'; readonly picture: PictureId };

export type DiagramCommand = 'start' | 'pause' | 'resume' | 'step';

export type WebviewMessage =
  /** Asks for the first scene; says what was shown before a reload. */
  | { readonly type: 'ready'; readonly picture: PictureId; readonly canvas: Canvas }
  | { readonly type: 'picture'; readonly picture: PictureId }
  | { readonly type: 'canvas'; readonly canvas: Canvas }
  /** Undefined: nothing is chosen any more. */
  | { readonly type: 'select'; readonly target: DiagramTarget | undefined }
  | { readonly type: 'command'; readonly command: DiagramCommand }
  | { readonly type: 'speed'; readonly speed: number }
  | { readonly type: 'link'; readonly href: string }
  /** A bug on the webview's side, for the log. */
  | { readonly type: 'error'; readonly text: string };
