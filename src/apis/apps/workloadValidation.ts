// What the workloads of apps/v1 have in common: a selector that fits the template and stays.
// Source: k8s.io/kubernetes/pkg/apis/apps/validation.
import { invalidValue, required } from '../../apimachinery/fieldError';
import { FieldPath } from '../../apimachinery/fieldPath';
import {
  compileLabelSelector,
  LabelSelectorError,
  type LabelMatcher,
} from '../../apimachinery/labelSelector';
import { isDns1123Subdomain } from '../../apimachinery/names';
import type { ApiObject } from '../../apimachinery/objectMeta';
import type { PodTemplateSpec } from '../generated/core/v1';
import type { LabelSelector } from '../generated/meta/v1';
import { checkControllerTemplate } from '../core/controllerTemplateValidation';
import type { KindRules } from '../kindRules';
import { checkImmutable, type FieldErrors } from '../meta/fieldChecks';
import { checkLabelSelector } from '../meta/labelValidation';
import { checkObjectMeta, checkObjectMetaUpdate } from '../meta/objectMetaValidation';

const SPEC = FieldPath.root('spec');
const SELECTOR = SPEC.child('selector');

interface WithSelector {
  readonly selector: LabelSelector;
  readonly template?: PodTemplateSpec | undefined;
}

interface Workload extends ApiObject {
  readonly spec: WithSelector;
}

/** The two ways in which a workload is validated, around `checkSpec`, which knows its kind's fields. */
export function workloadValidation<T extends Workload>(
  checkSpec: (errors: FieldErrors, spec: T['spec']) => void,
): Pick<KindRules<T>, 'validate' | 'validateUpdate'> {
  return {
    validate(workload) {
      const errors: FieldErrors = [];
      checkObjectMeta(errors, workload.metadata, true, isDns1123Subdomain);
      checkSpec(errors, workload.spec);
      return errors;
    },
    validateUpdate(workload, old) {
      const errors: FieldErrors = [];
      checkObjectMetaUpdate(errors, workload.metadata, old.metadata);
      if (workload.spec === old.spec) return errors;
      checkSpec(errors, workload.spec);
      checkImmutable(errors, SPEC, 'selector', workload.spec.selector, old.spec.selector);
      return errors;
    },
  };
}

/** A ReplicaSet's empty selector is complained of as a deployment's: Kubernetes does so too. */
export function checkSelectorAndTemplate(
  errors: FieldErrors,
  kind: 'ReplicaSet' | 'DaemonSet',
  spec: WithSelector,
): void {
  // Validation meets what users wrote: `selector` may be missing.
  const selector: LabelSelector | undefined = spec.selector;
  if (selector === undefined) errors.push(required(SELECTOR));
  else {
    checkLabelSelector(errors, SELECTOR, selector);
    const size =
      Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions?.length ?? 0);
    if (size === 0) {
      const whose = kind === 'DaemonSet' ? 'daemonset' : 'deployment';
      errors.push(invalidValue(SELECTOR, selector, `empty selector is invalid for ${whose}`));
    }
  }
  checkControllerTemplate(errors, kind, spec.template, matcherOf(selector));
}

/** A selector that is absent or wrong is complained of by itself, and is not held against the labels. */
export function matcherOf(selector: LabelSelector | undefined): LabelMatcher {
  if (selector === undefined) return () => true;
  try {
    return compileLabelSelector(selector);
  } catch (error) {
    if (error instanceof LabelSelectorError) return () => true;
    throw error;
  }
}
