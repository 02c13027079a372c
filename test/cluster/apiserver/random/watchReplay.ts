// A list at some moment and the watch that goes on from there: together they must always come to
// what a list gives now.
import assert from 'node:assert/strict';
import { ApiStatusError } from '../../../../src/apimachinery/apiStatus';
import { objectKey, type ApiList, type ApiObject } from '../../../../src/apimachinery/objectMeta';
import type { Resource } from '../../../../src/apimachinery/resource';
import type {
  ListOptions,
  WatchEvent,
  WatchOptions,
} from '../../../../src/cluster/client/apiHandler';
import type { ServerLab } from '../serverLab';

export interface Selection {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly labelSelector: string;
  readonly fieldSelector: string;
}

/** The whole list, in pieces of `limit`. */
export function listInPieces(
  { client }: ServerLab,
  { resource, namespace, labelSelector, fieldSelector }: Selection,
  limit: number | undefined,
  options: ListOptions = {},
): ApiList<ApiObject> {
  const selectors = { labelSelector, fieldSelector };
  let piece = client.list(resource, namespace, { ...selectors, ...options, limit });
  const items = [...piece.items];
  while (piece.continue !== undefined) {
    assert.equal(piece.items.length, limit);
    piece = client.list(resource, namespace, { ...selectors, limit, continue: piece.continue });
    items.push(...piece.items);
  }
  return { resourceVersion: piece.resourceVersion, items };
}

export class WatchReplay {
  readonly #cluster: ServerLab;
  readonly #selection: Selection;
  readonly #objects = new Map<string, ApiObject>();
  #version = 0;

  /** From `revision` on, or by itself where that is undefined: with what is there at first. */
  constructor(
    cluster: ServerLab,
    selection: Selection,
    revision: number | undefined,
    limit: number,
  ) {
    this.#cluster = cluster;
    this.#selection = selection;
    const { labelSelector, fieldSelector } = selection;
    const options = { labelSelector, fieldSelector, allowWatchBookmarks: true };
    if (revision === undefined) {
      this.#open({ ...options, sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' });
      return;
    }
    const resourceVersion = String(revision);
    if (revision < cluster.api.etcd.compactRevision) {
      this.#assertGone({ ...options, resourceVersion });
      return;
    }
    const exact = { resourceVersion, resourceVersionMatch: 'Exact' } as const;
    const list = listInPieces(cluster, selection, limit, exact);
    for (const item of list.items) this.#objects.set(objectKey(item), item);
    this.#version = revision;
    this.#open({ ...options, resourceVersion });
  }

  /** Fails unless the watch has come to the same as a list. */
  assertCaughtUp(): void {
    if (this.#version < 0) return;
    const { items } = listInPieces(this.#cluster, this.#selection, undefined);
    const watched = [...this.#objects.values()];
    const byKey = (a: ApiObject, b: ApiObject): number => (objectKey(a) < objectKey(b) ? -1 : 1);
    assert.deepEqual(watched.sort(byKey), [...items].sort(byKey));
  }

  #assertGone(options: WatchOptions): void {
    const { closed, log } = this.#cluster.watch(this.#selection.resource, options);
    const [error] = closed;
    assert.ok(error instanceof ApiStatusError && error.code === 410);
    assert.deepEqual(log, []);
    this.#version = -1;
  }

  #open(options: WatchOptions): void {
    const { resource, namespace } = this.#selection;
    const { user } = this.#cluster.client;
    this.#cluster.api.watch(
      { user, resource, namespace, options },
      {
        event: (event) => {
          this.#receive(event);
        },
        closed: () => assert.fail('the watch has ended'),
      },
    );
  }

  #receive(event: WatchEvent): void {
    if (event.type === 'BOOKMARK') {
      this.#version = Number(event.resourceVersion);
      return;
    }
    const { object, type } = event;
    const key = objectKey(object);
    const version = Number(object.metadata.resourceVersion);
    // What is there at first comes by name; what happens comes by version.
    const isInitial = this.#version === 0;
    assert.ok(isInitial || version > this.#version, `${type} ${key} out of order`);
    if (!isInitial) this.#version = version;
    assert.equal(this.#objects.has(key), type !== 'ADDED', `${type} ${key}`);
    if (type === 'DELETED') this.#objects.delete(key);
    else this.#objects.set(key, object);
  }
}
