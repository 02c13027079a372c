// What `kubectl rollout undo deployment/NAME` sends: a patch that puts an earlier template back.
// The Deployment controller then finds the ReplicaSet of that template and gives it a new revision.
// Source: k8s.io/kubectl/pkg/polymorphichelpers (DeploymentRollbacker).
import type { Deployment, ReplicaSet } from '../generated/apps/v1';
import {
  annotationsOf,
  equalIgnoringHash,
  revisionOf,
  templateWithoutHash,
} from './deploymentRevisions';

/** One operation of a JSON patch (RFC 6902). */
interface ReplaceOperation {
  readonly op: 'replace';
  readonly path: string;
  readonly value: unknown;
}

/** What to do, with kubectl's words: a patch to send, nothing to do, or why it cannot be done. */
export type Rollback =
  | {
      readonly outcome: 'patch';
      readonly revision: number;
      readonly patch: readonly ReplaceOperation[];
    }
  | { readonly outcome: 'skipped'; readonly message: string }
  | { readonly outcome: 'refused'; readonly message: string };

/**
 * `replicaSets` are those that the Deployment controls; `toRevision` 0 is the revision before the
 * present one.
 */
export function rollbackPatch(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  toRevision = 0,
): Rollback {
  const { name } = deployment.metadata;
  if (toRevision < 0)
    return refused(`unable to find specified revision ${String(toRevision)} in history`);
  const target = toRevision === 0 ? previous(replicaSets) : withRevision(replicaSets, toRevision);
  if (target === undefined) {
    return refused(
      toRevision > 0
        ? `unable to find specified revision ${String(toRevision)} in history`
        : `no rollout history found for deployment "${name}"`,
    );
  }
  if (deployment.spec.paused === true) {
    return refused(
      `you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume deployment/${name}' and try again`,
    );
  }
  const revision = revisionOf(target);
  if (equalIgnoringHash(target.spec.template, deployment.spec.template)) {
    const message = `skipped rollback (current template already matches revision ${String(revision)})`;
    return { outcome: 'skipped', message };
  }
  const annotations = {
    ...annotationsOf(deployment, 'own'),
    ...annotationsOf(target, 'shared'),
  };
  return {
    outcome: 'patch',
    revision,
    patch: [
      { op: 'replace', path: '/spec/template', value: templateWithoutHash(target) },
      { op: 'replace', path: '/metadata/annotations', value: annotations },
    ],
  };
}

function refused(message: string): Rollback {
  return { outcome: 'refused', message };
}

function withRevision(
  replicaSets: readonly ReplicaSet[],
  revision: number,
): ReplicaSet | undefined {
  return replicaSets.find((replicaSet) => revisionOf(replicaSet) === revision);
}

/** The ReplicaSet with the second-highest revision. */
function previous(replicaSets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return replicaSets
    .filter((replicaSet) => revisionOf(replicaSet) > 0)
    .sort((a, b) => revisionOf(b) - revisionOf(a))[1];
}
