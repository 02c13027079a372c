// What calls of functions and operators cost at most, beside their operands, and how large their results are.
// Source: github.com/google/cel-go/checker (cost.go), k8s.io/apiserver/pkg/cel/library (cost.go).
//
// Differs from Kubernetes: functions over sets, formats, addresses, and `format` cost 1, whatever they are given.
import { GO_MATCHES } from './goRegexps';
import {
  added,
  fixed,
  multiplied,
  PER_CHARACTER,
  PER_PATTERN_CHARACTER,
  product,
  scaled,
  sum,
  UNKNOWN_SIZE,
  type Size,
} from './sizeEstimate';

export interface CallCost {
  readonly cost: number;
  readonly size?: Size;
}

export interface Operand {
  /** `string`, `list<int>`, `dyn`. */
  readonly type: string;
  readonly size: Size;
  /** Of an element of a list. */
  readonly elementSize: Size;
}

const NONE: Operand = { type: 'dyn', size: UNKNOWN_SIZE, elementSize: UNKNOWN_SIZE };
/** Two checks of the authorizer, and no more, may stand in an expression. */
const AUTHORIZER_CHECK = 350_000;

/** `target` is what a function is a member of. */
export function callCost(
  name: string,
  target: Operand | undefined,
  operands: readonly Operand[],
): CallCost {
  const [first = NONE] = operands;
  if (target === undefined) {
    const global = name === 'url' && operands.length === 1;
    return { cost: global ? scaled(first.size.max, PER_CHARACTER) : 1 };
  }
  switch (name) {
    case 'check':
      return { cost: AUTHORIZER_CHECK };
    case 'isSorted':
    case 'sum':
    case 'max':
    case 'min':
    case 'indexOf':
    case 'lastIndexOf':
      return { cost: traversal(target) };
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
      return { cost: scaled(target.size.max, PER_CHARACTER), size: target.size };
    case 'replace':
      return {
        cost: scaled(target.size.max, 2 * PER_CHARACTER),
        size: replacedSize(target.size, first.size, operands[1]?.size ?? UNKNOWN_SIZE),
      };
    case 'split':
      return {
        cost: scaled(target.size.max, 2 * PER_CHARACTER),
        size: { min: 0, max: target.size.max },
      };
    case 'join':
      return joined(target, operands[0]);
    case 'startsWith':
    case 'endsWith':
      return { cost: scaled(first.size.max, PER_CHARACTER) };
    case 'contains':
      if (target.type !== 'string') return { cost: 1 };
      return {
        cost: product(
          scaled(target.size.max, PER_CHARACTER),
          scaled(first.size.max, PER_CHARACTER),
        ),
      };
    case GO_MATCHES:
      return { cost: searchCost(target.size, first.size) };
    case 'find':
    case 'findAll':
      return { cost: searchCost(target.size, first.size), size: { min: 0, max: target.size.max } };
    default:
      return { cost: 1 };
  }
}

/** Of `+`, `==`, `<`, `in` and their like. */
export function operatorCost(name: string, left: Operand, right: Operand): CallCost {
  const isText = left.type === 'string' || left.type === 'bytes';
  switch (name) {
    case '+': {
      const size = added(left.size, right.size);
      if (left.type.startsWith('list')) return { cost: 1, size };
      return isText ? { cost: scaled(size.max, PER_CHARACTER), size } : { cost: 1 };
    }
    case '==':
    case '!=':
      return { cost: scaled(Math.min(left.size.max, right.size.max), PER_CHARACTER) };
    case 'in':
      return { cost: right.type.startsWith('list') ? right.size.max : 1 };
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (!isText) return { cost: 1 };
      return { cost: scaled(Math.min(left.size.max, right.size.max), PER_CHARACTER) };
    default:
      return { cost: 1 };
  }
}

function traversal({ type, size, elementSize }: Operand): number {
  if (!type.startsWith('list')) return scaled(size.max, PER_CHARACTER);
  const isOfTexts = type === 'list<string>' || type === 'list<bytes>';
  return product(size.max, isOfTexts ? sum(1, scaled(elementSize.max, PER_CHARACTER)) : 1);
}

function searchCost(text: Size, pattern: Size): number {
  return product(
    scaled(sum(text.max, 1), PER_CHARACTER),
    scaled(pattern.max, PER_PATTERN_CHARACTER),
  );
}

function joined({ size, elementSize }: Operand, separator: Operand | undefined): CallCost {
  const gaps = { min: Math.max(0, size.min - 1), max: Math.max(0, size.max - 1) };
  const texts = multiplied(size, elementSize);
  const all = separator === undefined ? texts : added(texts, multiplied(separator.size, gaps));
  return { cost: scaled(all.max, PER_CHARACTER), size: all };
}

/** The most is where the shortest is replaced by the longest, the least the other way round. */
function replacedSize(text: Size, old: Size, by: Size): Size {
  return {
    min: replacedLength(text.min, old.max, by.min, old.max <= by.min),
    max: replacedLength(text.max, old.min, by.max, by.max <= old.min),
  };
}

/** An empty text that is replaced is found between all characters. */
function replacedLength(text: number, old: number, by: number, isKept: boolean): number {
  if (old === 0) return sum(product(sum(text, 1), by), text);
  return isKept ? text : product(Math.ceil(text / old), by);
}

/** Scalars are of size 1. */
export function typeSize(type: string): Size | undefined {
  return SCALARS.includes(type) ? fixed(1) : undefined;
}

const SCALARS: readonly string[] = [
  'bool',
  'double',
  'int',
  'uint',
  'google.protobuf.Duration',
  'google.protobuf.Timestamp',
];
