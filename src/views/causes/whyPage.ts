// The page of a "Why?", with its links: revisions lead to what they changed, components to what they
// are for.
import type { HistoryChange } from '../../cluster/history/clusterHistory';
import { formatElapsed } from '../elapsed';
import { escapeHtml } from '../escapeHtml';
import { ROLES, type ComponentId } from '../roles';
import { isComponent, type CauseStep, type ObjectRef } from './causeStep';
import type { WhyModel, WhySection } from './whyModel';

/** The address behind a revision. */
export type RevisionLink = (object: ObjectRef) => string;

/** The inside of the page's body. */
export function whyPage(model: WhyModel, revisionLink: RevisionLink): string {
  const sections = model.sections.map((section) => sectionPart(section, revisionLink));
  return `<h1>Why? ${escapeHtml(model.title)}</h1>
<p class="answer">${escapeHtml(model.headline)}</p>
${sections.join('\n')}
${rolesPart(model)}`;
}

function sectionPart(section: WhySection, revisionLink: RevisionLink): string {
  const { title, lines = [], steps = [], changes = [] } = section;
  const steady = steps.map((step) => stepText(step, revisionLink));
  const plain = [
    ...lines.map(escapeHtml),
    ...changes.map((change) => changeText(change, revisionLink)),
  ];
  return `<h2>${escapeHtml(title)}</h2>${list('ul', plain)}${list('ol', steady)}`;
}

function list(tag: 'ul' | 'ol', items: readonly string[]): string {
  if (items.length === 0) return '';
  return `\n<${tag}>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</${tag}>`;
}

/** `0:00:13.510 Controller manager (deployment-controller): made ReplicaSet default/web - revision 812` */
function stepText(step: CauseStep, revisionLink: RevisionLink): string {
  const { component, instance, object, note } = step;
  const who = isComponent(component)
    ? `${roleLink(component)}${instance === undefined ? '' : ` (${escapeHtml(instance)})`}: `
    : instance !== undefined && !step.text.startsWith(instance)
      ? `${escapeHtml(instance)} `
      : '';
  const written = object === undefined ? '' : ` - ${linkTo(object, revisionLink)}`;
  const aside = note === undefined ? '' : ` (${escapeHtml(note)})`;
  return `${timeText(step.atMs)} ${who}${escapeHtml(step.text)}${written}${aside}`;
}

function changeText(change: HistoryChange, revisionLink: RevisionLink): string {
  const { verb, subresource, type, writer } = change;
  const what = subresource === undefined ? verb : `${verb} ${subresource}`;
  const words = escapeHtml(`${type} by ${writer} (${what})`);
  return `${timeText(change.atMs)} ${linkTo(change, revisionLink)}: ${words}`;
}

function rolesPart({ sections }: WhyModel): string {
  const named = sections.flatMap(({ steps = [] }) => steps.map(({ component }) => component));
  const roles = [...new Set(named.filter(isComponent))].map(
    (component) => `${roleLink(component)}: ${escapeHtml(ROLES[component].summary)}`,
  );
  return roles.length === 0 ? '' : `<h2>Who is who</h2>${list('ul', roles)}`;
}

function roleLink(component: ComponentId): string {
  const { title, link, summary } = ROLES[component];
  return `<a href="${escapeHtml(link)}" title="${escapeHtml(`${summary} Read on`)}">${escapeHtml(title)}</a>`;
}

function linkTo({ resource, namespace, name, revision }: ObjectRef, to: RevisionLink): string {
  const href = escapeHtml(to({ resource, namespace, name, revision }));
  return `<a href="${href}" title="See what this revision changed">revision ${String(revision)}</a>`;
}

/** With milliseconds: much happens within a second. */
function timeText(ms: number): string {
  const text = `${formatElapsed(ms)}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;
  return `<span class="time">${text}</span>`;
}
