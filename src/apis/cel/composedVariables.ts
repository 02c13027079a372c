// `variables.x`: expressions with a name, which later ones use; each is evaluated when it is first asked.
// Source: k8s.io/apiserver/pkg/admission/plugin/cel (composition.go).
import type { Environment } from '@marcbachmann/cel-js';
import { at, celTypes } from './celErrors';
import { CelEnvironment, celLibrary, type CelExpression } from './celEnvironment';

const TYPE = 'variables_type';

type Resolve = (name: string) => unknown;

/** An expression that may use `variables`. */
export interface ComposedExpression {
  readonly expression: CelExpression;
  /** What the expression sees as `variables`. */
  readonly scope: (resolve: Resolve) => unknown;
}

/** The variables that are known so far, and expressions over them. */
export class ComposedVariables {
  readonly #types: Readonly<Record<string, string>>;
  readonly #inputs: Readonly<Record<string, string>>;
  readonly #base: Environment;
  readonly #environment: CelEnvironment;
  readonly #scope: (resolve: Resolve) => unknown;

  /**
   * `inputs`: types of what else there is, such as `object`; `types`: those of the variables; `base` has the types
   * of the inputs.
   */
  constructor(
    inputs: Readonly<Record<string, string>>,
    types: Readonly<Record<string, string>> = {},
    base: Environment = celLibrary(),
  ) {
    this.#inputs = inputs;
    this.#types = types;
    this.#base = base;
    const library = base.clone();
    this.#scope = registerScope(library, types);
    this.#environment = new CelEnvironment(library, { ...inputs, variables: TYPE });
  }

  /** With one more variable. */
  with(name: string, type: string): ComposedVariables {
    return new ComposedVariables(this.#inputs, { ...this.#types, [name]: type }, this.#base);
  }

  /** Throws CelCompileError; `types` are those that the result may have, any without. */
  compile(text: string, types?: readonly string[]): ComposedExpression {
    const expression = this.#environment.compile(text);
    const { type } = expression;
    if (types === undefined || type === 'dyn' || types.includes(type)) {
      return { expression, scope: this.#scope };
    }
    throw at(text, 0, `must evaluate to ${alternatives(types)} but got ${celTypes(type)}`);
  }

  /** As {@link compile} for an expression that makes a patch: `type` is what it must evaluate to. */
  compilePatch(text: string, type: string): ComposedExpression {
    const expression = this.#environment.compilePatch(text);
    if (!isOf(expression.type, type)) {
      const why = `must evaluate to ${celTypes(type)} but got ${celTypes(expression.type)}`;
      throw at(text, 0, why);
    }
    return { expression, scope: this.#scope };
  }
}

/** `bool`, `one of [string null_type]`. */
function alternatives(types: readonly string[]): string {
  const names = types.map((each) => (each === 'null' ? 'null_type' : celTypes(each)));
  return names.length === 1 ? names.join('') : `one of [${names.join(' ')}]`;
}

/** Lists of anything may be lists of what is wanted. */
function isOf(type: string, wanted: string): boolean {
  if (type === wanted || type === 'dyn') return true;
  return wanted.startsWith('list') && /^list(<(dyn|[A-Z])>)?$/.test(type);
}

function registerScope(
  library: Environment,
  fields: Readonly<Record<string, string>>,
): (resolve: Resolve) => unknown {
  // A type is told by the class of its values, and each library needs one of its own.
  const ctor = class extends Map<string, unknown> {
    #resolve: Resolve | undefined;

    static of(resolve: Resolve): Map<string, unknown> {
      const scope = new ctor();
      scope.#resolve = resolve;
      return scope;
    }

    override get(name: string): unknown {
      return this.#resolve?.(name);
    }
  };
  library.registerType(TYPE, { ctor, fields: { ...fields } });
  return (resolve) => ctor.of(resolve);
}
