// The expressions of a ValidatingAdmissionPolicy, compiled. The API server refuses a policy whose
// expressions do not compile, and evaluates those of the others.
// Source: k8s.io/apiserver/pkg/admission/plugin/policy/validating (plugin.go, compile.go),
// pkg/admission/plugin/cel (compile.go, composition.go).
//
// Differs from Kubernetes: `request` and `namespaceObject` have no types here, as `object` has none, so that a
// misspelt field of theirs is found by type checking (`typeChecking.ts`) or when it is evaluated.
import { ComposedVariables, type ComposedExpression } from '../cel/composedVariables';
import { at, CelCompileError } from '../cel/celErrors';
import { AUTHORIZER_TYPE } from '../cel/libraries/authorizer';
import type {
  ValidatingAdmissionPolicySpec,
  Validation,
} from '../generated/admissionregistration/v1';

export interface CompiledValidation {
  readonly validation: Validation;
  readonly expression: ComposedExpression;
  readonly message: ComposedExpression | undefined;
}

export interface CompiledPolicy {
  readonly matchConditions: readonly ComposedExpression[];
  readonly variables: ReadonlyMap<string, ComposedExpression>;
  readonly validations: readonly CompiledValidation[];
  readonly auditAnnotations: readonly ComposedExpression[];
}

/** What does not compile: `validations[0].expression`, its text, and why. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly text: string;
  readonly detail: string;
}

const AUTHORIZER = 'authorizer';
const INPUTS = {
  object: 'dyn',
  oldObject: 'dyn',
  request: 'dyn',
  namespaceObject: 'dyn',
  [AUTHORIZER]: AUTHORIZER_TYPE,
};

/** The policy as far as it compiles, and what does not. */
export function compilePolicy(spec: ValidatingAdmissionPolicySpec): {
  readonly policy: CompiledPolicy;
  readonly problems: readonly PolicyProblem[];
} {
  return new PolicyCompiler(spec).compile();
}

class PolicyCompiler {
  readonly #spec: ValidatingAdmissionPolicySpec;
  readonly #problems: PolicyProblem[] = [];
  readonly #variables = new Map<string, ComposedExpression>();
  #environment: ComposedVariables;

  constructor(spec: ValidatingAdmissionPolicySpec) {
    this.#spec = spec;
    this.#environment = new ComposedVariables({
      ...INPUTS,
      ...(spec.paramKind === undefined ? {} : { params: 'dyn' }),
    });
  }

  compile(): { readonly policy: CompiledPolicy; readonly problems: readonly PolicyProblem[] } {
    const {
      matchConditions = [],
      variables = [],
      validations = [],
      auditAnnotations = [],
    } = this.#spec;
    const conditions = matchConditions.map(({ expression }, index) =>
      this.#attempt(
        ['matchConditions', index, 'expression'],
        expression,
        ['bool'],
        'must evaluate to bool',
      ),
    );
    variables.forEach(({ name, expression }, index) => {
      const compiled = this.#attempt(['variables', index, 'expression'], expression);
      if (compiled === undefined) return;
      this.#variables.set(name, compiled);
      this.#environment = this.#environment.with(name, compiled.expression.type);
    });
    const compiledValidations = validations.map((validation, index) =>
      this.#validation(validation, index),
    );
    const annotations = auditAnnotations.map(({ valueExpression }, index) =>
      this.#attempt(
        ['auditAnnotations', index, 'valueExpression'],
        valueExpression,
        ['string', 'null'],
        'must evaluate to string or null_type',
      ),
    );
    const policy = {
      matchConditions: conditions.filter(isCompiled),
      variables: this.#variables,
      validations: compiledValidations.filter(isCompiled),
      auditAnnotations: annotations.filter(isCompiled),
    };
    return { policy, problems: this.#problems };
  }

  #validation(validation: Validation, index: number): CompiledValidation | undefined {
    const path = ['validations', index] as const;
    const bool = 'must evaluate to bool';
    const expression = this.#attempt(
      [...path, 'expression'],
      validation.expression,
      ['bool'],
      bool,
    );
    const { messageExpression = '' } = validation;
    const message =
      messageExpression.trim() === ''
        ? undefined
        : this.#message([...path, 'messageExpression'], messageExpression);
    return expression === undefined ? undefined : { validation, expression, message };
  }

  /** A message must not depend on what somebody may do. */
  #message(path: readonly (string | number)[], text: string): ComposedExpression | undefined {
    const message = this.#attempt(path, text, ['string'], 'must evaluate to string');
    if (message?.expression.uses(AUTHORIZER) !== true) return message;
    const why = `undeclared reference to '${AUTHORIZER}' (in container '')`;
    const { message: display } = at(text, text.indexOf(AUTHORIZER), why);
    this.#problems.push({ path, text, detail: `compilation failed: ${display}` });
    return undefined;
  }

  #attempt(
    path: readonly (string | number)[],
    sent: string | undefined,
    types?: readonly string[],
    rule = '',
  ): ComposedExpression | undefined {
    // What a client leaves out is empty.
    const text = sent ?? '';
    try {
      return this.#environment.compile(text, types, rule);
    } catch (error) {
      if (!(error instanceof CelCompileError)) throw error;
      const detail = error.summary === rule ? rule : `compilation failed: ${error.message}`;
      this.#problems.push({ path, text, detail });
      return undefined;
    }
  }
}

function isCompiled<T>(value: T | undefined): value is T {
  return value !== undefined;
}
