// The picture of traffic: simulated users, the way in, and the pods that answer them. One lane for
// each target; figures stand in the shapes, so that they change without a new layout.
import type { Pod } from '../../apis/generated/core/v1';
import type { TrafficRun } from '../../cluster/network/traffic/trafficRun';
import type { ClusterState } from '../clusterState';
import { isOutOfTouch } from '../componentHealth';
import { plural } from '../plural';
import { podCount, podsBehind } from '../traffic/podsBehind';
import {
  moneyText,
  percentText,
  rateText,
  serviceHealth,
  targetTitle,
  wayText,
} from '../traffic/trafficWords';
import { blockText, type BlockArrow, type Box, type BoxRow } from './blockText';
import type { Canvas, DiagramEdge, DiagramModel, ShapeContent } from './diagramModel';
import { podShape, twoLines } from './podShapes';

const UNITS = 23;
const MAX_LANES = 4;
/** Narrower than this, a lane leads from top to bottom instead of from left to right, px. */
const WIDE_PX = 1000;

export function trafficDiagram(
  state: ClusterState,
  runs: readonly TrafficRun[],
  canvas: Canvas,
): DiagramModel {
  const layout = canvas.width < WIDE_PX ? DOWN : ACROSS;
  const lanes = runs.slice(0, MAX_LANES).map((run) => lane(state, run, layout));
  const boxes = lanes.length === 0 ? [noTraffic()] : lanes.map(({ box }) => box);
  const arrows = lanes.flatMap((each) => each.arrows);
  return {
    picture: 'traffic',
    ...blockText(boxes, { columns: 1, units: UNITS, arrows }),
    edges: lanes.flatMap((each) => each.edges),
    summary: lanes.length === 0 ? NOBODY : runs.map(summaryOf).join(' '),
  };
}

const NOBODY = 'No simulated users send requests.';

function summaryOf({ spec, meter }: TrafficRun): string {
  const { word } = serviceHealth(meter.recent);
  return `${rateText(spec.requestsPerSecond)} to ${targetTitle(spec.target)}: ${word}, ${moneyText(meter.lostMoney)} lost.`;
}

interface Lane {
  readonly box: Box;
  readonly arrows: readonly BlockArrow[];
  readonly edges: readonly DiagramEdge[];
}

interface LaneLayout {
  readonly columns: number;
  readonly maxPods: number;
  readonly rows: (users: ShapeContent, entry: ShapeContent, pods: readonly ShapeContent[]) => Rows;
}

type Rows = readonly (readonly (ShapeContent | 'gap')[])[];

/** Users, way in, and the pods below each other at the right. */
const ACROSS: LaneLayout = {
  columns: 5,
  maxPods: 6,
  rows: (users, entry, pods) => {
    const middle = Math.floor((pods.length - 1) / 2);
    return pods.map((pod, row) =>
      row === middle
        ? [users, 'gap', entry, 'gap', pod]
        : (['gap', 'gap', 'gap', 'gap', pod] as const),
    );
  },
};

/** Users on top, the way in below them, and the pods beside each other at the bottom. */
const DOWN: LaneLayout = {
  columns: 3,
  maxPods: 3,
  rows: (users, entry, pods) => [
    ['gap', users, 'gap'],
    ['gap', 'gap', 'gap'],
    ['gap', entry, 'gap'],
    ['gap', 'gap', 'gap'],
    pods.length === 1
      ? ['gap', ...pods, 'gap']
      : [...pods, ...(pods.length === 2 ? ['gap' as const] : [])],
  ],
};

function lane(state: ClusterState, run: TrafficRun, layout: LaneLayout): Lane {
  const users = usersShape(run);
  const entry = entryShape(run);
  const pods = podShapes(state, run, layout.maxPods);
  const rows = layout
    .rows(users, entry, pods)
    .map((contents): BoxRow => ({ type: 'cells', contents }));
  const arrows = [
    { from: users.key, to: entry.key, words: ['requests'] },
    ...pods.map(({ key }) => ({ from: entry.key, to: key, words: [] })),
  ];
  const flows = run.meter.recent.succeeded > 0;
  const edges = arrows.map(({ from, to }, index) => ({
    from,
    to,
    active: index === 0 || (flows && pods[index - 1]?.state === 'good'),
  }));
  const frame: ShapeContent = {
    ...users,
    key: `frame/${run.spec.id}`,
    style: 'frame',
    lines: [],
    label: '',
    state: 'plain',
  };
  return { box: { frame, columns: layout.columns, span: 1, rows }, arrows, edges };
}

