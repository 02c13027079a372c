// The expressions of a policy, asked about one request and one object of params.
// Source: k8s.io/apiserver/pkg/admission/plugin/cel (condition.go, activation.go), webhook/matchconditions.
import type { ApiObject } from '../../../../apimachinery/objectMeta';
import { parseApiVersion } from '../../../../apimachinery/resource';
import type { PolicyScope } from '../../../../apis/admissionregistration/policyExpressions';
import type { CelBudget } from '../../../../apis/cel/celCost';
import { CelEvaluationError } from '../../../../apis/cel/celErrors';
import type { ComposedExpression } from '../../../../apis/cel/composedVariables';
import { dynamicValue } from '../../../../apis/cel/schemaTypes';
import { CelAuthorizer, type Decide } from '../../../../apis/cel/libraries/authorizer';
import type { Authorizer } from '../../authorization/authorizer';
import type { Subject } from './policyMatching';

const OVER_BUDGET =
  'validation failed due to running out of cost budget, no further validation expressions will be run';

/** What evaluations of one request share. */
export interface EvaluationTools {
  readonly budget: CelBudget;
  readonly authorizer: Authorizer;
}

/** An expression that could not be evaluated. */
export class ExpressionFailure {
  readonly message: string;

  constructor({ expression }: ComposedExpression, error: CelEvaluationError) {
    this.message = `expression '${expression.text}' resulted in error: ${error.message}`;
  }
}

export class ExpressionRun {
  readonly #scope: PolicyScope;
  readonly #inputs: Readonly<Record<string, unknown>>;
  readonly #budget: CelBudget;
  readonly #variables = new Map<string, unknown>();
  #object: unknown;

  constructor(
    scope: PolicyScope,
    subject: Subject,
    params: ApiObject | undefined,
    { budget, authorizer }: EvaluationTools,
  ) {
    this.#scope = scope;
    this.#budget = budget;
    this.#object = dynamicValue(subject.object ?? null);
    this.#inputs = {
      oldObject: dynamicValue(subject.old ?? null),
      request: dynamicValue(requestValue(subject)),
      namespaceObject: dynamicValue(namespaceValue(subject)),
      params: dynamicValue(params ?? null),
      authorizer: celAuthorizer(authorizer, subject),
    };
  }

  /** What expressions see as `object` from now on. Variables that were asked for stay as they are. */
  set object(object: ApiObject) {
    this.#object = dynamicValue(object);
  }

  /** Whether the policy's matchConditions hold. */
  matches(): boolean | ExpressionFailure {
    for (const condition of this.#scope.matchConditions) {
      const result = this.attempt(condition);
      if (result instanceof ExpressionFailure) return result;
      if (result !== true) return false;
    }
    return true;
  }

  /** What the expression gives; an {@link ExpressionFailure} where it fails. */
  attempt(composed: ComposedExpression): unknown {
    try {
      return this.#evaluate(composed);
    } catch (error) {
      if (error instanceof CelEvaluationError) return new ExpressionFailure(composed, error);
      throw error;
    }
  }

  #evaluate({ expression, scope }: ComposedExpression): unknown {
    if (this.#budget.isSpent) throw new CelEvaluationError(OVER_BUDGET);
    const variables = scope((name) => this.#variable(name));
    return expression.evaluate({ ...this.#inputs, object: this.#object, variables }, this.#budget);
  }

  /** Evaluated once, when it is first asked for. */
  #variable(name: string): unknown {
    if (this.#variables.has(name)) return this.#variables.get(name);
    const variable = this.#scope.variables.get(name);
    if (variable === undefined) return undefined;
    const value = this.#evaluate(variable);
    this.#variables.set(name, value);
    return value;
  }
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
