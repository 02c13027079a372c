// The text of a "Why?", with its links: revisions lead to the object as it was, components to what
// they are for.
import type { HistoryChange } from '../../cluster/history/clusterHistory';
import { ROLES, type ComponentId } from '../roles';
import { formatElapsed } from '../elapsed';
import { isComponent, type CauseStep, type ObjectRef } from './causeStep';
import type { WhyModel, WhySection } from './whyModel';

/** A stretch of a line that leads somewhere. */
export interface WhyLink {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly target: { readonly object: ObjectRef } | { readonly component: ComponentId };
}

export interface WhyText {
  readonly text: string;
  readonly links: readonly WhyLink[];
}

export function whyText(model: WhyModel): WhyText {
  const page = new Page();
  page.line(`# Why? ${model.title}`);
  page.line('');
  page.line(model.headline);
  const components = new Set<ComponentId>();
  for (const section of model.sections) writeSection(page, section, components);
  writeRoles(page, components);
  return page.done();
}

function writeSection(page: Page, section: WhySection, components: Set<ComponentId>): void {
  page.line('');
  page.line(`## ${section.title}`);
  page.line('');
  for (const line of section.lines ?? []) page.line(`- ${line}`);
  (section.steps ?? []).forEach((step, index) => {
    writeStep(page, step, index + 1);
    if (isComponent(step.component)) components.add(step.component);
  });
  for (const change of section.changes ?? []) writeChange(page, change);
}

/** `3. 0:00:13.510 Controller manager, deployment-controller: made ReplicaSet default/web (revision 812)` */
function writeStep(page: Page, step: CauseStep, number: number): void {
  const { component, instance, object, note } = step;
  page.add(`${String(number)}. ${timeText(step.atMs)} `);
  if (isComponent(component)) {
    page.link(ROLES[component].title, { component });
    page.add(instance === undefined ? ': ' : ` (${instance}): `);
  } else if (instance !== undefined && !step.text.startsWith(instance)) {
    page.add(`${instance} `);
  }
  page.add(step.text);
  if (object !== undefined) {
    page.add(' - ');
    page.link(`revision ${String(object.revision)}`, { object });
  }
  page.line(note === undefined ? '' : ` (${note})`);
}

function writeChange(page: Page, change: HistoryChange): void {
  const { resource, namespace, name, revision, verb, subresource, type, writer } = change;
  page.add(`- ${timeText(change.atMs)} `);
  page.link(`revision ${String(revision)}`, { object: { resource, namespace, name, revision } });
  const what = subresource === undefined ? verb : `${verb} ${subresource}`;
  page.line(`: ${type} by ${writer} (${what})`);
}

function writeRoles(page: Page, components: ReadonlySet<ComponentId>): void {
  if (components.size === 0) return;
  page.line('');
  page.line('## Who is who');
  page.line('');
  for (const component of components) {
    page.add('- ');
    page.link(ROLES[component].title, { component });
    page.line(`: ${ROLES[component].summary}`);
  }
}

/** With milliseconds: much happens within a second. */
export function timeText(ms: number): string {
  return `${formatElapsed(ms)}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;
}

class Page {
  readonly #lines: string[] = [];
  readonly #links: WhyLink[] = [];
  #current = '';

  add(text: string): void {
    this.#current += text;
  }

  link(text: string, target: WhyLink['target']): void {
    const start = this.#current.length;
    this.#current += text;
    this.#links.push({ line: this.#lines.length, start, end: this.#current.length, target });
  }

  line(text: string): void {
    this.#lines.push(this.#current + text);
    this.#current = '';
  }

  done(): WhyText {
    return { text: `${this.#lines.join('\n')}\n`, links: this.#links };
  }
}
