// What a PodDisruptionBudget's status says, as the disruption controller and the API server's evictions
// both write it. Source: k8s.io/component-helpers/apps/poddisruptionbudget.
import { setCondition } from '../../apimachinery/conditions';
import { compileLabelSelector, LabelSelectorError } from '../../apimachinery/labelSelector';
import type { Pod } from '../generated/core/v1';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../generated/policy/v1';

/** A pod whose eviction began must be deleted within this time, or it counts again. */
export const EVICTION_TIMEOUT_MS = 2 * 60_000;

/**
 * Whether the budget is about the pod; both are in one namespace. An empty selector takes all, none and
 * one that makes no sense take nothing.
 */
export function coversPod({ spec }: PodDisruptionBudget, { metadata }: Pod): boolean {
  try {
    return compileLabelSelector(spec.selector)(metadata.labels);
  } catch (error) {
    if (error instanceof LabelSelectorError) return false;
    throw error;
  }
}

/** The status with the condition DisruptionAllowed as its numbers have it. */
export function withDisruptionAllowed(
  status: PodDisruptionBudgetStatus,
  now: string,
): PodDisruptionBudgetStatus {
  const allowed = (status.disruptionsAllowed ?? 0) > 0;
  const condition = {
    type: 'DisruptionAllowed' as const,
    status: allowed ? ('True' as const) : ('False' as const),
    observedGeneration: status.observedGeneration,
    lastTransitionTime: now,
    reason: allowed ? 'SufficientPods' : 'InsufficientPods',
    message: '',
  };
  return { ...status, conditions: setCondition(status.conditions, condition) };
}
