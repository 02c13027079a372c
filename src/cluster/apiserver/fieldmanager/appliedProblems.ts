// What is wrong with an applied configuration: fields that the schema does not have, values of another
// type, items of a list that cannot be told apart.
// Source: sigs.k8s.io/structured-merge-diff (typed/validate.go).
import { goSyntax, goText, goTypeOfJson } from '../../../apimachinery/goText';
import { isJsonObject } from '../../../apimachinery/jsonObject';
import { shapeOfValue, type FieldShape, type ListShape, type ScalarShape } from './fieldShape';
import { itemElement, itemProblem } from './listItems';
import { fieldElement, printElement, printPath } from './pathElement';

/** In Kubernetes' words; undefined where nothing is wrong. */
export function appliedProblems(shape: FieldShape, value: unknown): string | undefined {
  const problems: string[] = [];
  check(shape, value, [], problems);
  if (problems.length < 2) return problems[0];
  return ['errors:', ...problems.map((each) => `  ${each}`)].join('\n');
}

type Path = readonly string[];

function check(declared: FieldShape, value: unknown, path: Path, problems: string[]): void {
  const shape = shapeOfValue(declared, value);
  if (value === null || value === undefined) return;
  switch (shape.kind) {
    case 'any':
      return;
    case 'scalar':
      return checkScalar(shape, value, path, problems);
    case 'list':
      return checkList(shape, value, path, problems);
    case 'struct':
    case 'map':
      return checkMap(shape, value, path, problems);
  }
}

function report(path: Path, message: string, problems: string[]): void {
  problems.push(path.length === 0 ? message : `${printPath(path)}: ${message}`);
}

function checkScalar({ type }: ScalarShape, value: unknown, path: Path, problems: string[]): void {
  if (type === 'any' || typeof value === type) return;
  const message = {
    number: `expected numeric (int or float), got ${goTypeOfJson(value)}`,
    string: `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`,
    boolean: `expected boolean, got &{${goText(value)}}`,
  }[type];
  report(path, message, problems);
}

function checkMap(shape: FieldShape, value: unknown, path: Path, problems: string[]): void {
  if (!isJsonObject(value)) {
    report(path, `expected map, got &{${goText(value)}}`, problems);
    return;
  }
  for (const [key, child] of Object.entries(value)) {
    const inner =
      shape.kind === 'struct'
        ? (shape.field(key)?.shape ?? shape.others)
        : shape.kind === 'map'
          ? shape.values
          : undefined;
    const at = [...path, fieldElement(key)];
    if (inner === undefined) {
      report(at, 'field not declared in schema', problems);
      return;
    }
    check(inner, child, at, problems);
  }
}

function checkList(shape: ListShape, value: unknown, path: Path, problems: string[]): void {
  if (!Array.isArray(value)) {
    report(path, `expected list, got &{${goText(value)}}`, problems);
    return;
  }
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const element = shape.type === 'atomic' ? `i:${String(index)}` : itemElement(shape, item);
    if (element === undefined) {
      report(path, `element ${String(index)}: ${itemProblem(shape, item)}`, problems);
      return;
    }
    if (seen.has(element)) {
      report(path, `duplicate entries for key ${printElement(element)}`, problems);
    }
    seen.add(element);
    check(shape.items, item, [...path, element], problems);
  }
}
