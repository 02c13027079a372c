// What the expressions of all kinds of policies have in common: conditions, variables, and what they see.
// Source: k8s.io/apiserver/pkg/admission/plugin/cel (compile.go, composition.go).
import { celLibrary, type CelLibrary } from '../cel/celEnvironment';
import { ComposedVariables, type ComposedExpression } from '../cel/composedVariables';
import { CelCompileError } from '../cel/celErrors';
import { AUTHORIZER_TYPE } from '../cel/libraries/authorizer';
import { ObjectTypes } from '../cel/objectTypes';
import type { MatchCondition, ParamKind, Variable } from '../generated/admissionregistration/v1';
import { requestTypes } from './requestSchemas';

/** What does not compile: `validations[0].expression`, its text, and why. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly text: string;
  readonly detail: string;
}

/** What a policy decides whether it is about a request, and what it knows beside. */
export interface PolicyScope {
  readonly matchConditions: readonly ComposedExpression[];
  readonly variables: ReadonlyMap<string, ComposedExpression>;
}

export const AUTHORIZER = 'authorizer';

const INPUTS = {
  object: 'dyn',
  oldObject: 'dyn',
  request: 'dyn',
  namespaceObject: 'dyn',
  [AUTHORIZER]: AUTHORIZER_TYPE,
};

/** Compiles expressions one after the other, and gathers what is wrong with them. */
export class PolicyExpressions {
  readonly problems: PolicyProblem[] = [];
  readonly #variables = new Map<string, ComposedExpression>();
  /** Where expressions are evaluated, on plain values. */
  #environment: ComposedVariables;
  /** Where they are checked: it knows the fields of the request and of its namespace. */
  #typed: ComposedVariables;

  /** `library` takes no more types from then on. */
  constructor(paramKind: ParamKind | undefined, library: CelLibrary = celLibrary()) {
    const inputs = { ...INPUTS, ...(paramKind === undefined ? {} : { params: 'dyn' }) };
    const typed = library.clone();
    this.#typed = new ComposedVariables(
      { ...inputs, ...requestTypes(new ObjectTypes(typed)) },
      {},
      typed,
    );
    this.#environment = new ComposedVariables(inputs, {}, library);
  }

  scope(
    matchConditions: readonly MatchCondition[] = [],
    variables: readonly Variable[] = [],
  ): PolicyScope {
    const conditions = matchConditions.map(({ expression }, index) =>
      this.compile(['matchConditions', index, 'expression'], expression, ['bool']),
    );
    variables.forEach(({ name, expression }, index) => {
      const compiled = this.compile(['variables', index, 'expression'], expression);
      if (compiled === undefined) return;
      this.#variables.set(name, compiled);
      this.#environment = this.#environment.with(name, compiled.expression.type);
      this.#typed = this.#typed.with(name, this.#typed.compile(expression).expression.type);
    });
    return { matchConditions: conditions.filter(isCompiled), variables: this.#variables };
  }

  /** Undefined where it does not compile, or is of none of the types. */
  compile(
    path: readonly (string | number)[],
    sent: string | undefined,
    types?: readonly string[],
  ): ComposedExpression | undefined {
    return this.#attempt(path, sent, (each, text) => each.compile(text, types));
  }

  /** As {@link compile} for an expression that makes a patch of a type. */
  compilePatch(
    path: readonly (string | number)[],
    sent: string | undefined,
    type: string,
  ): ComposedExpression | undefined {
    return this.#attempt(path, sent, (each, text) => each.compilePatch(text, type));
  }

  #attempt(
    path: readonly (string | number)[],
    sent: string | undefined,
    compile: (environment: ComposedVariables, text: string) => ComposedExpression,
  ): ComposedExpression | undefined {
    // What a client leaves out is empty.
    const text = sent ?? '';
    try {
      compile(this.#typed, text);
      return compile(this.#environment, text);
    } catch (error) {
      if (!(error instanceof CelCompileError)) throw error;
      const isOfWrongType = error.summary.startsWith('must evaluate to ');
      const detail = isOfWrongType ? error.summary : `compilation failed: ${error.message}`;
      this.problems.push({ path, text, detail });
      return undefined;
    }
  }
}

export function isCompiled<T>(value: T | undefined): value is T {
  return value !== undefined;
}
