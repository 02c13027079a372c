// The picture of the components: who talks to whom, in a few words on each arrow, and how each is.
// An arrow leads from the one who opens the conversation.
import type { ClusterState } from '../clusterState';
import { componentHealth, type ComponentHealth } from '../componentHealth';
import { hasQuorum, quorumText, type EtcdQuorum } from '../etcdQuorum';
import type { Health } from '../health';
import { plural } from '../plural';
import { ROLES, type ComponentId } from '../roles';
import { wideOrTall, type Grid } from './arrangement';
import { blockText, type Box } from './blockText';
import type { DiagramModel, DiagramOptions, ShapeContent } from './diagramModel';
import { twoLines } from './podShapes';

interface Talk {
  readonly from: ComponentId;
  readonly to: ComponentId;
  readonly words: readonly string[];
  /** Whose writes pass over this arrow. */
  readonly writers: readonly ComponentId[];
}

const TALKS: readonly Talk[] = [
  {
    from: 'kubectl',
    to: 'kube-apiserver',
    words: ['sends your manifests', 'and questions'],
    writers: ['kubectl'],
  },
  {
    from: 'kube-scheduler',
    to: 'kube-apiserver',
    words: ['watches for new pods,', 'chooses their node'],
    writers: ['kube-scheduler'],
  },
  {
    from: 'kube-controller-manager',
    to: 'kube-apiserver',
    words: ['watches what you want,', 'creates and deletes'],
    writers: ['kube-controller-manager'],
  },
  {
    from: 'kube-apiserver',
    to: 'etcd',
    words: ['stores and reads', 'every object'],
    writers: ['kubectl', 'kube-scheduler', 'kube-controller-manager', 'kubelet', 'kube-proxy'],
  },
  {
    from: 'kubelet',
    to: 'kube-apiserver',
    words: ['watches for its pods,', 'reports how they are'],
    writers: ['kubelet'],
  },
  {
    from: 'kubelet',
    to: 'container-runtime',
    words: ['has containers', 'started and stopped'],
    writers: [],
  },
  {
    from: 'kube-proxy',
    to: 'kube-apiserver',
    words: ['watches Services', 'and endpoints'],
    writers: ['kube-proxy'],
  },
];

type PlaceCell = ComponentId | 'quorum' | undefined;

interface Place {
  readonly title: string;
  readonly rows: readonly (readonly PlaceCell[])[];
}

/** Where each component runs and stands, and the room that it takes. */
interface Layout extends Grid {
  readonly places: readonly Place[];
}

/** The API server in the middle, everybody else around it, what arrows say between them. */
const WIDE = layout(5, 20, [
  { title: 'Your computer', rows: [[undefined, undefined, 'kubectl']] },
  {
    title: 'Control plane node',
    rows: [
      [],
      ['kube-scheduler'],
      [undefined, undefined, 'kube-apiserver', undefined, 'etcd'],
      ['kube-controller-manager', undefined, undefined, undefined, 'quorum'],
    ],
  },
  {
    title: 'Every node',
    rows: [[], ['container-runtime', undefined, 'kubelet', undefined, 'kube-proxy']],
  },
]);

/** For a narrow column: three beside each other. No two arrows' words stand in one place. */
const TALL = layout(3, 18, [
  { title: 'Your computer', rows: [[undefined, 'kubectl']] },
  {
    title: 'Control plane node',
    rows: [
      [],
      ['kube-scheduler', undefined, 'kube-controller-manager'],
      [],
      [undefined, 'kube-apiserver'],
      [],
      ['etcd'],
      ['quorum'],
    ],
  },
  {
    title: 'Every node',
    rows: [
      [undefined, undefined, 'kube-proxy'],
      [],
      [undefined, 'kubelet'],
      [],
      [undefined, 'container-runtime'],
    ],
  },
]);

function layout(cellColumns: number, units: number, places: readonly Place[]): Layout {
  const rows = places.reduce((sum, place) => sum + place.rows.length, 0);
  return { beside: 1, cellColumns, units, rows, boxes: places.length, places };
}

export function componentsDiagram(
  state: ClusterState,
  options: Pick<DiagramOptions, 'active' | 'askedFromOutside' | 'canvas'>,
): DiagramModel {
  const { active, askedFromOutside, canvas } = options;
  const { places, cellColumns, units } = wideOrTall(WIDE, TALL, canvas);
  const health = collectHealth(state);
  const quorum = state.etcdQuorum();
  const all: Known = { health, leaderOf: (id) => state.leaders.nodeOf(id), quorum, units };
  const { mermaid, shapes } = blockText(
    places.map((place) => placeBox(place, cellColumns, all)),
    {
      columns: 1,
      units,
      arrows: TALKS.map(({ from, to, words }) => ({
        from: roleKey(from),
        to: roleKey(to),
        words,
      })),
    },
  );
  return {
    picture: 'components',
    mermaid,
    shapes,
    edges: TALKS.map(({ from, to, writers }) => ({
      from: roleKey(from),
      to: roleKey(to),
      active:
        writers.some((writer) => active.has(writer)) || (askedFromOutside && from === 'kubectl'),
    })),
    summary: quorum === undefined ? SUMMARY : `${SUMMARY} ${quorumText(quorum)}`,
  };
}

