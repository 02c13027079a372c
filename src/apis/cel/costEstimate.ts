// The most that an expression can cost, by the sizes that are declared for what it looks at: Kubernetes refuses
// rules that may cost too much when they are written.
// Source: github.com/google/cel-go/checker (cost.go), parser (macro.go).
//
// Worked example: `self.items.all(x, x.size() < 9)` with at most 100 items. The range is a variable and a selection,
// 2. Of each turn: whether to go on 2, `&&` with what is known so far 1, `x` 1, size 1, `<` 1, which is 6. With the
// result 1: 2 + 100 * 6 + 1 = 603.
//
// Differs from Kubernetes: macros of optional values cost what their parts cost; see also `callCosts`.
import type { ASTNode } from '@marcbachmann/cel-js';
import { callCost, operatorCost, typeSize, type CallCost, type Operand } from './callCosts';
import { fixed, product, sum, united, UNKNOWN_SIZE, type Size } from './sizeEstimate';

/** The largest size of what a path leads to; undefined where none is declared. Lists have `@items`, maps `@keys`. */
export type DeclaredSize = (path: readonly string[]) => number | undefined;

const ITEMS = '@items';
const LIST_COST = 10;
const MAP_COST = 30;

/** The library's nodes as they are inside, checked. Of version 8.0.0, which is pinned. */
interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly checkedType?: { readonly name: string };
}

interface Estimate {
  readonly cost: number;
  readonly type: string;
  readonly size: Size | undefined;
  /** Beginning with the variable; undefined for what is made by the expression. */
  readonly path: readonly string[] | undefined;
}

type Locals = ReadonlyMap<string, readonly string[]>;

const NO_LOCALS: Locals = new Map();

export function estimatedCost(ast: ASTNode, declared: DeclaredSize): number {
  // See the type: it is what is there.
  return new Estimator(declared).visit(ast, NO_LOCALS).cost;
}

class Estimator {
  readonly #declared: DeclaredSize;

  constructor(declared: DeclaredSize) {
    this.#declared = declared;
  }

  visit(node: Node, locals: Locals): Estimate {
    const { op } = node;
    // The library's own types say what the arguments of an operation are.
    const args = node.args as readonly Node[];
    switch (op) {
      case 'value':
        return this.#made(node, 0, literalSize(node.args));
      case 'id':
        return this.#at(node, 1, locals.get(node.args as string) ?? [node.args as string]);
      case '.':
        return this.#selected(node, node.args as readonly [Node, string], locals);
      case '[]':
        return this.#indexed(node, args as readonly [Node, Node], locals);
      case 'list':
        return this.#made(node, sum(LIST_COST, this.#all(args, locals)), fixed(args.length));
      case 'map': {
        const entries = node.args as readonly (readonly Node[])[];
        const cost = sum(MAP_COST, this.#all(entries.flat(), locals));
        return this.#made(node, cost, fixed(entries.length));
      }
      case '?:':
        return this.#conditional(node, args as readonly [Node, Node, Node], locals);
      case '||':
      case '&&':
        return this.#made(node, this.#all(args, locals));
      case 'call': {
        const [name, operands] = node.args as readonly [string, readonly Node[]];
        return this.#call(node, name, undefined, operands, locals);
      }
      case 'rcall': {
        const [name, target, operands] = node.args as readonly [string, Node, readonly Node[]];
        return (
          this.#macro(node, name, target, operands, locals) ??
          this.#call(node, name, target, operands, locals)
        );
      }
      default:
        return this.#operation(node, locals);
    }
  }

  /** Operators with one operand and with two. */
  #operation(node: Node, locals: Locals): Estimate {
    if (!Array.isArray(node.args)) {
      return this.#made(node, sum(1, this.visit(node.args as Node, locals).cost));
    }
    // See above.
    const operands = node.args as readonly (Node | string)[];
    const [left, right] = operands.flatMap((each) =>
      typeof each === 'string' ? [] : [this.visit(each, locals)],
    );
    if (left === undefined) return this.#made(node, 1);
    if (right === undefined) return this.#made(node, sum(1, left.cost));
    const { cost, size } = operatorCost(node.op, this.#operand(left), this.#operand(right));
    return this.#made(node, sum(left.cost, right.cost, cost), size);
  }

  #selected(node: Node, [target, field]: readonly [Node, string], locals: Locals): Estimate {
    const from = this.visit(target, locals);
    const isStruct = from.type.startsWith('map') || from.type.startsWith('object_');
    return this.#at(node, sum(from.cost, isStruct ? 1 : 0), [...(from.path ?? []), field]);
  }