function usersShape({ spec, meter }: TrafficRun): ShapeContent {
  const lost = meter.lostMoney;
  return {
    key: `users/${spec.id}`,
    style: 'component',
    state: 'plain',
    muted: false,
    lines: twoLines(
      `Users: ${rateText(spec.requestsPerSecond)}`,
      lost > 0 ? `${moneyText(lost)} lost` : 'nothing lost',
      UNITS,
    ),
    label: `Simulated users: ${rateText(spec.requestsPerSecond)}, ${moneyText(lost)} lost by requests that failed. ${wayText(spec.target)}`,
  };
}

function entryShape({ spec, meter }: TrafficRun): ShapeContent {
  const title = targetTitle(spec.target);
  const { health, word } = serviceHealth(meter.recent);
  return {
    key: `entry/${spec.id}`,
    style: 'component',
    state: health,
    muted: false,
    lines: twoLines(title, word, UNITS),
    label: `${title}: ${word} in the last minute, ${percentText(meter.total.successRate)} in all`,
  };
}

function podShapes(state: ClusterState, run: TrafficRun, maxPods: number): readonly ShapeContent[] {
  const pods = podsBehind(state, run);
  if (pods.length === 0) return [nobodyShape(run)];
  const shown = pods.length <= maxPods ? pods : pods.slice(0, maxPods - 1);
  const shapes = shown.map((pod) => servingPod(state, run, pod));
  const more = pods.length - shown.length;
  return more === 0 ? shapes : [...shapes, moreShape(run, more)];
}

function servingPod(state: ClusterState, run: TrafficRun, pod: Pod): ShapeContent {
  const { nodeName = '' } = pod.spec;
  const node = state.nodes.get(undefined, nodeName);
  const shape = podShape(pod, node !== undefined && isOutOfTouch(state, node), UNITS);
  const { succeeded } = run.meter.total;
  const share = succeeded === 0 ? 0 : podCount(run, pod) / succeeded;
  const words = `${String(Math.round(share * 100))}% of answers · ${nodeName}`;
  const [name = '', status = ''] = shape.lines;
  return {
    ...shape,
    // The same pod may serve several targets.
    key: `${run.spec.id}/${shape.key}`,
    lines: [name, shape.state === 'good' ? (twoLines(name, words, UNITS)[1] ?? '') : status],
    label: `${shape.label}. ${words}`,
  };
}

function nobodyShape({ spec }: TrafficRun): ShapeContent {
  return {
    key: `nobody/${spec.id}`,
    style: 'component',
    state: 'bad',
    muted: false,
    lines: ['No pod', 'nobody to answer'],
    label: `No pod stands behind ${targetTitle(spec.target)}`,
  };
}

function moreShape({ spec }: TrafficRun, more: number): ShapeContent {
  return {
    key: `more/${spec.id}`,
    style: 'fold',
    state: 'plain',
    muted: false,
    lines: [`and ${plural(more, 'more pod')}`, 'see the traffic view'],
    label: `and ${plural(more, 'more pod')}`,
  };
}

/** What to do where there is nothing to see. */
function noTraffic(): Box {
  const note = (key: string, lines: readonly string[]): BoxRow => ({
    type: 'span',
    content: { key, style: 'note', state: 'plain', muted: false, lines, label: lines.join(' ') },
  });
  return {
    frame: {
      key: 'frame/no traffic',
      style: 'frame',
      state: 'plain',
      muted: true,
      lines: [],
      label: '',
    },
    columns: 2,
    span: 1,
    rows: [
      note('no traffic', [NOBODY, 'Choose "Send Traffic…" in the view "Traffic".']),
      note('traffic to come', [
        'They call your app, as visitors of a website do:',
        'see who answers, and what an outage costs.',
      ]),
      // Widens the box to the sentences above.
      { type: 'cells', contents: [undefined, undefined] },
    ],
  };
}
