// `test` and `[`: comparisons of text and numbers, and questions about files.
import { isDirectory, sizeOf } from '../files/fileNode';
import { pathOf, type Call } from './call';

export function isTrue(call: Call, operands: readonly string[]): boolean {
  const [first = '', second, third = ''] = operands;
  if (first === '!') return !isTrue(call, operands.slice(1));
  for (const joint of ['-o', '||', '-a', '&&']) {
    const place = operands.indexOf(joint);
    if (place <= 0 || place === operands.length - 1) continue;
    const [left, right] = [operands.slice(0, place), operands.slice(place + 1)];
    return joint === '-o' || joint === '||'
      ? isTrue(call, left) || isTrue(call, right)
      : isTrue(call, left) && isTrue(call, right);
  }
  if (operands.length <= 1) return first !== '';
  if (operands.length === 2) return isFileTrue(call, first, second ?? '');
  const [a, b] = [Number(first), Number(third)];
  switch (second) {
    case '=':
    case '==':
      return first === third;
    case '!=':
      return first !== third;
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    case '-ge':
      return a >= b;
    default:
      return true;
  }
}

export const FILE_TEST = /^-[edfrswxLh]$/;

function isFileTrue(call: Call, operator: string, operand: string): boolean {
  if (operator === '-z') return operand === '';
  if (operator === '-n') return operand !== '';
  if (!FILE_TEST.test(operator)) return true;
  const node = call.state.files.get(pathOf(call, operand), operator !== '-L' && operator !== '-h');
  switch (operator) {
    case '-d':
      return isDirectory(node);
    case '-f':
      return node?.kind === 'file';
    case '-s':
      return node !== undefined && sizeOf(node) > 0;
    case '-x':
      return isDirectory(node) || (node?.kind === 'file' && (node.mode & 0o111) !== 0);
    case '-L':
    case '-h':
      return node?.kind === 'link';
    default:
      return node !== undefined;
  }
}
