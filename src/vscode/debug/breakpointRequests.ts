// The breakpoints that the user of a debugger sets, from the words of the Debug Adapter Protocol to
// stops: in lines of manifests, as typed texts, as kinds of trouble, at fields of objects.
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { fieldAtLine } from '../../manifest/fieldAtLine';
import { breakpointText } from '../../views/breakpoints/breakpointText';
import type { ClusterBreakpoint } from '../../views/breakpoints/clusterBreakpoint';
import { parseBreakpoint } from '../../views/breakpoints/parseBreakpoint';
import type { KnownResources } from '../../views/findResource';
import type { ObjectName } from '../../views/objectName';
import { CommandWordsError } from '../../views/debugger/commandWords';
import { pathText } from '../../views/debugger/pathText';
import type { FieldOfObject } from '../../views/debugger/variableTree';
import { BREAKPOINT_FILTERS } from './breakpointFilters';
import type { Stops } from './stops';

export interface BreakpointContext {
  readonly stops: Stops;
  readonly resources: () => KnownResources;
  /** Whether what is looked at holds the object. */
  readonly isThere: (object: ObjectName) => boolean;
  /** The text of a file as its user sees it; undefined where it cannot be read. */
  readonly readText: (path: string) => Promise<string | undefined>;
  /** Runs work in short slices. */
  readonly inSlices: <T>(steps: Generator<undefined, T>) => Promise<T | undefined>;
}

type Found =
  { readonly breakpoint: ClusterBreakpoint; readonly line?: number } | { readonly why: string };

export class BreakpointRequests {
  readonly #context: BreakpointContext;

  constructor(context: BreakpointContext) {
    this.#context = context;
  }

  /** Lines count from 1. */
  async inSource(path: string, lines: readonly number[]): Promise<Dap.Breakpoint[]> {
    const text = await this.#context.readText(path);
    const found: Found[] = [];
    for (const line of lines) {
      found.push(
        text === undefined ? { why: 'The file cannot be read.' } : await this.#atLine(text, line),
      );
    }
    return this.#set(path, 'breakpoint', found, lines);
  }

  typed(texts: readonly string[]): Dap.Breakpoint[] {
    const found = texts.map((text): Found => {
      try {
        return { breakpoint: parseBreakpoint(text, this.#context.resources()) };
      } catch (error) {
        if (error instanceof CommandWordsError) return { why: error.message };
        throw error;
      }
    });
    return this.#set('typed', 'function breakpoint', found);
  }

  filters(options: readonly Dap.ExceptionFilterOptions[]): Dap.Breakpoint[] {
    const found = options.map(({ filterId, condition }): Found => {
      const filter = BREAKPOINT_FILTERS.find((each) => each.filter === filterId);
      return filter === undefined
        ? { why: `There is no "${filterId}".` }
        : { breakpoint: filter.breakpoint(condition) };
    });
    return this.#set('filters', 'breakpoint', found);
  }

  /** Each id is what `dataIdOf` gave. */
  fields(ids: readonly string[]): Dap.Breakpoint[] {
    const found = ids.map((id): Found => {
      const field = fieldOf(id);
      const resource = this.#context
        .resources()
        .find(({ group, plural }) => group === field?.group && plural === field.plural);
      if (field === undefined || resource === undefined) {
        return { why: 'The cluster does not know what this was a field of.' };
      }
      const { namespace, name, path } = field;
      return {
        breakpoint: {
          type: 'change',
          resource,
          name,
          ...(namespace === undefined ? {} : { namespace }),
          ...(path === '' ? {} : { path }),
        },
      };
    });
    return this.#set('fields', 'data breakpoint', found);
  }

  async #atLine(text: string, line: number): Promise<Found> {
    const at = await this.#context.inSlices(fieldAtLine(text, line - 1));
    if (at === undefined) return { why: 'No Kubernetes object with a name stands here.' };
    const { gvk, kind, name = '', namespace } = at.object;
    const resource = this.#context
      .resources()
      .find((each) => each.kind === gvk.kind && each.group === gvk.group);
    if (resource === undefined) return { why: `The cluster does not know the kind "${kind}".` };
    return {
      line,
      breakpoint: {
        type: 'change',
        resource,
        name,
        ...(resource.namespaced ? { namespace: namespace ?? 'default' } : {}),
        ...(at.path.length === 0 ? {} : { path: pathText(at.path) }),
      },
    };
  }

  /** A name that nothing has yet may be mistyped, or of what is still to be created. */
  #absence(breakpoint: ClusterBreakpoint): string {
    if (breakpoint.type !== 'change' || breakpoint.name === undefined) return '';
    const { resource, namespace, name } = breakpoint;
    return this.#context.isThere({ resource, namespace, name })
      ? ''
      : ' (there is none yet: stops when it is created)';
  }

  #set(
    source: string,
    reason: Parameters<Stops['replace']>[1],
    found: readonly Found[],
    lines: readonly number[] = [],
  ): Dap.Breakpoint[] {
    const good = found.flatMap((each) => ('breakpoint' in each ? [each.breakpoint] : []));
    const stops = this.#context.stops.replace(
      source,
      reason,
      good.map((breakpoint) => ({ text: breakpointText(breakpoint), breakpoint })),
    );
    let next = 0;
    return found.map((each, index) => {
      const line = lines[index];
      const place = line === undefined ? {} : { line };
      if ('why' in each) return { verified: false, message: each.why, ...place };
      const stop = stops[next++];
      return {
        verified: true,
        ...(stop === undefined
          ? {}
          : { id: stop.id, message: `${stop.text}${this.#absence(each.breakpoint)}` }),
        ...place,
      };
    });
  }
}

/** What DAP calls the data of a breakpoint on a value. */
export function dataIdOf(field: FieldOfObject): string {
  return JSON.stringify([
    field.group,
    field.plural,
    field.namespace ?? null,
    field.name,
    field.path,
  ]);
}

/** The editor keeps ids from one window to the next: this one may come from anywhere. */
function fieldOf(id: string): FieldOfObject | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(id);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts)) return undefined;
  const [group, plural, namespace, name, path] = parts as readonly unknown[];
  const isText = (value: unknown): value is string => typeof value === 'string';
  if (!isText(group) || !isText(plural) || !isText(name) || !isText(path)) return undefined;
  return { group, plural, namespace: isText(namespace) ? namespace : undefined, name, path };
}
