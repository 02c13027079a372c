// Holds a YAML tree against a shape: unknown, missing and repeated fields, wrong types, bad values,
// each at its exact place.
import { isQuantity } from '../apimachinery/quantity';
import { didYouMean } from '../manifest/didYouMean';
import {
  entryOf,
  type MapNode,
  type ScalarNode,
  type TextRange,
  type YamlNode,
} from '../manifest/yamlTree';
import { formatDuration, parseDuration } from './duration';
import type { AddProblem } from './labProblem';
import type { ObjectShape, Shape } from './shape';

/** `at`: what is spoken of, as `cluster.nodes[0]`; `place` is where something that is missing belongs. */
export function checkShape(
  node: YamlNode,
  shape: Shape,
  at: string,
  place: TextRange,
  add: AddProblem,
): void {
  switch (shape.kind) {
    case 'any':
      return;
    case 'object':
      if (node.kind === 'map') checkObject(node, shape, at, place, add);
      else add('wrong-type', node, `${at} must be an object with fields, not ${kindOf(node)}.`);
      return;
    case 'map':
      if (node.kind !== 'map') {
        add('wrong-type', node, `${at} must be an object with fields, not ${kindOf(node)}.`);
        return;
      }
      for (const { key, keyRange, value } of node.entries) {
        checkShape(value, shape.values, `${at}.${key}`, keyRange, add);
      }
      return;
    case 'list':
      if (node.kind !== 'list') {
        add(
          'wrong-type',
          node,
          `${at} must be a list (lines that begin with "- "), not ${kindOf(node)}.`,
        );
        return;
      }
      node.items.forEach((item, index) => {
        checkShape(item, shape.items, `${at}[${String(index)}]`, startOf(item), add);
      });
      return;
    default:
      if (node.kind === 'scalar') checkScalar(node, shape, at, add);
      else add('wrong-type', node, `${at} must be ${wordsOf(shape)}, not ${kindOf(node)}.`);
  }
}

function checkObject(
  node: MapNode,
  shape: ObjectShape,
  at: string,
  place: TextRange,
  add: AddProblem,
): void {
  for (const { keyRange, key } of node.duplicates) {
    add('duplicate-field', keyRange, `${key} is here twice: keep one of them.`);
  }
  for (const { key, keyRange, value } of node.entries) {
    const known = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (known === undefined) {
      const [meant] = didYouMean(key, Object.keys(shape.fields));
      const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
      add('unknown-field', keyRange, `${key} is no field of ${at}.${hint}`);
    } else {
      checkShape(value, known.shape, at === 'a lab' ? key : `${at}.${key}`, keyRange, add);
    }
  }
  for (const [name, each] of Object.entries(shape.fields)) {
    if (each.required === true && entryOf(node, name) === undefined) {
      add('missing-field', place, `${name} is missing in ${at}: ${each.description}`);
    }
  }
  checkChoice(node, shape, at, place, add);
}

function checkChoice(
  node: MapNode,
  { oneOf }: ObjectShape,
  at: string,
  place: TextRange,
  add: AddProblem,
): void {
  if (oneOf === undefined) return;
  const chosen = node.entries.filter(({ key }) => oneOf.includes(key));
  if (chosen.length === 0) add('missing-field', place, `${at} needs one of ${oneOf.join(', ')}.`);
  for (const { key, keyRange } of chosen.slice(1)) {
    const [first] = chosen;
    add(
      'bad-value',
      keyRange,
      `${at} has ${first?.key ?? ''} already: ${key} must be an entry of its own.`,
    );
  }
}

type ScalarShape = Exclude<Shape, { kind: 'object' | 'map' | 'list' | 'any' }>;

function checkScalar(node: ScalarNode, shape: ScalarShape, at: string, add: AddProblem): void {
  const { value } = node;
  if (!hasType(value, shape)) {
    add(
      'wrong-type',
      node,
      `${at} must be ${wordsOf(shape)}, not ${kindOf(node)}.${quotesHint(node, shape)}`,
    );
  } else if (!isGood(value, shape)) {
    add('bad-value', node, `${at} must be ${wordsOf(shape)}, not ${JSON.stringify(value)}.`);
  }
}

function hasType(value: ScalarNode['value'], shape: ScalarShape): boolean {
  switch (shape.kind) {
    case 'string':
    case 'duration':
      return typeof value === 'string';
    case 'quantity':
      return typeof value === 'string' || typeof value === 'number';
    case 'number':
    case 'boolean':
      return typeof value === shape.kind;
  }
}

function isGood(value: ScalarNode['value'], shape: ScalarShape): boolean {
  switch (shape.kind) {
    case 'string': {
      const text = String(value);
      if (shape.values !== undefined) return shape.values.includes(text);
      return shape.pattern === undefined || new RegExp(shape.pattern).test(text);
    }
    case 'duration': {
      const ms = parseDuration(String(value));
      return ms !== undefined && ms <= (shape.maxMs ?? Infinity);
    }
    case 'quantity':
      return isQuantity(String(value)) && !String(value).startsWith('-');
    case 'number': {
      const number = Number(value);
      if (shape.values !== undefined) return shape.values.includes(number);
      const { integer, min = -Infinity, max = Infinity } = shape;
      return (integer !== true || Number.isSafeInteger(number)) && number >= min && number <= max;
    }
    case 'boolean':
      return true;
  }
}

function wordsOf(shape: ScalarShape): string {
  switch (shape.kind) {
    case 'string':
      if (shape.values !== undefined) return shape.values.map((word) => `"${word}"`).join(' or ');
      return shape.what ?? 'a text';
    case 'duration':
      return shape.maxMs === undefined
        ? 'a duration such as 50s, 1m30s or 2ms'
        : `a duration of at most ${formatDuration(shape.maxMs)}, such as 2ms or 0.5s`;
    case 'quantity':
      return 'a quantity such as 4, 500m or 8Gi';
    case 'boolean':
      return 'true or false';
    case 'number': {
      if (shape.values !== undefined) return shape.values.join(' or ');
      const what = shape.integer === true ? 'a whole number' : 'a number';
      const { min, max } = shape;
      if (min === undefined) return what;
      return max === undefined || max > 1e9
        ? `${what} from ${String(min)}`
        : `${what} from ${String(min)} to ${String(max)}`;
    }
  }
}

function quotesHint({ plain, source }: ScalarNode, shape: ScalarShape): string {
  return shape.kind === 'string' && plain && source !== '' ? ` Put it in quotes: "${source}".` : '';
}

function kindOf(node: YamlNode): string {
  if (node.kind === 'map') return 'an object';
  if (node.kind === 'list') return 'a list';
  if (node.value === null) return 'empty';
  if (typeof node.value === 'string') return `the text ${JSON.stringify(node.value)}`;
  return `${typeof node.value} ${String(node.value)}`;
}

/** An item of a list may be long: what is missing in it is marked at its start. */
function startOf({ start, end }: TextRange): TextRange {
  return { start, end: Math.min(end, start + 1) };
}
