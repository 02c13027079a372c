// What a policy decides of one request and one object of params.
// Source: k8s.io/apiserver/pkg/admission/plugin/policy/validating (validator.go).
//
// Differs from Kubernetes: audit annotations are evaluated, and then dropped: there is no audit log.
import type { StatusReason } from '../../../../apimachinery/apiStatus';
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import type {
  CompiledPolicy,
  CompiledValidation,
} from '../../../../apis/admissionregistration/compiledPolicy';
import type { ComposedExpression } from '../../../../apis/cel/composedVariables';
import { ExpressionFailure, ExpressionRun, type EvaluationTools } from './expressionRun';
import type { Subject } from './policyMatching';

/** One thing that a policy has against a request. */
export interface PolicyDecision {
  readonly message: string;
  readonly reason: StatusReason;
  /** An expression failed: counts as the failurePolicy says, and not as validationActions. */
  readonly isError: boolean;
}

const MAX_MESSAGE_BYTES = 5 * 1024;

export function evaluatePolicy(
  policy: CompiledPolicy,
  subject: Subject,
  params: ApiObject | undefined,
  ignoreErrors: boolean,
  tools: EvaluationTools,
): readonly PolicyDecision[] {
  const run = new ExpressionRun(policy, subject, params, tools);
  return decisions(policy, run).filter(({ isError }) => !isError || !ignoreErrors);
}

function decisions(policy: CompiledPolicy, run: ExpressionRun): readonly PolicyDecision[] {
  const matches = run.matches();
  if (matches instanceof ExpressionFailure) return [failed(matches)];
  if (!matches) return [];
  const found = policy.validations.flatMap((validation) => validate(validation, run));
  for (const annotation of policy.auditAnnotations) {
    const result = run.attempt(annotation);
    if (result instanceof ExpressionFailure) found.push(failed(result));
  }
  return found;
}

function validate(
  { validation, expression, message }: CompiledValidation,
  run: ExpressionRun,
): readonly PolicyDecision[] {
  const result = run.attempt(expression);
  if (result instanceof ExpressionFailure) return [failed(result)];
  if (result === true) return [];
  const text =
    messageText(message, run) ||
    (validation.message ?? '').trim() ||
    `failed expression: ${validation.expression.trim()}`;
  return [{ message: text, reason: reasonOf(validation.reason), isError: false }];
}

function messageText(expression: ComposedExpression | undefined, run: ExpressionRun): string {
  const value = expression === undefined ? undefined : run.attempt(expression);
  const text = typeof value === 'string' ? value.trim() : '';
  return text.length > MAX_MESSAGE_BYTES || text.includes('\n') ? '' : text;
}

function failed({ message }: ExpressionFailure): PolicyDecision {
  return { message, reason: 'Invalid', isError: true };
}

const REASONS: readonly StatusReason[] = [
  'Unauthorized',
  'Forbidden',
  'Invalid',
  'RequestEntityTooLarge',
];

function reasonOf(reason: string | undefined): StatusReason {
  return REASONS.find((each) => each === reason) ?? 'Invalid';
}
