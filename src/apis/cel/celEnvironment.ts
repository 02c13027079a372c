// The one door to the CEL library (@marcbachmann/cel-js): Kubernetes' functions beside CEL's own,
// typed variables, and expressions that are checked before they run.
// Source: https://kubernetes.io/docs/reference/using-api/cel/, https://github.com/google/cel-spec
//
// Differs from Kubernetes: times are kept to the millisecond;
// not supported are optional elements of list and map literals (`[?x]`), sorting and flattening of
// lists, and macros over two variables (`all(i, v, ...)`, transformList).
import { Environment, Optional, type ASTNode } from '@marcbachmann/cel-js';
import { CostMeter, type CelBudget } from './celCost';
import { estimatedCost, type DeclaredSize } from './costEstimate';
import { at, throwCompileError, throwEvaluationError, type WrittenText } from './celErrors';
import { registerAddresses } from './libraries/addresses';
import { registerAuthorizer } from './libraries/authorizer';
import { registerFormats } from './libraries/formats';
import { registerLists } from './libraries/lists';
import { registerOptionals } from './libraries/optionals';
import { registerQuantities } from './libraries/quantities';
import { registerSemver } from './libraries/semver';
import { registerSets } from './libraries/sets';
import { registerStrings } from './libraries/strings';
import { registerUrls } from './libraries/urls';
import { withGoRegexps } from './goRegexps';
import { isPatchType } from './patchTypes';
import { withStructLiterals } from './structLiterals';

export interface CelExpression {
  readonly text: string;
  /** As CEL writes it: `bool`, `list<string>`, `dyn`. */
  readonly type: string;
  /** Whether the expression names the variable. */
  uses(variable: string): boolean;
  /** The most that it can cost, by the sizes of what it looks at. */
  estimatedCost(declared: DeclaredSize): number;
  /** Throws CelEvaluationError; CelCostError where it costs too much. */
  evaluate(variables: Readonly<Record<string, unknown>>, budget: CelBudget): unknown;
}

/** Types and functions that several environments of one purpose share. */
export type CelLibrary = Environment;

export function celLibrary(): CelLibrary {
  const library = new Environment({
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    unlistedVariablesAreDyn: false,
  });
  for (const register of LIBRARIES) register(library);
  return library;
}

const LIBRARIES: readonly ((library: Environment) => void)[] = [
  registerStrings,
  registerLists,
  registerSets,
  registerOptionals,
  registerUrls,
  registerQuantities,
  registerAddresses,
  registerFormats,
  registerSemver,
  registerAuthorizer,
];

export class CelEnvironment {
  readonly #environment: Environment;

  /** `variables`: their types by name. The library takes no more types from then on. */
  constructor(library: Environment, variables: Readonly<Record<string, string>>) {
    this.#environment = library.clone();
    for (const [name, type] of Object.entries(variables)) {
      this.#environment.registerVariable(name, type);
    }
  }

  /** Throws CelCompileError for what does not parse or whose types do not fit. */
  compile(text: string): CelExpression {
    return this.#compile(text, text);
  }

  /** As {@link compile}; the expression may make structs that are registered (`patchTypes.ts`). */
  compilePatch(text: string): CelExpression {
    const rewritten = withStructLiterals(text);
    const { text: parsed, structs } = rewritten;
    const unknown = structs.find((name) => !isPatchType(name));
    if (unknown !== undefined) {
      throw at(
        text,
        text.indexOf(unknown),
        `undeclared reference to '${unknown}' (in container '')`,
      );
    }
    return this.#compile(text, parsed, {
      text: () => text,
      placeOf: (offset) => rewritten.placeOf(offset),
    });
  }

  #compile(text: string, parsed: string, written?: WrittenText): CelExpression {
    const program = this.#parse(parsed, written);
    const checked = program.check();
    if (!checked.valid) throwCompileError(checked.error, parsed, written);
    const names = new Set<string>();
    collectNames(program.ast, names);
    const meter = new CostMeter(program.ast);
    return {
      text,
      type: checked.type ?? 'dyn',
      uses: (variable) => names.has(variable),
      estimatedCost: (declared) => estimatedCost(program.ast, declared),
      evaluate(variables, budget) {
        try {
          return meter.run(budget, (): unknown => program(variables));
        } catch (error) {
          throwEvaluationError(error);
        }
      },
    };
  }

  /** As {@link compile}; also refuses what is not of one of the types. */
  compileAs(text: string, types: readonly string[], rule: string): CelExpression {
    const expression = this.compile(text);
    if (expression.type !== 'dyn' && !types.includes(expression.type)) throw at(text, 0, rule);
    return expression;
  }

  #parse(text: string, written?: WrittenText): ReturnType<Environment['parse']> {
    try {
      return this.#environment.parse(withGoRegexps(text));
    } catch (error) {
      throwCompileError(error, text, written);
    }
  }
}

/** A value that may be missing, as a variable of type `optional<...>`. */
export function celOptional(value: unknown): unknown {
  return value === undefined ? Optional.none() : Optional.of(value);
}

function collectNames(node: unknown, names: Set<string>): void {
  if (Array.isArray(node)) {
    for (const each of node) collectNames(each, names);
  } else if (isNode(node)) {
    if (node.op === 'id') names.add(node.args);
    else collectNames(node.args, names);
  }
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
