// The expressions of a ValidatingAdmissionPolicy, compiled. The API server refuses a policy whose
// expressions do not compile, and evaluates those of the others.
// Source: k8s.io/apiserver/pkg/admission/plugin/policy/validating (plugin.go, compile.go),
// pkg/admission/plugin/cel (compile.go, composition.go).
import type { ComposedExpression } from '../cel/composedVariables';
import { at } from '../cel/celErrors';
import type {
  ValidatingAdmissionPolicySpec,
  Validation,
} from '../generated/admissionregistration/v1';
import {
  AUTHORIZER,
  isCompiled,
  PolicyExpressions,
  type PolicyProblem,
  type PolicyScope,
} from './policyExpressions';

export interface CompiledValidation {
  readonly validation: Validation;
  readonly expression: ComposedExpression;
  readonly message: ComposedExpression | undefined;
}

export interface CompiledPolicy extends PolicyScope {
  readonly validations: readonly CompiledValidation[];
  readonly auditAnnotations: readonly ComposedExpression[];
}

/** The policy as far as it compiles, and what does not. */
export function compilePolicy(spec: ValidatingAdmissionPolicySpec): {
  readonly policy: CompiledPolicy;
  readonly problems: readonly PolicyProblem[];
} {
  const { paramKind, matchConditions, variables, validations = [], auditAnnotations = [] } = spec;
  const expressions = new PolicyExpressions(paramKind);
  const scope = expressions.scope(matchConditions, variables);
  const compiled = validations.map((validation, index) =>
    compiledValidation(expressions, validation, index),
  );
  const annotations = auditAnnotations.map(({ valueExpression }, index) =>
    expressions.compile(['auditAnnotations', index, 'valueExpression'], valueExpression, [
      'string',
      'null',
    ]),
  );
  const policy = {
    ...scope,
    validations: compiled.filter(isCompiled),
    auditAnnotations: annotations.filter(isCompiled),
  };
  return { policy, problems: expressions.problems };
}

function compiledValidation(
  expressions: PolicyExpressions,
  validation: Validation,
  index: number,
): CompiledValidation | undefined {
  const path = ['validations', index] as const;
  const expression = expressions.compile([...path, 'expression'], validation.expression, ['bool']);
  const { messageExpression = '' } = validation;
  const message =
    messageExpression.trim() === ''
      ? undefined
      : compiledMessage(expressions, [...path, 'messageExpression'], messageExpression);
  return expression === undefined ? undefined : { validation, expression, message };
}

/** A message must not depend on what somebody may do. */
function compiledMessage(
  expressions: PolicyExpressions,
  path: readonly (string | number)[],
  text: string,
): ComposedExpression | undefined {
  const message = expressions.compile(path, text, ['string']);
  if (message?.expression.uses(AUTHORIZER) !== true) return message;
  const why = `undeclared reference to '${AUTHORIZER}' (in container '')`;
  const { message: display } = at(text, text.indexOf(AUTHORIZER), why);
  expressions.problems.push({ path, text, detail: `compilation failed: ${display}` });
  return undefined;
}
