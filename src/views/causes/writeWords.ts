// What a write did, in words: made, placed, marked for deletion, removed.
import type { ClusterHistory, HistoryChange } from '../../cluster/history/clusterHistory';
import { objectName } from '../objectName';
import type { CauseStep } from './causeStep';
import { writerOf } from './writer';

export function writeStep(history: ClusterHistory, change: HistoryChange): CauseStep {
  const { resource, namespace, name, revision, cause, atMs } = change;
  return {
    traceId: cause,
    atMs,
    ...writerOf(change.writer),
    text: writeWords(history, change),
    object: { resource, namespace, name, revision },
  };
}

export function writeWords(history: ClusterHistory, change: HistoryChange): string {
  const what = objectName(change);
  switch (change.type) {
    case 'created':
      return `made ${what}`;
    case 'deleted':
      return `removed ${what} for good`;
    case 'modified':
      return modification(history, change, what);
  }
}

function modification(history: ClusterHistory, change: HistoryChange, what: string): string {
  const { verb, subresource, resource, namespace, name, revision } = change;
  if (subresource === 'binding') {
    const pod = history.objectAt(resource, namespace, name, revision);
    return `placed ${what} on ${nodeNameOf(pod) ?? 'a node'}`;
  }
  if (subresource === 'eviction')
    return `asked for the eviction of ${what}, and it was marked for deletion`;
  if (verb === 'delete' || verb === 'deletecollection') return `marked ${what} for deletion`;
  if (subresource === 'status') return `wrote the status of ${what}`;
  if (subresource !== undefined) return `changed ${what} (${subresource})`;
  return `changed ${what}`;
}

/** Parsed, as objects of all kinds come from the history. */
export function nodeNameOf(object: unknown): string | undefined {
  const spec = (object as { readonly spec?: { readonly nodeName?: unknown } } | undefined)?.spec;
  return typeof spec?.nodeName === 'string' && spec.nodeName !== '' ? spec.nodeName : undefined;
}
