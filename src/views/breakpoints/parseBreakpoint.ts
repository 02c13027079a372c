// Breakpoints as people type them: `change pods -l app=web`, `write kube-scheduler`,
// `event FailedScheduling`, `phase Failed`. Options are kubectl's: -n, -l.
import { CommandWords, CommandWordsError, readJsonPath } from '../debugger/commandWords';
import { findResource, type KnownResources } from '../findResource';
import { ROLES, type ComponentId } from '../roles';
import {
  POD_PHASES,
  type ClusterBreakpoint,
  type ObjectChoice,
  type PodPhase,
} from './clusterBreakpoint';

/** Those that write to the API server. */
const WRITERS: readonly ComponentId[] = [
  'kubectl',
  'kube-apiserver',
  'kube-scheduler',
  'kube-controller-manager',
  'kubelet',
  'kube-proxy',
];

/** Throws {@link CommandWordsError}. */
export function parseBreakpoint(text: string, resources: KnownResources): ClusterBreakpoint {
  const words = new CommandWords(text);
  const verb = words.next();
  switch (verb) {
    case 'change':
      return parseChange(words, resources);
    case 'write':
      return parseWrite(words);
    case 'event':
      return parseEvent(words);
    case 'phase':
      return parsePhase(words);
    default:
      throw new CommandWordsError(
        `A breakpoint begins with "change", "write", "event" or "phase"${verb === undefined ? '' : `, not with "${verb}"`}: ` +
          '"change deployments/web", "change pods -l app=web", "write kube-scheduler", "event FailedScheduling", "phase Failed".',
      );
  }
}

function parseChange(words: CommandWords, resources: KnownResources): ClusterBreakpoint {
  const what = words.next();
  if (what === undefined) {
    throw new CommandWordsError(
      'Say what is to change: "change pods" or "change deployments/web".',
    );
  }
  const [type = '', name, ...more] = what.split('/');
  const resource = findResource(type, resources);
  if (resource === undefined) {
    throw new CommandWordsError(
      `The cluster has no resource type "${type}": kubectl api-resources lists those that it has.`,
    );
  }
  if (name === '' || more.length > 0) {
    throw new CommandWordsError(
      `"${what}" is no "type/name": "change pods/web-1 -n shop", or "change pods" for all of them.`,
    );
  }
  const path = words.option('--path');
  // As a check: it is kept as it was typed.
  if (path !== undefined) readJsonPath(path);
  return {
    type: 'change',
    resource,
    ...(path === undefined ? {} : { path }),
    ...choice(words, name, resource),
  };
}

function parseWrite(words: CommandWords): ClusterBreakpoint {
  const name = words.next();
  const component = WRITERS.find((writer) => writer === name);
  if (component === undefined) {
    throw new CommandWordsError(
      `${name === undefined ? 'Say who' : `"${name}" is not one of those who`} writes: ${WRITERS.join(', ')}` +
        ` ("kubectl" is everybody outside of the cluster).`,
    );
  }
  const node = words.option('--node');
  if (node !== undefined && component !== 'kubelet') {
    throw new CommandWordsError(`--node is for the kubelet: the ${ROLES[component].title} is one.`);
  }
  words.end();
  return {
    type: 'write',
    component: component === 'kubectl' ? 'outside' : component,
    ...(node === undefined ? {} : { node }),
  };
}

function parseEvent(words: CommandWords): ClusterBreakpoint {
  const reason = words.next();
  if (reason === undefined) {
    throw new CommandWordsError(
      'Say the reason of the event: "event BackOff", or "event *" for any.',
    );
  }
  const namespace = words.option('-n');
  words.end();
  return {
    type: 'event',
    ...(reason === '*' ? {} : { reason }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

function parsePhase(words: CommandWords): ClusterBreakpoint {
  const name = words.next();
  const phase = POD_PHASES.find((each): each is PodPhase => each === name);
  if (phase === undefined) {
    throw new CommandWordsError(
      `${name === undefined ? 'Say the phase' : `"${name}" is no phase`} of a pod: ${POD_PHASES.join(', ')}.`,
    );
  }
  return { type: 'phase', phase, ...choice(words, undefined, undefined) };
}

/** `resource` is undefined for pods. */
function choice(
  words: CommandWords,
  name: string | undefined,
  resource: KnownResources[number] | undefined,
): ObjectChoice {
  const namespace = words.option('-n');
  const namespaced = resource?.namespaced ?? true;
  if (namespace !== undefined && !namespaced) {
    throw new CommandWordsError(`${resource?.plural ?? ''} are in no namespace: leave "-n" out.`);
  }
  const labels = words.labelSelector();
  words.end();
  // As for kubectl: a name without a namespace is one of the default namespace.
  const within = namespace ?? (name !== undefined && namespaced ? 'default' : undefined);
  return {
    ...(name === undefined ? {} : { name }),
    ...(within === undefined ? {} : { namespace: within }),
    ...(labels === undefined ? {} : { labels }),
  };
}
