// One rule of x-kubernetes-validations as an expression over self and oldSelf.
// Source: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel (compilation.go).
import type { CelEnvironment, CelExpression } from '../cel/celEnvironment';
import { CelCompileError } from '../cel/celErrors';
import type { SchemaType } from '../cel/schemaTypes';
import type { ValidationRule } from '../generated/apiextensions/v1';

export interface CompiledRule {
  readonly rule: ValidationRule;
  /** Undefined where it does not compile. */
  readonly expression: CelExpression | undefined;
  /** messageExpression. */
  readonly message: CelExpression | undefined;
  readonly usesOldSelf: boolean;
  /** Why the rule does not compile. */
  readonly problem: CelCompileError | undefined;
  /** Why its messageExpression does not. */
  readonly messageProblem: CelCompileError | undefined;
}

const NOT_BOOL = 'cel expression must evaluate to a bool';
const NOT_STRING = 'messageExpression must evaluate to a string';

/** `type` is that of the place where the rule stands; undefined where expressions see nothing. */
export function compileRule(
  rule: ValidationRule,
  type: SchemaType | undefined,
  environment: (variables: Readonly<Record<string, string>>) => CelEnvironment,
): CompiledRule {
  const name = type?.name ?? 'dyn';
  const oldSelf = rule.optionalOldSelf === true ? `optional<${name}>` : name;
  const cel = environment({ self: name, oldSelf });
  const main = attempt(() => cel.compileAs(rule.rule, ['bool'], NOT_BOOL));
  const { messageExpression = '' } = rule;
  const message =
    messageExpression.trim() === ''
      ? undefined
      : attempt(() => cel.compileAs(messageExpression, ['string'], NOT_STRING));
  return {
    rule,
    expression: main.expression,
    message: message?.expression,
    usesOldSelf:
      main.expression?.uses('oldSelf') === true || message?.expression?.uses('oldSelf') === true,
    problem: main.problem,
    messageProblem: message?.problem,
  };
}

interface Attempt {
  readonly expression: CelExpression | undefined;
  readonly problem: CelCompileError | undefined;
}

function attempt(compile: () => CelExpression): Attempt {
  try {
    return { expression: compile(), problem: undefined };
  } catch (error) {
    if (error instanceof CelCompileError) return { expression: undefined, problem: error };
    throw error;
  }
}
