// What is told about a shape that was clicked: a component's role, or the present state of a thing.
import type { ClusterState } from '../clusterState';
import { targetOfItem } from '../causes/whyTarget';
import { quorumText } from '../etcdQuorum';
import { ROLES } from '../roles';
import { treeItem } from '../tree/clusterTree';
import type { DiagramTarget } from './diagramModel';

export interface ShapeDetails {
  readonly title: string;
  /** State in words; empty where it has none. */
  readonly state: string;
  readonly paragraphs: readonly string[];
  /** Whether its causes can be asked for. */
  readonly hasCauses: boolean;
  readonly link?: { readonly text: string; readonly href: string };
}

/** Undefined where the thing is gone. */
export function shapeDetails(state: ClusterState, target: DiagramTarget): ShapeDetails | undefined {
  if (target.type === 'role') {
    const { title, summary, explanation, oldName, link } = ROLES[target.role];
    const quorum = target.role === 'etcd' ? state.etcdQuorum() : undefined;
    return {
      title,
      state: '',
      hasCauses: false,
      paragraphs: [
        summary,
        explanation,
        ...(oldName === undefined ? [] : [oldName]),
        ...(quorum === undefined ? [] : [quorumText(quorum)]),
      ],
      link: { text: 'Documentation', href: link },
    };
  }
  const item = treeItem(state, target);
  if (item === undefined) return undefined;
  const { paragraphs, link } = plainText(item.tooltip);
  return {
    title: item.fullName ?? item.label,
    state: item.description,
    hasCauses: target.type === 'component' || targetOfItem(target) !== undefined,
    // The tooltip begins with what is the title here.
    paragraphs: target.type === 'unscheduled' ? paragraphs : paragraphs.slice(1),
    ...(link !== undefined && { link }),
  };
}

/** The tree's tooltips are Markdown of a few marks only: paragraphs, bold, code, a link of its own. */
function plainText(markdown: string): Pick<ShapeDetails, 'paragraphs' | 'link'> {
  let link: ShapeDetails['link'];
  const paragraphs: string[] = [];
  for (const paragraph of markdown.split('\n\n')) {
    const found = /^\[([^\]]+)\]\((https:[^)]+)\)$/.exec(paragraph);
    const [, text, href] = found ?? [];
    if (text !== undefined && href !== undefined) link = { text, href };
    else paragraphs.push(paragraph.replace(/\*\*|`/g, ''));
  }
  return { paragraphs, ...(link !== undefined && { link }) };
}
