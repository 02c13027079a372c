// What a policy decides of one request and one object of params.
// Source: k8s.io/apiserver/pkg/admission/plugin/policy/validating (validator.go).
//
// Differs from Kubernetes: audit annotations are evaluated, and then dropped: there is no audit log.
import type { StatusReason } from '../../../../apimachinery/apiStatus';
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import { parseApiVersion } from '../../../../apimachinery/resource';
import type {
  CompiledPolicy,
  CompiledValidation,
} from '../../../../apis/admissionregistration/compiledPolicy';
import type { CelBudget } from '../../../../apis/cel/celCost';
import { CelEvaluationError } from '../../../../apis/cel/celErrors';
import type { ComposedExpression } from '../../../../apis/cel/composedVariables';
import { dynamicValue } from '../../../../apis/cel/schemaTypes';
import { CelAuthorizer, type Decide } from '../../../../apis/cel/libraries/authorizer';
import type { Authorizer } from '../../authorization/authorizer';
import type { Subject } from './policyMatching';

/** One thing that a policy has against a request. */
export interface PolicyDecision {
  readonly message: string;
  readonly reason: StatusReason;
  /** An expression failed: counts as the failurePolicy says, and not as validationActions. */
  readonly isError: boolean;
}

const OVER_BUDGET =
  'validation failed due to running out of cost budget, no further validation expressions will be run';
const MAX_MESSAGE_BYTES = 5 * 1024;

/** What evaluations of one request share. */
export interface EvaluationTools {
  readonly budget: CelBudget;
  readonly authorizer: Authorizer;
}

export function evaluatePolicy(
  policy: CompiledPolicy,
  subject: Subject,
  params: ApiObject | undefined,
  ignoreErrors: boolean,
  tools: EvaluationTools,
): readonly PolicyDecision[] {
  const decisions = new Evaluation(policy, subject, params, tools).decide();
  return decisions.filter(({ isError }) => !isError || !ignoreErrors);
}

class Evaluation {
  readonly #policy: CompiledPolicy;
  readonly #inputs: Readonly<Record<string, unknown>>;
  readonly #budget: CelBudget;
  readonly #variables = new Map<string, unknown>();

  constructor(
    policy: CompiledPolicy,
    subject: Subject,
    params: ApiObject | undefined,
    { budget, authorizer }: EvaluationTools,
  ) {
    this.#policy = policy;
    this.#budget = budget;
    this.#inputs = {
      object: dynamicValue(subject.object ?? null),
      oldObject: dynamicValue(subject.old ?? null),
      request: dynamicValue(requestValue(subject)),
      namespaceObject: dynamicValue(namespaceValue(subject)),
      params: dynamicValue(params ?? null),
      authorizer: celAuthorizer(authorizer, subject),
    };
  }

  decide(): readonly PolicyDecision[] {
    for (const condition of this.#policy.matchConditions) {
      const result = this.#attempt(condition);
      if (result instanceof CelEvaluationError) return [failed(condition, result)];
      if (result !== true) return [];
    }
    const decisions = this.#policy.validations.flatMap((validation) => this.#validate(validation));
    for (const annotation of this.#policy.auditAnnotations) {
      const result = this.#attempt(annotation);
      if (result instanceof CelEvaluationError) decisions.push(failed(annotation, result));
    }
    return decisions;
  }

  #validate(compiled: CompiledValidation): readonly PolicyDecision[] {
    const { validation, expression, message } = compiled;
    const result = this.#attempt(expression);
    if (result instanceof CelEvaluationError) return [failed(expression, result)];
    if (result === true) return [];
    const text =
      this.#message(message) ||
      (validation.message ?? '').trim() ||
      `failed expression: ${validation.expression.trim()}`;
    return [{ message: text, reason: reasonOf(validation.reason), isError: false }];
  }

  #message(expression: ComposedExpression | undefined): string {
    const value = expression === undefined ? undefined : this.#attempt(expression);
    const text = typeof value === 'string' ? value.trim() : '';
    return text.length > MAX_MESSAGE_BYTES || text.includes('\n') ? '' : text;
  }

  #attempt(composed: ComposedExpression): unknown {
    try {
      return this.#evaluate(composed);
    } catch (error) {
      if (error instanceof CelEvaluationError) return error;
      throw error;
    }
  }

  #evaluate({ expression, scope }: ComposedExpression): unknown {
    if (this.#budget.isSpent) throw new CelEvaluationError(OVER_BUDGET);
    const variables = scope((name) => this.#variable(name));
    return expression.evaluate({ ...this.#inputs, variables }, this.#budget);
  }

  /** Evaluated once, when it is first asked for. */
  #variable(name: string): unknown {
    if (this.#variables.has(name)) return this.#variables.get(name);
    const variable = this.#policy.variables.get(name);
    if (variable === undefined) return undefined;
    const value = this.#evaluate(variable);
    this.#variables.set(name, value);
    return value;
  }
}

function failed({ expression }: ComposedExpression, error: CelEvaluationError): PolicyDecision {
  const message = `expression '${expression.text}' resulted in error: ${error.message}`;
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

/** admission.k8s.io/v1 AdmissionRequest, as far as expressions see it. */
function requestValue({ request }: Subject): unknown {
  const { kind, subresource = '', namespace = '', name, operation, user, dryRun } = request;
  const { group, version, plural } = kind.resource;
  const body = request.bodyKind ?? kind;
  const gvk = { ...parseApiVersion(body.apiVersion), kind: body.kind };
  const gvr = { group, version, resource: plural };
  return {
    kind: gvk,
    resource: gvr,
    subResource: subresource,
    requestKind: gvk,
    requestResource: gvr,
    requestSubResource: subresource,
    name,
    namespace,
    operation,
    userInfo: { ...user, name: undefined, username: user.name },
    dryRun,
  };
}

/** Asks for the user of the request, and about its object where nothing else is said. */
function celAuthorizer(authorizer: Authorizer, { request }: Subject): CelAuthorizer {
  const { user, kind, subresource = '', namespace = '', name } = request;
  const { group, plural } = kind.resource;
  const decide: Decide = (asking, verb, about) =>
    authorizer.decide({ user: asking, verb, ...about });
  return new CelAuthorizer(decide, user, { group, resource: plural, subresource, namespace, name });
}

/** Namespaces themselves have none. */
function namespaceValue({ namespace, request }: Subject): unknown {
  return request.kind.resource.namespaced ? (namespace ?? null) : null;
}
