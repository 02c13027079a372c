// What mutations are made of: `Object{...}` and the structs within it, whose names tell where they belong, and
// `JSONPatch{op: ..., path: ..., from: ..., value: ...}`.
// Source: k8s.io/apiserver/pkg/cel/mutation (typeresolver.go, jsonpatch.go, dynamic/objects.go).
//
// Differs from Kubernetes: `has` does not look into a struct that the expression makes.
import { Optional, type Environment } from '@marcbachmann/cel-js';
import { CelEvaluationError } from './celErrors';
import { celEqual } from './libraries/lists';
import { structFunction } from './structLiterals';

export const OBJECT = 'Object';
export const JSON_PATCH = 'JSONPatch';

const PATCH_FIELDS = { op: 'string', path: 'string', from: 'string', value: 'dyn' };

class JsonPatchNamespace {}

/** A struct that an expression made. */
export class StructValue extends Map<string, unknown> {
  /** `Object.spec`. */
  static readonly structName: string = '';

  get structName(): string {
    // Each struct has a class of its own.
    return (this.constructor as typeof StructValue).structName;
  }
}

export function isPatchType(name: string): boolean {
  return name === JSON_PATCH || name === OBJECT || name.startsWith(`${OBJECT}.`);
}

/** Registers the structs; others than those of {@link isPatchType} are unknown. */
export function registerPatchTypes(library: Environment, structs: readonly string[]): void {
  library
    .registerType('JsonPatchNamespace', JsonPatchNamespace)
    .registerConstant('jsonpatch', 'JsonPatchNamespace', new JsonPatchNamespace())
    .registerFunction('JsonPatchNamespace.escapeKey(string): string', (_: unknown, key: string) =>
      key.replaceAll('~', '~0').replaceAll('/', '~1'),
    );
  for (const name of new Set([OBJECT, JSON_PATCH, ...structs])) {
    if (isPatchType(name)) registerStruct(library, name);
  }
}

function registerStruct(library: Environment, name: string): void {
  const ctor = class extends StructValue {
    static override readonly structName = name;
  };
  const type = name === JSON_PATCH ? { ctor, fields: PATCH_FIELDS } : { ctor };
  library
    .registerType(name, type)
    .registerOperator(`${name} == ${name}`, celEqual)
    .registerFunction(`${structFunction(name)}(map): ${name}`, (fields: object) => {
      const value = new ctor();
      for (const [key, field] of fieldsOf(fields)) value.set(key, field);
      if (name === JSON_PATCH) assertPatch(value);
      return value;
    });
}

/** Without those that are optional, and are not there. */
function fieldsOf(fields: object): readonly (readonly [string, unknown])[] {
  const all = fields instanceof Map ? [...fields.entries()] : Object.entries(fields);
  return all.flatMap(([key, value]: readonly [unknown, unknown]) => {
    const name = String(key);
    if (!name.startsWith('?')) return [[name, value] as const];
    if (!(value instanceof Optional)) throw new CelEvaluationError('no such overload');
    return value.hasValue() ? [[name.slice(1), value.value()] as const] : [];
  });
}

function assertPatch(patch: ReadonlyMap<string, unknown>): void {
  for (const [name, value] of patch) {
    if (!Object.hasOwn(PATCH_FIELDS, name)) {
      throw new CelEvaluationError(`unexpected JSONPatchType field: ${name}`);
    }
    if (name !== 'value' && typeof value !== 'string') {
      const type = typeof value === 'bigint' ? 'int64' : typeof value;
      throw new CelEvaluationError(`unexpected type ${type} for JSONPatchType '${name}' field`);
    }
  }
}

/**
 * What is wrong with the names of structs, which must be those of the fields that they are in; undefined where
 * all is well.
 */
export function misplacedStruct(value: unknown): string | undefined {
  return value instanceof StructValue ? misplaced(value, value.structName) : undefined;
}

function misplaced(value: unknown, expected: string): string | undefined {
  if (value instanceof StructValue) {
    if (value.structName !== expected) {
      return `unexpected type name "${value.structName}", expected "${expected}", which matches field name path from root Object type`;
    }
    for (const [name, field] of value) {
      const why = misplaced(field, `${expected}.${name}`);
      if (why !== undefined) return why;
    }
    return undefined;
  }
  const parts: readonly unknown[] = Array.isArray(value)
    ? value
    : value instanceof Map
      ? [...value.values()]
      : [];
  for (const part of parts) {
    const why = misplaced(part, expected);
    if (why !== undefined) return why;
  }
  return undefined;
}
