// What expressions cost, and an end to those that cost too much: they run within a request, and nobody else gets
// a turn meanwhile. Counted are the parts of an expression, once for every turn of the loop that they are in, and
// the sizes of the lists, maps and texts that operators and functions are given.
// Source: k8s.io/apiserver/pkg/apis/cel (config.go), pkg/cel/library (cost.go).
//
// Differs from Kubernetes: a part costs 1, whatever it is; one
// expression may cost a quarter of PerCallLimit, and all of a request no more than that, where Kubernetes allows
// ten times PerCallLimit (RuntimeCELCostBudget).
import type { ASTNode } from '@marcbachmann/cel-js';
import { CelEvaluationError } from './celErrors';
import { GO_MATCHES } from './goRegexps';

/** Of all expressions together, and so of each: some 40 ms. */
const LIMIT = 250_000;
/** CEL's own weight of a text: looking at ten characters costs as much as looking at one value. */
const CHARACTERS = 10;

export class CelCostError extends CelEvaluationError {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

/** What the expressions of one request may cost together. */
export class CelBudget {
  #left = LIMIT;

  /** True once nothing more is to be evaluated. */
  get isSpent(): boolean {
    return this.#left < 0;
  }

  spend(cost: number): void {
    this.#left -= cost;
  }
}

/** The library's nodes as they are inside: what its types do not tell. Of version 8.0.0, which is pinned. */
interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly meta: {
    readonly alternate?: Node;
    readonly macro?: unknown;
    readonly evaluate: Evaluate;
  };
  setMeta(key: 'evaluate', value: Evaluate): void;
}

type Evaluate = (evaluator: unknown, node: unknown, context: unknown) => unknown;

/** `condition` is asked before every turn of a loop whether to go on. */
interface Comprehension {
  readonly iterable: Node;
  readonly step: Node;
  condition?: (accumulated: unknown) => unknown;
}

/** Their cost depends on how large their operands are. */
const SIZED: readonly string[] = ['==', '!=', 'in', '+', '<', '<=', '>', '>=', 'call', 'rcall'];

/** A regular expression looks at each character with care. */
const SEARCH_WEIGHT = 10;
const SEARCHES: readonly string[] = [GO_MATCHES, 'find', 'findAll'];

/** Counts for one expression, whose nodes tell it what they do. */
export class CostMeter {
  readonly #base: number;
  readonly #exceeded = new CelCostError();
  #left = 0;

  /** `ast` has been checked: its nodes know how they are evaluated. */
  constructor(ast: ASTNode) {
    // See the type: it is what is there.
    this.#base = this.#instrument(ast as unknown as Node);
  }

  /** Throws CelCostError where it costs more than one expression may. */
  run<T>(budget: CelBudget, action: () => T): T {
    this.#left = LIMIT - this.#base;
    try {
      const value = action();
      // `||`, `&&` and loops go on after an error, which might be this one.
      if (this.#left < 0) throw this.#exceeded;
      return value;
    } finally {
      budget.spend(LIMIT - this.#left);
    }
  }

  #charge(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) throw this.#exceeded;
  }

  /** How many nodes there are below, without those in loops. */
  #instrument(node: Node): number {
    const { alternate } = node.meta;
    if (alternate !== undefined) return this.#instrument(alternate);
    if (node.op === 'comprehension') return this.#instrumentLoop(node.args as Comprehension);
    const children = childrenOf(node.args);
    const cost = children.reduce((sum, child) => sum + this.#instrument(child), 1);
    const weight = isSearch(node) ? SEARCH_WEIGHT : 1;
    if (SIZED.includes(node.op)) for (const child of children) this.#chargeSize(child, weight);
    return cost;
  }

  #instrumentLoop(loop: Comprehension): number {
    const cost = this.#instrument(loop.step);
    const { condition } = loop;
    loop.condition = (accumulated) => {
      this.#charge(cost);
      return condition === undefined || condition(accumulated);
    };
    return 1 + this.#instrument(loop.iterable);
  }

  #chargeSize(operand: Node, weight: number): void {
    const node = operand.meta.alternate ?? operand;
    if (node.op === 'value' || node.meta.macro !== undefined) return;
    const { evaluate } = node.meta;
    node.setMeta('evaluate', (evaluator, ast, context) => {
      const value = evaluate(evaluator, ast, context);
      const size = sizeOf(value) * weight;
      if (size > 1) this.#charge(size);
      return value;
    });
  }
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length / CHARACTERS;
  if (Array.isArray(value)) return value.length;
  return value instanceof Map ? value.size : 0;
}

/** Of a call, the name of the function comes first. */
function isSearch({ op, args }: Node): boolean {
  if (!op.endsWith('call') || !Array.isArray(args)) return false;
  const name: unknown = args[0];
  return typeof name === 'string' && SEARCHES.includes(name);
}

function childrenOf(args: unknown): readonly Node[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  return isNode(args) ? [args] : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
