// Help in the editor: what a field is for, and which fields there are.
import type { TextRange, YamlNode } from '../manifest/yamlTree';
import { LAB_SHAPE } from './labShape';
import type { Field, ObjectShape, Shape } from './shape';

export interface FieldHelp {
  readonly name: string;
  readonly field: Field;
}

/** The field whose name is written at the offset. */
export function fieldAt(
  root: YamlNode,
  offset: number,
): (FieldHelp & { readonly range: TextRange }) | undefined {
  let node = root;
  let shape: Shape = LAB_SHAPE;
  for (;;) {
    if (node.kind === 'map') {
      const entry = node.entries.find(
        (each) => contains(each.keyRange, offset) || contains(each.value, offset),
      );
      const field: Field | undefined = entry === undefined ? undefined : fieldOf(shape, entry.key);
      if (entry === undefined || field === undefined) return undefined;
      if (contains(entry.keyRange, offset))
        return { name: entry.key, field, range: entry.keyRange };
      node = entry.value;
      shape = field.shape;
    } else if (node.kind === 'list' && shape.kind === 'list') {
      const item = node.items.find((each) => contains(each, offset));
      if (item === undefined) return undefined;
      node = item;
      shape = shape.items;
    } else return undefined;
  }
}

/**
 * The fields that may be written in a line of which `typed` is there already; `above` are the lines
 * before it. By indentation alone: what is being written is no YAML yet.
 */
export function fieldsFor(above: readonly string[], typed: string): readonly FieldHelp[] {
  const shape = shapeOf(pathTo(above, typed));
  if (shape?.kind !== 'object') return [];
  const taken = siblings(above, typed);
  return Object.entries(shape.fields)
    .filter(([name]) => !taken.has(name))
    .map(([name, field]) => ({ name, field }));
}

const LINE = /^(\s*)((?:- +)*)([\w-]+):(?:\s|$)/;
const START = /^(\s*)((?:- *)*)/;

/** Names of the fields around, from the outside; an item of a list is an empty name. */
function pathTo(above: readonly string[], typed: string): readonly string[] {
  const path: string[] = [];
  let indent = columnOf(typed);
  if (typed.trimStart().startsWith('-')) path.unshift('');
  let limit = typed.trimStart().startsWith('-') ? (START.exec(typed)?.[1]?.length ?? 0) : indent;
  for (let index = above.length - 1; index >= 0 && indent > 0; index--) {
    const line = above[index] ?? '';
    const [, margin = '', dashes = '', key] = LINE.exec(line) ?? [];
    if (key === undefined) continue;
    const column = margin.length + dashes.length;
    if (dashes !== '' && column === indent && path[0] !== '') {
      // The item that this line belongs to begins here.
      path.unshift('');
      limit = margin.length;
    } else if (column < limit || (column === limit && path[0] === '' && dashes === '')) {
      path.unshift(key);
      if (dashes !== '') path.unshift('');
      limit = margin.length;
    } else continue;
    indent = limit;
  }
  return path;
}

/** Fields that stand beside already, above. */
function siblings(above: readonly string[], typed: string): ReadonlySet<string> {
  const taken = new Set<string>();
  if (typed.trimStart().startsWith('-')) return taken;
  const indent = columnOf(typed);
  for (let index = above.length - 1; index >= 0; index--) {
    const line = above[index] ?? '';
    if (line.trim() === '') continue;
    const [, margin = '', dashes = '', key] = LINE.exec(line) ?? [];
    const column = margin.length + dashes.length;
    if (key === undefined || column > indent) continue;
    if (column < indent) break;
    taken.add(key);
    if (dashes !== '') break;
  }
  return taken;
}

function columnOf(line: string): number {
  return START.exec(line)?.[0].length ?? 0;
}

function shapeOf(path: readonly string[]): Shape | undefined {
  let shape: Shape | undefined = LAB_SHAPE;
  for (const name of path) {
    if (shape === undefined) return undefined;
    if (name === '') shape = shape.kind === 'list' ? shape.items : undefined;
    else shape = fieldOf(shape, name)?.shape;
  }
  return shape;
}

function fieldOf(shape: Shape, name: string): Field | undefined {
  if (shape.kind !== 'object') return undefined;
  const { fields }: ObjectShape = shape;
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function contains({ start, end }: TextRange, offset: number): boolean {
  return offset >= start && offset <= end;
}