  #indexed(node: Node, [target, index]: readonly [Node, Node], locals: Locals): Estimate {
    const from = this.visit(target, locals);
    const cost = sum(from.cost, this.visit(index, locals).cost, 1);
    const step = from.type.startsWith('map') ? '@values' : ITEMS;
    return this.#at(node, cost, [...(from.path ?? []), step]);
  }

  #conditional(
    node: Node,
    [condition, yes, no]: readonly [Node, Node, Node],
    locals: Locals,
  ): Estimate {
    const [ifTrue, ifFalse] = [this.visit(yes, locals), this.visit(no, locals)];
    const cost = sum(this.visit(condition, locals).cost, Math.max(ifTrue.cost, ifFalse.cost));
    const size = united(this.#operand(ifTrue).size, this.#operand(ifFalse).size);
    return this.#made(node, cost, size);
  }

  #call(
    node: Node,
    name: string,
    target: Node | undefined,
    args: readonly Node[],
    locals: Locals,
  ): Estimate {
    if (name === 'has') return this.#has(node, args, locals);
    const operands = args.map((each) => this.visit(each, locals));
    const on = target === undefined ? undefined : this.visit(target, locals);
    const { cost, size }: CallCost = callCost(
      name,
      on === undefined ? undefined : this.#operand(on),
      operands.map((each) => this.#operand(each)),
    );
    return this.#made(node, sum(cost, on?.cost ?? 0, ...operands.map((each) => each.cost)), size);
  }

  /** Whether something is there costs nothing, beside how one gets there. */
  #has(node: Node, [selection]: readonly Node[], locals: Locals): Estimate {
    const [target] = (selection?.args ?? []) as readonly Node[];
    return this.#made(node, target === undefined ? 0 : this.visit(target, locals).cost);
  }

  /** Undefined for what is no macro. */
  #macro(
    node: Node,
    name: string,
    target: Node,
    args: readonly Node[],
    locals: Locals,
  ): Estimate | undefined {
    const [variable, ...bodies] = args;
    if (variable?.op !== 'id' || bodies.length === 0) return undefined;
    const range = this.visit(target, locals);
    if (name === 'bind') return this.#bound(node, variable, bodies, locals);
    const step = range.type.startsWith('map') ? '@keys' : ITEMS;
    const inner = new Map(locals);
    inner.set(String(variable.args), [...(range.path ?? []), step]);
    const costs = bodies.map((body) => this.visit(body, inner).cost);
    const turn = turnCost(name, costs);
    if (turn === undefined) return undefined;
    const { size } = this.#operand(range);
    const cost = sum(range.cost, turn.fixed, product(size.max, turn.each));
    return this.#made(node, cost, turn.makesList ? size : undefined);
  }

  #bound(node: Node, variable: Node, bodies: readonly Node[], locals: Locals): Estimate {
    const [value, body] = bodies.map((each, index) => {
      const inner = new Map(locals);
      const first = bodies[0];
      if (index > 0 && first !== undefined) {
        inner.set(String(variable.args), this.visit(first, locals).path ?? []);
      }
      return this.visit(each, inner);
    });
    // The empty list that it goes over costs what a list costs.
    return this.#made(node, sum(LIST_COST, value?.cost ?? 0, body?.cost ?? 0), body?.size);
  }

  #all(nodes: readonly Node[], locals: Locals): number {
    return sum(...nodes.map((each) => this.visit(each, locals).cost));
  }

  #made(node: Node, cost: number, size?: Size): Estimate {
    const type = typeOf(node);
    return { cost, type, size: size ?? typeSize(type), path: undefined };
  }

  #at(node: Node, cost: number, path: readonly string[]): Estimate {
    const type = typeOf(node);
    return { cost, type, path, size: this.#sizeAt(path) ?? typeSize(type) };
  }

  /** Whatever the variable: all are of the one type. */
  #sizeAt(path: readonly string[]): Size | undefined {
    const max = path.length === 0 ? undefined : this.#declared(path.slice(1));
    return max === undefined ? undefined : { min: 0, max };
  }

  #operand({ type, size, path }: Estimate): Operand {
    const elementSize = path === undefined ? undefined : this.#sizeAt([...path, ITEMS]);
    return { type, size: size ?? UNKNOWN_SIZE, elementSize: elementSize ?? UNKNOWN_SIZE };
  }
}

interface TurnCost {
  /** What the loop costs beside its turns. */
  readonly fixed: number;
  readonly each: number;
  readonly makesList: boolean;
}

/** As cel-go writes macros out: loops that gather a value, with a condition to go on. */
function turnCost(name: string, [first = 0, second]: readonly number[]): TurnCost | undefined {
  switch (name) {
    case 'all':
      return { fixed: 1, each: sum(3, first), makesList: false };
    case 'exists':
      return { fixed: 1, each: sum(4, first), makesList: false };
    case 'exists_one':
    case 'existsOne':
      return { fixed: 2, each: sum(2, first), makesList: false };
    case 'filter':
      return { fixed: LIST_COST + 1, each: sum(LIST_COST + 3, first), makesList: true };
    case 'map': {
      const each = sum(LIST_COST + 2, second ?? first);
      const condition = second === undefined ? 0 : first;
      return { fixed: LIST_COST + 1, each: sum(each, condition), makesList: true };
    }
    default:
      return undefined;
  }
}

function typeOf({ checkedType }: Node): string {
  const name = checkedType?.name ?? 'dyn';
  // What may be null is of its type.
  return /^dyn<(.*)>$/.exec(name)?.[1] ?? name;
}

function literalSize(value: unknown): Size {
  if (typeof value === 'string') return fixed([...value].length);
  return fixed(value instanceof Uint8Array ? value.length : 1);
}
