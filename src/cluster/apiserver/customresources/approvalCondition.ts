// Groups of the Kubernetes community (`*.k8s.io`) are protected: their definitions say who approved them.
// Source: k8s.io/apiextensions-apiserver/pkg/apihelpers (helpers.go, GetAPIApprovalState).
import { findCondition } from '../../../apimachinery/conditions';
import { approvalState } from '../../../apis/apiextensions/apiApproval';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
} from '../../../apis/generated/apiextensions/v1';

const TYPE = 'KubernetesAPIApprovalPolicyConformant';

/** The condition, for definitions of protected groups. */
export function approvalCondition(
  definition: CustomResourceDefinition,
): readonly CustomResourceDefinitionCondition[] {
  const state = approvalState(definition);
  if (state === undefined) return [];
  const { status, reason, message } = state;
  const old = findCondition(definition.status.conditions, TYPE);
  if (old?.status === status && old.reason === reason && old.message === message) return [];
  return [{ type: TYPE, status, reason, message }];
}
