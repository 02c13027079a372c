// A picture of the cluster as data: a Mermaid text that gives the layout, and what each of its shapes
// shows. Layout and content are apart, so that a changed status or a replaced pod needs no new layout.
import type { TrafficRun } from '../../cluster/network/traffic/trafficRun';
import type { Health } from '../health';
import type { ComponentId } from '../roles';
import type { TreeTarget } from '../tree/treeItemModel';

export type PictureId = 'cluster' | 'components' | 'placement' | 'traffic';

/** What a click on a shape is about: something in the cluster, or a component's role in general. */
export type DiagramTarget = TreeTarget | { readonly type: 'role'; readonly role: ComponentId };

/** Health, or: `lost` = nobody can tell, its node is silent; `plain` = has no health of its own. */
export type ShapeState = Health | 'lost' | 'plain';

/** What kind of thing a shape is; decides how it is drawn. */
export type ShapeStyle = 'frame' | 'header' | 'section' | 'note' | 'component' | 'pod' | 'fold';

/** What a shape shows. */
export interface ShapeContent {
  /** What it stands for: the same thing keeps its key when it moves to another shape. */
  readonly key: string;
  readonly style: ShapeStyle;
  readonly state: ShapeState;
  /** System pods: there, but in the background. */
  readonly muted: boolean;
  /** One or two lines, short enough for the layout. */
  readonly lines: readonly string[];
  /** The whole of it in words, for tooltips and screen readers. */
  readonly label: string;
  /** Absent where a click means nothing. */
  readonly target?: DiagramTarget;
}

export interface DiagramShape {
  /** Its id in the Mermaid text. */
  readonly id: string;
  /** The frame whose width it takes. */
  readonly span?: string;
  /** Absent where the shape is room for something that may come: it is not shown. */
  readonly content?: ShapeContent;
}

export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  /** Something went this way since the last picture. */
  readonly active: boolean;
}

export interface DiagramModel {
  readonly picture: PictureId;
  /** Equal text, equal layout: only then may shapes be updated in place. */
  readonly mermaid: string;
  readonly shapes: readonly DiagramShape[];
  /** In the order in which the Mermaid text has them. */
  readonly edges: readonly DiagramEdge[];
  /** The picture in a few sentences, for those who cannot see it. */
  readonly summary: string;
}

/** The room that the picture is drawn in, px. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
}

export interface DiagramOptions {
  readonly canvas: Canvas;
  /** Components that wrote something since the last picture. */
  readonly active: ReadonlySet<ComponentId>;
  /** Whether a program outside the cluster asked the API server something since, if only to read. */
  readonly askedFromOutside: boolean;
  /** Of simulated users, what goes on. */
  readonly traffic: readonly TrafficRun[];
}
