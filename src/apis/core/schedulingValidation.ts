// What a pod says about where it may run. Source: k8s.io/kubernetes/pkg/apis/core/validation
// (validateAffinity, ValidateTolerations, validateTopologySpreadConstraints, validateNodeTaints).
import {
  duplicate,
  forbiddenValue,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/fieldError';
import type { FieldPath } from '../../apimachinery/fieldPath';
import { isDns1123Label, isDns1123Subdomain, isLabelValue } from '../../apimachinery/names';
import type {
  Affinity,
  NodeAffinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
  Toleration,
  TopologySpreadConstraint,
} from '../generated/core/v1';
import { checkOptionalEnum, complain, type FieldErrors } from '../meta/fieldChecks';
import { checkLabelName, checkLabelSelector } from '../meta/labelValidation';

const REQUIRED_TERMS = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED_TERMS = 'preferredDuringSchedulingIgnoredDuringExecution';
export const TAINT_EFFECTS: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function checkAffinity(errors: FieldErrors, path: FieldPath, affinity: Affinity): void {
  if (affinity.nodeAffinity)
    checkNodeAffinity(errors, path.child('nodeAffinity'), affinity.nodeAffinity);
  if (affinity.podAffinity)
    checkPodAffinity(errors, path.child('podAffinity'), affinity.podAffinity);
  if (affinity.podAntiAffinity) {
    checkPodAffinity(errors, path.child('podAntiAffinity'), affinity.podAntiAffinity);
  }
}

function checkNodeAffinity(errors: FieldErrors, path: FieldPath, affinity: NodeAffinity): void {
  const needed = affinity[REQUIRED_TERMS];
  if (needed) {
    const at = path.child(REQUIRED_TERMS).child('nodeSelectorTerms');
    const { nodeSelectorTerms: terms = [] }: Partial<NodeSelector> = needed;
    if (terms.length === 0) {
      errors.push(required(at, 'must have at least one node selector term'));
    }
    terms.forEach((term, index) => {
      checkNodeSelectorTerm(errors, at.index(index), term, true);
    });
  }
  affinity[PREFERRED_TERMS]?.forEach((term, index) => {
    const at = path.child(PREFERRED_TERMS).index(index);
    checkWeight(errors, at, term.weight);
    // A preference that no node can meet does no harm.
    checkNodeSelectorTerm(errors, at.child('preference'), term.preference, false);
  });
}

function checkNodeSelectorTerm(
  errors: FieldErrors,
  path: FieldPath,
  term: NodeSelectorTerm = {},
  checkValues: boolean,
): void {
  term.matchExpressions?.forEach((requirement, index) => {
    checkNodeExpression(
      errors,
      path.child('matchExpressions').index(index),
      requirement,
      checkValues,
    );
  });
  term.matchFields?.forEach((requirement, index) => {
    checkNodeField(errors, path.child('matchFields').index(index), requirement);
  });
}

function checkNodeExpression(
  errors: FieldErrors,
  path: FieldPath,
  requirement: NodeSelectorRequirement,
  checkValues: boolean,
): void {
  const { key, operator, values } = requirement;
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (!values?.length) {
        const rule = "must be specified when `operator` is 'In' or 'NotIn'";
        errors.push(required(path.child('values'), rule));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values?.length) {
        const rule = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
        errors.push(forbiddenValue(path.child('values'), rule));
      }
      break;
    case 'Gt':
    case 'Lt':
      if (values?.length !== 1) {
        const rule = "must be specified single value when `operator` is 'Lt' or 'Gt'";
        errors.push(required(path.child('values'), rule));
      }
      break;
    default:
      errors.push(invalidValue(path.child('operator'), operator, 'not a valid selector operator'));
  }
  checkLabelName(errors, path.child('key'), key);
  if (!checkValues) return;
  values?.forEach((value, index) => {
    complain(errors, path.child('values').index(index), value, isLabelValue(value));
  });
}

function checkNodeField(
  errors: FieldErrors,
  path: FieldPath,
  requirement: NodeSelectorRequirement,
): void {
  const { key, operator, values } = requirement;
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalidValue(path.child('operator'), operator, 'not a valid selector operator'));
  } else if (values?.length !== 1) {
    const rule =
      "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(path.child('values'), rule));
  }
  if (key !== 'metadata.name') {
    errors.push(invalidValue(path.child('key'), key, 'not a valid field selector key'));
    return;
  }
  values?.forEach((value, index) => {
    complain(errors, path.child('values').index(index), value, isDns1123Subdomain(value));
  });
}

