// The picture of the components: who talks to whom, in a few words on each arrow, and how each is.
// An arrow leads from the one who opens the conversation.
import type { ClusterState } from '../clusterState';
import { componentHealth, type ComponentHealth } from '../componentHealth';
import type { Health } from '../health';
import { ROLES, type ComponentId } from '../roles';
import type { DiagramModel, DiagramShape, ShapeContent } from './diagramModel';
import { mermaidLabel } from './labelText';
import { twoLines } from './podShapes';

const UNITS = 20;

interface Talk {
  readonly from: ComponentId;
  readonly to: ComponentId;
  readonly words: readonly string[];
  readonly bothWays?: boolean;
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
    words: ['watches for pods without a node,', 'writes its choice'],
    writers: ['kube-scheduler'],
  },
  {
    from: 'kube-controller-manager',
    to: 'kube-apiserver',
    words: ['watches what you asked for,', 'creates and deletes'],
    writers: ['kube-controller-manager'],
  },
  {
    from: 'kube-apiserver',
    to: 'etcd',
    words: ['stores and reads', 'every object'],
    bothWays: true,
    writers: ['kubectl', 'kube-scheduler', 'kube-controller-manager', 'kubelet', 'kube-proxy'],
  },
  {
    from: 'kubelet',
    to: 'kube-apiserver',
    words: ['watches for pods of its node,', 'reports how they are'],
    writers: ['kubelet'],
  },
  {
    from: 'kube-proxy',
    to: 'kube-apiserver',
    words: ['watches Services', 'and their endpoints'],
    writers: ['kube-proxy'],
  },
  {
    from: 'kubelet',
    to: 'container-runtime',
    words: ['has containers', 'started and stopped'],
    writers: [],
  },
];

/** Where each component runs; the frames of the picture. */
const GROUPS: readonly {
  readonly id: string;
  readonly title: string;
  readonly members: readonly ComponentId[];
}[] = [
  { id: 'you', title: 'Your computer', members: ['kubectl'] },
  {
    id: 'plane',
    title: 'Control plane node',
    members: ['kube-controller-manager', 'kube-scheduler', 'kube-apiserver', 'etcd'],
  },
  {
    id: 'node',
    title: 'Every node',
    members: ['kubelet', 'kube-proxy', 'container-runtime'],
  },
];

export function componentsDiagram(
  state: ClusterState,
  active: ReadonlySet<ComponentId>,
): DiagramModel {
  const health = collectHealth(state);
  const shapes: DiagramShape[] = [];
  for (const group of GROUPS) {
    for (const id of group.members) shapes.push({ id: shapeId(id), content: content(id, health) });
  }
  return {
    picture: 'components',
    mermaid: MERMAID,
    shapes,
    edges: TALKS.map((talk) => ({
      from: shapeId(talk.from),
      to: shapeId(talk.to),
      active: talk.writers.some((writer) => active.has(writer)),
    })),
    summary: TALKS.map(
      ({ from, to, words }) => `${ROLES[from].title} to ${ROLES[to].title}: ${words.join(' ')}.`,
    ).join(' '),
  };
}

/** Names of components hold dashes, which mean something in Mermaid. */
function shapeId(id: ComponentId): string {
  return `c${String(Object.keys(ROLES).indexOf(id))}`;
}

const MERMAID = [
  'flowchart LR',
  ...GROUPS.flatMap(({ id, title, members }) => [
    `subgraph ${id}["${mermaidLabel(title)}"]`,
    ...members.map((member) => `${shapeId(member)}["${'n'.repeat(UNITS)}<br/>n"]`),
    'end',
  ]),
  ...TALKS.map(({ from, to, words, bothWays }) => {
    const label = words.map(mermaidLabel).join('<br/>');
    const arrow = bothWays === true ? '<-->' : '-->';
    return `${shapeId(from)} ${arrow}|"${label}"| ${shapeId(to)}`;
  }),
].join('\n');

/** Each component on every node where it runs. */
function collectHealth(state: ClusterState): ReadonlyMap<ComponentId, readonly ComponentHealth[]> {
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

function content(
  id: ComponentId,
  health: ReadonlyMap<ComponentId, readonly ComponentHealth[]>,
): ShapeContent {
  const { text, state } = overall(id, health.get(id) ?? []);
  return {
    key: `role/${id}`,
    style: 'component',
    state,
    muted: false,
    lines: twoLines(ROLES[id].title, text, UNITS),
    label: `${ROLES[id].title}: ${text}. ${ROLES[id].summary}`,
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
