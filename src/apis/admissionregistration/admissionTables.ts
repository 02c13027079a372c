// Rows of `kubectl get` for webhooks and policies of admission.
// Source: k8s.io/kubernetes/pkg/printers/internalversion.
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from '../generated/admissionregistration/v1';
import type { LabelSelector } from '../generated/meta/v1';
import {
  age,
  AGE_COLUMN,
  column,
  integerColumn,
  NAME_COLUMN,
  type KindTable,
} from '../printerColumn';

export const WEBHOOKS_TABLE: KindTable<
  MutatingWebhookConfiguration | ValidatingWebhookConfiguration
> = {
  columns: [NAME_COLUMN, integerColumn('Webhooks', 'Number of webhooks.'), AGE_COLUMN],
  row: ({ metadata, webhooks }, nowMs) => [
    metadata.name,
    webhooks?.length ?? 0,
    age(metadata.creationTimestamp, nowMs),
  ],
};

const PARAM_KIND = column('ParamKind', 'Kind of the objects that parametrize the policy.');

export const VALIDATING_ADMISSION_POLICY_TABLE: KindTable<ValidatingAdmissionPolicy> = {
  columns: [NAME_COLUMN, integerColumn('Validations', 'Number of rules.'), PARAM_KIND, AGE_COLUMN],
  row: ({ metadata, spec }, nowMs) => [
    metadata.name,
    spec.validations?.length ?? 0,
    paramKindText(spec.paramKind),
    age(metadata.creationTimestamp, nowMs),
  ],
};

export const MUTATING_ADMISSION_POLICY_TABLE: KindTable<MutatingAdmissionPolicy> = {
  columns: [NAME_COLUMN, integerColumn('Mutations', 'Number of changes.'), PARAM_KIND, AGE_COLUMN],
  row: ({ metadata, spec }, nowMs) => [
    metadata.name,
    spec.mutations?.length ?? 0,
    paramKindText(spec.paramKind),
    age(metadata.creationTimestamp, nowMs),
  ],
};

export const ADMISSION_POLICY_BINDING_TABLE: KindTable<
  ValidatingAdmissionPolicyBinding | MutatingAdmissionPolicyBinding
> = {
  columns: [
    NAME_COLUMN,
    column('PolicyName', 'The policy that is put to work.'),
    column('ParamRef', 'The object that parametrizes it.'),
    AGE_COLUMN,
  ],
  row: ({ metadata, spec }, nowMs) => [
    metadata.name,
    spec.policyName ?? '',
    paramRefText(spec.paramRef),
    age(metadata.creationTimestamp, nowMs),
  ],
};

function paramKindText(kind: ParamKind | undefined): string {
  return kind === undefined ? '<unset>' : `${kind.apiVersion ?? ''}/${kind.kind ?? ''}`;
}

function paramRefText(ref: ParamRef | undefined): string {
  if (ref?.name) return `${ref.namespace || '*'}/${ref.name}`;
  return ref?.selector === undefined ? '<unset>' : goText(ref.selector);
}

/** As Go prints the struct, since Kubernetes does so here. */
function goText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.keys(matchLabels)
    .sort()
    .map((key) => `${key}: ${matchLabels[key] ?? ''},`)
    .join('');
  const expressions = matchExpressions
    .map(
      ({ key, operator, values = [] }) =>
        `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
    )
    .join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}