function checkPodAffinity(errors: FieldErrors, path: FieldPath, affinity: PodAffinity): void {
  affinity[REQUIRED_TERMS]?.forEach((term, index) => {
    checkPodAffinityTerm(errors, path.child(REQUIRED_TERMS).index(index), term);
  });
  affinity[PREFERRED_TERMS]?.forEach((term, index) => {
    const at = path.child(PREFERRED_TERMS).index(index);
    checkWeight(errors, at, term.weight);
    checkPodAffinityTerm(errors, at.child('podAffinityTerm'), term.podAffinityTerm);
  });
}

function checkPodAffinityTerm(
  errors: FieldErrors,
  path: FieldPath,
  term: Partial<PodAffinityTerm> = {},
): void {
  const { labelSelector, namespaceSelector, namespaces, topologyKey } = term;
  if (labelSelector) checkLabelSelector(errors, path.child('labelSelector'), labelSelector);
  if (namespaceSelector)
    checkLabelSelector(errors, path.child('namespaceSelector'), namespaceSelector);
  for (const name of namespaces ?? []) {
    complain(errors, path.child('namespace'), name, isDns1123Label(name));
  }
  if (!topologyKey) errors.push(required(path.child('topologyKey'), 'can not be empty'));
  checkLabelName(errors, path.child('topologyKey'), topologyKey || '');
}

function checkWeight(errors: FieldErrors, path: FieldPath, weight = 0): void {
  if (weight >= 1 && weight <= 100) return;
  errors.push(invalidValue(path.child('weight'), weight, 'must be in the range 1-100'));
}

export function checkTolerations(
  errors: FieldErrors,
  path: FieldPath,
  tolerations: readonly Toleration[],
): void {
  tolerations.forEach((toleration, index) => {
    const at = path.index(index);
    const { key, value, effect, tolerationSeconds } = toleration;
    const operator: string | undefined = toleration.operator;
    if (key) checkLabelName(errors, at.child('key'), key);
    else if (operator !== 'Exists') {
      const rule =
        'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalidValue(at.child('operator'), operator ?? '', rule));
    }
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
      const rule = "effect must be 'NoExecute' when `tolerationSeconds` is set";
      errors.push(invalidValue(at.child('effect'), effect ?? '', rule));
    }
    if (operator === 'Exists') {
      if (value) {
        const rule = "value must be empty when `operator` is 'Exists'";
        errors.push(invalidValue(at.child('operator'), value, rule));
      }
    } else if (!operator || operator === 'Equal') {
      const complaints = isLabelValue(value ?? '');
      if (complaints.length > 0)
        errors.push(invalidValue(at.child('operator'), value, complaints.join(';')));
    } else errors.push(notSupported(at.child('operator'), operator, ['Equal', 'Exists']));
    if (effect) checkOptionalEnum(errors, at, 'effect', effect, TAINT_EFFECTS);
  });
}

export function checkTopologySpread(
  errors: FieldErrors,
  path: FieldPath,
  constraints: readonly TopologySpreadConstraint[],
): void {
  const pairs = new Set<string>();
  constraints.forEach((constraint, index) => {
    const at = path.index(index);
    const { maxSkew, minDomains, topologyKey, whenUnsatisfiable } = constraint;
    if (!(maxSkew > 0))
      errors.push(invalidValue(at.child('maxSkew'), maxSkew, 'must be greater than zero'));
    if (!topologyKey) errors.push(required(at.child('topologyKey'), 'can not be empty'));
    else checkLabelName(errors, at.child('topologyKey'), topologyKey);
    checkOptionalEnum(errors, at, 'whenUnsatisfiable', whenUnsatisfiable, [
      'DoNotSchedule',
      'ScheduleAnyway',
    ]);
    const pair = `{${topologyKey}, ${whenUnsatisfiable}}`;
    if (pairs.has(pair)) errors.push(duplicate(at.child('{topologyKey, whenUnsatisfiable}'), pair));
    pairs.add(pair);
    if (minDomains !== undefined) checkMinDomains(errors, at, minDomains, whenUnsatisfiable);
    if (constraint.labelSelector) {
      checkLabelSelector(errors, at.child('labelSelector'), constraint.labelSelector);
    }
  });
}

function checkMinDomains(
  errors: FieldErrors,
  path: FieldPath,
  minDomains: number,
  action: string,
): void {
  if (minDomains <= 0) {
    errors.push(invalidValue(path.child('minDomains'), minDomains, 'must be greater than zero'));
  }
  if (action === 'DoNotSchedule') return;
  const rule = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
  errors.push(invalidValue(path.child('minDomains'), minDomains, rule));
}