const SUMMARY = TALKS.map(
  ({ from, to, words }) => `${ROLES[from].title} to ${ROLES[to].title}: ${words.join(' ')}.`,
).join(' ');

function roleKey(id: ComponentId): string {
  return `role/${id}`;
}

type AllHealth = ReadonlyMap<ComponentId, readonly ComponentHealth[]>;

interface Known {
  readonly health: AllHealth;
  readonly leaderOf: (id: ComponentId) => string | undefined;
  /** Undefined where etcd has but one member. */
  readonly quorum: EtcdQuorum | undefined;
  /** Width of a cell in average letters. */
  readonly units: number;
}

/** The title stands in the first cell, out of the arrows' way. */
function placeBox(place: Place, columns: number, known: Known): Box {
  // Room for the quorum alone is needed only where there is one.
  const rows = place.rows.filter((row) => known.quorum !== undefined || row[0] !== 'quorum');
  const isControlPlane = rows.some((row) => row.includes('etcd'));
  const title =
    isControlPlane && known.quorum !== undefined
      ? plural(known.quorum.members, 'control plane node')
      : place.title;
  const words: ShapeContent = {
    key: `place/${place.title}`,
    style: 'section',
    state: 'plain',
    muted: false,
    lines: [title],
    label: title,
  };
  return {
    frame: { ...words, key: `frame/${place.title}`, style: 'frame', lines: [], label: '' },
    columns,
    span: 1,
    rows: rows.map((row, rowIndex) => ({
      type: 'cells',
      contents: Array.from({ length: columns }, (_, column) => {
        const id = row[column];
        if (id === 'quorum') {
          return known.quorum === undefined ? 'gap' : quorumShape(known.quorum);
        }
        if (id !== undefined) return content(id, known);
        return rowIndex === 0 && column === 0 ? words : 'gap';
      }),
    })),
  };
}

/** Each component on every node where it runs. */
function collectHealth(state: ClusterState): AllHealth {
  const all = new Map<ComponentId, ComponentHealth[]>();
  for (const node of state.nodes.list()) {
    for (const component of componentHealth(state, node)) {
      const known = all.get(component.id);
      if (known === undefined) all.set(component.id, [component]);
      else known.push(component);
    }
  }
  return all;
}

/** Below etcd: what its members can stand. */
function quorumShape(quorum: EtcdQuorum): ShapeContent {
  const { members, together, needed } = quorum;
  const then = hasQuorum(quorum) ? `${String(together - needed)} may fail` : 'no writes';
  return {
    key: 'quorum',
    style: 'section',
    state: hasQuorum(quorum) ? 'plain' : 'bad',
    muted: false,
    lines: [
      `${String(together)} of ${String(members)} members`,
      `${String(needed)} needed: ${then}`,
    ],
    label: quorumText(quorum),
    target: { type: 'role', role: 'etcd' },
  };
}

function content(id: ComponentId, { health, leaderOf, quorum, units }: Known): ShapeContent {
  const all = health.get(id) ?? [];
  const leader = leaderOf(id);
  const isStuck = id === 'etcd' && quorum !== undefined && !hasQuorum(quorum);
  // What the API knows of its pods is from before: nothing has been written since.
  const { text, state } = isStuck ? { text: 'no quorum', state: 'bad' as const } : overall(id, all);
  const isLed = state === 'good' && all.length > 1 && leader !== undefined;
  // Of several that run, the one that works is what matters.
  const words = isLed ? `${leader} leads` : text;
  return {
    key: roleKey(id),
    style: 'component',
    state,
    muted: false,
    lines: twoLines(ROLES[id].title, words, units),
    label: `${ROLES[id].title}: ${isLed ? `${text}, ${words}` : text}. ${ROLES[id].summary}`,
    target: { type: 'role', role: id },
  };
}

function overall(
  id: ComponentId,
  all: readonly ComponentHealth[],
): { readonly text: string; readonly state: Health | 'plain' } {
  if (id === 'kubectl') return { text: 'your tool', state: 'plain' };
  const [only] = all;
  if (only === undefined) return { text: 'not running', state: 'off' };
  if (all.length === 1) return { text: only.text, state: only.health };
  const good = all.filter((each) => each.health === 'good').length;
  const worst = all.some((each) => each.health === 'bad') ? 'bad' : 'working';
  return good === all.length
    ? { text: `running on ${String(good)} nodes`, state: 'good' }
    : { text: `fine on ${String(good)} of ${String(all.length)} nodes`, state: worst };
}
