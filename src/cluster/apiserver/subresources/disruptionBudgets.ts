// Evictions ask the pod's PodDisruptionBudget: it allows one less with each, until the disruption
// controller has counted anew.
// Source: k8s.io/kubernetes/pkg/registry/core/pod/storage (eviction.go, checkAndDecrement).
import { ApiStatusError, forbidden } from '../../../apimachinery/apiStatus';
import { isPodReady, isPodTerminal } from '../../../apis/core/podState';
import type { Pod } from '../../../apis/generated/core/v1';
import type { PodDisruptionBudget } from '../../../apis/generated/policy/v1';
import { coversPod, withDisruptionAllowed } from '../../../apis/policy/disruptionBudget';
import { POD_DISRUPTION_BUDGETS } from '../../../apis/resources';
import type { WriteOrigin } from '../objectStorage';
import type { ServerContext } from '../serverContext';

/** More evictions that the disruption controller has not seen are too many. */
const MAX_DISRUPTED_PODS = 2000;
const PROCESSING_RETRY_SECONDS = 10;

/**
 * Takes the eviction of the pod out of its budget. Throws TooManyRequests where the budget does not
 * allow it, and an error without a reason where there are several budgets.
 */
export function takeFromBudget(
  server: ServerContext,
  pod: Pod,
  origin: WriteOrigin,
  dryRun: boolean,
): void {
  if (isFree(pod)) return;
  const kind = server.kinds.get(POD_DISRUPTION_BUDGETS);
  // The resource determines the kind of its objects.
  const all = server.storage.list(kind, pod.metadata.namespace) as readonly PodDisruptionBudget[];
  const [budget, another] = all.filter((each) => coversPod(each, pod));
  if (budget === undefined) return;
  if (another !== undefined) {
    const why = 'This pod has more than one PodDisruptionBudget, which the eviction subresource';
    throw new ApiStatusError('Unknown', `${why} does not support.`);
  }
  if (!isPodReady(pod) && isUnguarded(budget)) return;
  assertAllows(budget);
  if (dryRun) return;
  server.storage.put(origin, kind, lessened(budget, pod.metadata.name, server.clock.now()));
}

/** It has never served, or serves no more. */
function isFree(pod: Pod): boolean {
  const { metadata, status } = pod;
  return (
    isPodTerminal(pod) || status.phase === 'Pending' || metadata.deletionTimestamp !== undefined
  );
}

/** A pod that is not ready may go by the budget's policy, or when enough others are healthy. */
function isUnguarded({ spec, status }: PodDisruptionBudget): boolean {
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status;
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
}

function assertAllows({ metadata, status }: PodDisruptionBudget): void {
  const { name } = metadata;
  const { currentHealthy = 0, desiredHealthy = 0, disruptionsAllowed = 0 } = status;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    const cause = `The disruption budget ${name} is still being processed by the server.`;
    throw tooManyDisruptions(cause, PROCESSING_RETRY_SECONDS);
  }
  const resource = { group: 'policy', plural: 'poddisruptionbudget' };
  if (disruptionsAllowed < 0) {
    throw forbidden(resource, name, 'pdb disruptions allowed is negative');
  }
  if (Object.keys(status.disruptedPods ?? {}).length > MAX_DISRUPTED_PODS) {
    const why = 'DisruptedPods map too big - too many evictions not confirmed by PDB controller';
    throw forbidden(resource, name, why);
  }
  if (disruptionsAllowed === 0) {
    const needs = `needs ${String(desiredHealthy)} healthy pods and has ${String(currentHealthy)} currently`;
    throw tooManyDisruptions(`The disruption budget ${name} ${needs}`, undefined);
  }
}

function lessened(budget: PodDisruptionBudget, podName: string, now: string): PodDisruptionBudget {
  const { status } = budget;
  const disruptionsAllowed = (status.disruptionsAllowed ?? 0) - 1;
  const disruptedPods = { ...status.disruptedPods, [podName]: now };
  const less = { ...status, disruptionsAllowed, disruptedPods };
  return { ...budget, status: disruptionsAllowed === 0 ? withDisruptionAllowed(less, now) : less };
}

function tooManyDisruptions(cause: string, retryAfterSeconds: number | undefined): ApiStatusError {
  const message = "Cannot evict pod as it would violate the pod's disruption budget.";
  return new ApiStatusError('TooManyRequests', message, {
    causes: [{ reason: 'DisruptionBudget', message: cause }],
    retryAfterSeconds,
  });
}
