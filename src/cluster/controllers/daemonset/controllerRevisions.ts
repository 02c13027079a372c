// The history of a DaemonSet's templates, as ControllerRevisions that `kubectl rollout undo` reads.
// Source: k8s.io/kubernetes/pkg/controller/daemon (constructHistory), pkg/controller/history.
import { isAlreadyExists, isNotFound } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { controllerReference } from '../../../apimachinery/objectMeta';
import { podTemplateHash } from '../../../apimachinery/podTemplateHash';
import type { Resource } from '../../../apimachinery/resource';
import type { ControllerRevision, DaemonSet } from '../../../apis/generated/apps/v1';
import type { PodTemplateSpec } from '../../../apis/generated/core/v1';
import type { Client } from '../../client/client';
import type { Informer } from '../../client/informer';
import { indexByOwner, ownedBy } from '../ownerIndexes';
import { REVISION_HASH_LABEL } from './daemonPod';

export const CONTROLLER_REVISIONS: Resource<ControllerRevision> = {
  group: 'apps',
  version: 'v1',
  plural: 'controllerrevisions',
  kind: 'ControllerRevision',
  namespaced: true,
};

const DEFAULT_HISTORY_LIMIT = 10;

export class RevisionHistory {
  readonly #client: Client;
  readonly #informer: Informer<ControllerRevision>;
  /** The revision that holds a template, as it was last found. */
  readonly #found = new WeakMap<PodTemplateSpec, ControllerRevision>();

  constructor(client: Client, informer: Informer<ControllerRevision>) {
    this.#client = client;
    this.#informer = informer;
    indexByOwner(informer);
  }

  /** The hash of the present template, after making sure that it is the newest revision. */
  sync(daemonSet: DaemonSet, hashesInUse: () => ReadonlySet<string>): string {
    const revisions = [...ownedBy(this.#informer, daemonSet.metadata.uid)].sort(
      (a, b) => a.revision - b.revision,
    );
    const next = (revisions.at(-1)?.revision ?? 0) + 1;
    const known = this.#find(daemonSet, revisions);
    if (known === undefined) return createRevision(this.#client, daemonSet, next);
    if (known !== revisions.at(-1)) {
      this.#client.update(CONTROLLER_REVISIONS, { ...known, revision: next });
    }
    const others = revisions.filter((revision) => revision !== known);
    const limit = daemonSet.spec.revisionHistoryLimit ?? DEFAULT_HISTORY_LIMIT;
    if (others.length > limit) this.#truncate(others, hashesInUse(), limit);
    return hashOf(known);
  }

  #find(
    daemonSet: DaemonSet,
    revisions: readonly ControllerRevision[],
  ): ControllerRevision | undefined {
    const { template } = daemonSet.spec;
    const last = this.#found.get(template);
    if (last !== undefined && revisions.includes(last)) return last;
    const data = templatePatch(daemonSet);
    const known = revisions.find((revision) => deepEqual(revision.data, data));
    if (known !== undefined) this.#found.set(template, known);
    return known;
  }

  #truncate(
    others: readonly ControllerRevision[],
    inUse: ReadonlySet<string>,
    limit: number,
  ): void {
    const old = others.filter((revision) => !inUse.has(hashOf(revision)));
    for (const { metadata } of old.slice(0, Math.max(0, old.length - limit))) {
      try {
        this.#client.delete(CONTROLLER_REVISIONS, metadata.namespace, metadata.name);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  }
}

function createRevision(client: Client, daemonSet: DaemonSet, revision: number): string {
  const { namespace, name } = daemonSet.metadata;
  const hash = podTemplateHash(daemonSet.spec.template, daemonSet.status.collisionCount);
  try {
    client.create(CONTROLLER_REVISIONS, namespace, {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name: `${name}-${hash}`,
        labels: { ...daemonSet.spec.template.metadata?.labels, [REVISION_HASH_LABEL]: hash },
        ownerReferences: [controllerReference(daemonSet)],
      },
      data: templatePatch(daemonSet),
      revision,
    });
  } catch (error) {
    // Made in the last sync, and not yet in the cache.
    if (!isAlreadyExists(error)) throw error;
  }
  return hash;
}

/** A strategic merge patch that puts the template back. */
function templatePatch(daemonSet: DaemonSet): unknown {
  return { spec: { template: { ...daemonSet.spec.template, $patch: 'replace' } } };
}

function hashOf(revision: ControllerRevision): string {
  return revision.metadata.labels?.[REVISION_HASH_LABEL] ?? '';
}
