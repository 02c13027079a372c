// A moment at which time stands, as a debugger shows it: who acted and why (the stack), what was
// written, and the objects of the cluster (the variables).
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { ApiHandler } from '../../cluster/client/apiHandler';
import type { Cluster } from '../../cluster/cluster';
import type { HistoryChange } from '../../cluster/history/clusterHistory';
import { isHeartbeat } from '../breakpoints/breakpointHit';
import type { KnownResources } from '../findResource';
import { causeChain } from '../causes/causeChain';
import { isComponent, type CauseComponent, type CauseStep } from '../causes/causeStep';
import { foldedChain } from '../causes/foldedChain';
import { writerOf, type Writer } from '../causes/writer';
import { formatElapsed } from '../elapsed';
import { isSameResource } from '../objectName';
import { ROLES } from '../roles';
import { evaluate, objectOf } from './expression';
import { objectYaml } from './objectYaml';
import { objectVariable, valueVariable, type VariableNode } from './variableTree';

/** One step of the chain of causes; the one it was set off by lies below it. */
export interface Frame {
  /** `replicaset-controller made Pod default/web-1` */
  readonly text: string;
  readonly step: CauseStep;
  /** The write, where the step is one. */
  readonly change: HistoryChange | undefined;
  /** `Pod web-1 @ 812.yaml`; undefined where the step is about no object. */
  readonly sourceName: string | undefined;
  /** The first line of the source that the step has changed, from 1. */
  readonly line: number;
  readonly source: () => string;
}

export interface VariableScope {
  readonly name: string;
  readonly variables: () => readonly VariableNode[];
}

export interface MomentOptions {
  /** The trace entry that is looked at. */
  readonly entry: number;
  readonly executedEvents: number;
  readonly resources: KnownResources;
}

/** How far back it is looked for what each component did last, in changes. */
const RECENT_CHANGES = 500;
/** What an unfolded list of objects shows first: these kinds, as everybody asks for them. */
const SHOWN_RESOURCES = ['nodes', 'pods', 'deployments', 'replicasets', 'services'];

export class MomentView {
  readonly api: ApiHandler;
  /** Who acts in what is looked at. */
  readonly actor: Writer;
  readonly #cluster: Cluster;
  readonly #options: MomentOptions;

  constructor(cluster: Cluster, options: MomentOptions) {
    this.api = cluster.observerApi;
    this.#cluster = cluster;
    this.#options = options;
    this.actor = this.stack(options.entry)[0]?.step ?? { component: 'outside' };
  }

  /** What each component wrote last, oldest first, up to what is looked at. */
  recentWriters(): readonly { readonly writer: Writer; readonly entry: number }[] {
    const { history } = this.#cluster;
    return history
      .changesSince(Math.max(0, history.latestRevision - RECENT_CHANGES))
      .filter((change) => change.cause <= this.#options.entry && !isHeartbeat(change))
      .map(({ writer, cause }) => ({ writer: writerOf(writer), entry: cause }));
  }

  /** The chain of causes of an entry, nearest first. */
  stack(entry: number): readonly Frame[] {
    const { history } = this.#cluster;
    return foldedChain(causeChain(history, entry)).map((step): Frame => {
      const change = history.changeOfCause(step.traceId);
      const source = (): string => (change === undefined ? '' : objectYaml(this.#at(change, 0)));
      const before = (): string => (change === undefined ? '' : objectYaml(this.#at(change, -1)));
      return {
        text: `${actorText(step)} ${step.text}`.trimStart(),
        step,
        change,
        sourceName: change === undefined ? undefined : changeText(change),
        source,
        get line() {
          return change === undefined ? 1 : firstDifference(source(), before());
        },
      };
    });
  }

  scopes(frame: Frame): readonly VariableScope[] {
    const { change } = frame;
    const object = { name: 'Object', variables: () => this.#object(change) };
    return [
      { name: 'Moment', variables: () => this.#moment(frame) },
      ...(change === undefined ? [] : [object]),
      { name: 'Cluster', variables: () => this.#lists() },
    ];
  }

  #moment({ step, change, text }: Frame): readonly VariableNode[] {
    const { clock, simulation } = this.#cluster;
    const { component, note } = step;
    const facts: readonly (readonly [string, string | number | undefined])[] = [
      ['what', text],
      ['when', formatElapsed(step.atMs)],
      ['who', titleOf(component)],
      ['what it is for', isComponent(component) ? ROLES[component].summary : undefined],
      ['note', note],
      ['revision', change?.revision],
      ['written by user', change?.writer],
      ['clock of the cluster now', clock.now()],
      ['events so far', simulation.executedEvents],
    ];
    return facts.flatMap(([name, value]) =>
      value === undefined ? [] : [valueVariable(name, value, undefined, undefined)],
    );
  }

  /** As it was written, as it was before, and as it is now. */
  #object(change: HistoryChange | undefined): readonly VariableNode[] {
    if (change === undefined) return [];
    const past = (name: string, object: ApiObject | undefined): VariableNode =>
      object === undefined
        ? { name, value: 'not there' }
        : objectVariable(name, object, undefined, undefined);
    const now = this.#live(change);
    return [
      past('after this write', this.#at(change, 0)),
      past('before it', this.#at(change, -1)),
      now ?? { name: 'now', value: 'not there' },
    ];
  }

  #live({ resource, namespace, name }: HistoryChange): VariableNode | undefined {
    const served = this.#options.resources.find((each) => isSameResource(each, resource));
    if (served === undefined) return undefined;
    const { history } = this.#cluster;
    const object = history.objectAt(resource, namespace, name);
    return object === undefined ? undefined : objectOf('now', object, served);
  }

  #lists(): readonly VariableNode[] {
    return SHOWN_RESOURCES.flatMap((plural) => {
      const resource = this.#options.resources.find((each) => each.plural === plural);
      return resource === undefined ? [] : [evaluate(plural, this.api, [resource])];
    });
  }

  /** The state that a change made (0), or the one before it (-1). */
  #at(
    { resource, namespace, name, revision }: HistoryChange,
    offset: 0 | -1,
  ): ApiObject | undefined {
    return this.#cluster.history.objectAt(resource, namespace, name, revision + offset);
  }
}

function titleOf(component: CauseComponent): string {
  if (isComponent(component)) return ROLES[component].title;
  return component === 'hardware' ? 'A hand on the hardware' : 'Somebody outside of the cluster';
}

/** Who it was, short: `replicaset-controller`, `kubelet worker-1`. */
function actorText({ component, instance }: Writer): string {
  // What comes from outside of the cluster names who it was itself.
  if (component === 'hardware') return '';
  if (instance === undefined) return component === 'outside' ? '' : component;
  const isOneOfMany = component === 'kube-controller-manager' || component === 'outside';
  return isOneOfMany ? instance : `${component} ${instance}`;
}

/** Also the name of the editor that shows it. */
function changeText({ resource, name, revision }: HistoryChange): string {
  return `${resource.kind} ${name} @ ${String(revision)}.yaml`;
}

/** The number of the first line, from 1, that says more than that something has changed. */
function firstDifference(text: string, before: string): number {
  const known = new Set(before.split('\n'));
  const place = text.split('\n').findIndex((line) => !known.has(line) && !COUNTERS.test(line));
  return Math.max(0, place) + 1;
}

const COUNTERS = /^ {2}(?:resourceVersion|generation): /;
