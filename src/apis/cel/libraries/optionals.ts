// `self.?spec.?replicas.optMap(n, n + 1)`. Source: github.com/google/cel-go/cel (library.go, optionals).
import { Optional, type Environment } from '@marcbachmann/cel-js';

/** What the library hands to a macro; its types have no name for it. */
interface MacroCall {
  readonly args: readonly [{ readonly op: string; readonly args: string }, object];
  readonly receiver: object;
}

interface TypeOf {
  readonly kind: string;
  readonly name: string;
  readonly valueType?: TypeOf;
}

interface Scope {
  forkWithVariable(name: string, type: TypeOf): Scope;
  reuse(scope: Scope): Scope;
  setIterValue(value: unknown, evaluator: Evaluator): Scope;
}

interface Checker {
  check(node: object, scope: Scope): TypeOf;
  getType(name: string): TypeOf;
  createError(code: string, message: string, node: object): Error;
}

interface Evaluator {
  run(node: object, scope: Scope): unknown;
}

export function registerOptionals(library: Environment): void {
  library
    .registerFunction('optional<A>.optMap(ast, ast): optional<dyn>', (call: MacroCall) =>
      macro(call, 'optMap'),
    )
    .registerFunction('optional<A>.optFlatMap(ast, ast): optional<dyn>', (call: MacroCall) =>
      macro(call, 'optFlatMap'),
    );
}

function macro({ args, receiver }: MacroCall, name: 'optMap' | 'optFlatMap'): object {
  const [variable, expression] = args;
  let inner: Scope | undefined;
  return {
    args,
    receiver,
    typeCheck(checker: Checker, _: unknown, scope: Scope): TypeOf {
      const optional = checker.check(receiver, scope);
      if (variable.op !== 'id') {
        const message = `${name}() variable name must be a simple identifier`;
        throw checker.createError('invalid_macro_argument', message, variable);
      }
      inner = scope.forkWithVariable(variable.args, optional.valueType ?? checker.getType('dyn'));
      const result = checker.check(expression, inner);
      return name === 'optFlatMap' ? result : checker.getType(`optional<${result.name}>`);
    },
    evaluate(evaluator: Evaluator, _: unknown, scope: Scope): unknown {
      const optional = evaluator.run(receiver, scope);
      if (!(optional instanceof Optional) || !optional.hasValue() || inner === undefined) {
        return optional;
      }
      const value = evaluator.run(
        expression,
        inner.reuse(scope).setIterValue(optional.value(), evaluator),
      );
      return name === 'optFlatMap' ? value : Optional.of(value);
    },
  };
}
