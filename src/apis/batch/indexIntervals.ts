// Lists of indexes such as `1,3-5,7`. Source: k8s.io/kubernetes/pkg/apis/batch/validation
// (validateIndexesFormat).
import { quote } from '../../apimachinery/fieldError';

/** How many indexes the text names, or what is wrong with it. */
export function countIndexes(text: string, completions: number): number | string {
  if (text === '') return 0;
  let total = 0;
  let previous: number | undefined;
  for (const interval of text.split(',')) {
    const parsed = parseInterval(interval, completions);
    if (typeof parsed === 'string') return parsed;
    const [first, last] = parsed;
    if (previous !== undefined && previous >= first) return notIncreasing(previous, first);
    total += last - first + 1;
    previous = last;
  }
  return total;
}

function parseInterval(text: string, completions: number): readonly [number, number] | string {
  const parts = text.split('-');
  if (parts.length > 2) {
    return `the fragment ${quote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  }
  const limits: number[] = [];
  for (const part of parts) {
    if (!/^[-+]?\d+$/.test(part)) {
      return `cannot convert string to integer for index: ${quote(part)}`;
    }
    if (Number(part) >= completions) return `too large index: ${quote(part)}`;
    limits.push(Number(part));
  }
  const [first = 0, last] = limits;
  if (last === undefined) return [first, first];
  return first >= last ? notIncreasing(first, last) : [first, last];
}

function notIncreasing(previous: number, current: number): string {
  return `non-increasing order, previous: ${String(previous)}, current: ${String(current)}`;
}
