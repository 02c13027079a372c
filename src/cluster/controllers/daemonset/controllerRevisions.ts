// The history of a DaemonSet's templates, as ControllerRevisions that `kubectl rollout undo` reads.
// Source: k8s.io/kubernetes/pkg/controller/daemon (constructHistory), pkg/controller/history.
import { isAlreadyExists, isNotFound } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { controllerReference } from '../../../apimachinery/objectMeta';
import { podTemplateHash } from '../../../apimachinery/podTemplateHash';
import type { Resource } from '../../../apimachinery/resource';
import type { ControllerRevision, DaemonSet } from '../../../apis/generated/apps/v1';
import type { Client } from '../../client/client';
import type { Informer } from '../../client/informer';
import { ownedBy } from '../ownerIndexes';
import { REVISION_HASH_LABEL } from './daemonPod';

export const CONTROLLER_REVISIONS: Resource<ControllerRevision> = {
  group: 'apps',
  version: 'v1',
  plural: 'controllerrevisions',
  kind: 'ControllerRevision',
  namespaced: true,
};

const DEFAULT_HISTORY_LIMIT = 10;

/** The hash of the present template, after making sure that it is the newest revision. */
export function syncRevisions(
  client: Client,
  informer: Informer<ControllerRevision>,
  daemonSet: DaemonSet,
  hashesInUse: ReadonlySet<string>,
): string {
  const revisions = [...ownedBy(informer, daemonSet.metadata.uid)].sort(
    (a, b) => a.revision - b.revision,
  );
  const data = templatePatch(daemonSet);
  const next = (revisions.at(-1)?.revision ?? 0) + 1;
  const known = revisions.find((revision) => deepEqual(revision.data, data));
  if (known === undefined) return createRevision(client, daemonSet, data, next);
  if (known !== revisions.at(-1)) {
    client.update(CONTROLLER_REVISIONS, { ...known, revision: next });
  }
  const hash = hashOf(known);
  const old = revisions.filter(
    (revision) => revision !== known && !hashesInUse.has(hashOf(revision)),
  );
  const limit = daemonSet.spec.revisionHistoryLimit ?? DEFAULT_HISTORY_LIMIT;
  for (const { metadata } of old.slice(0, Math.max(0, old.length - limit))) {
    try {
      client.delete(CONTROLLER_REVISIONS, metadata.namespace, metadata.name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return hash;
}

function createRevision(
  client: Client,
  daemonSet: DaemonSet,
  data: unknown,
  revision: number,
): string {
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
      data,
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
