// Keeps metadata.managedFields: which manager owns which fields of an object.
// Source: k8s.io/apimachinery/pkg/util/managedfields;
// https://kubernetes.io/docs/reference/using-api/server-side-apply/
//
// Differs from Kubernetes: sets are not converted between versions of a kind, nor when a definition makes
// a list or map atomic or granular; times that are not set (`lastProbeTime: null`) count as there only
// where valueStructs.ts says so. What binding, eviction and deletion write has no owner there either.
import { ApiStatusError } from '../../../apimachinery/apiStatus';
import { deepEqual } from '../../../apimachinery/deepEqual';
import { isJsonObject, type JsonObject } from '../../../apimachinery/jsonObject';
import type { ApiObject, ManagedFieldsEntry } from '../../../apimachinery/objectMeta';
import type { WallClock } from '../../../apimachinery/wallClock';
import type { SchemaLookup } from '../../../apis/schema/schemaBundle';
import type { ObjectParts } from '../objectParts';
import type { ServedKind } from '../servedKinds';
import { appliedProblems } from './appliedProblems';
import { applyConfiguration, type Applied } from './applyOwnership';
import { EntryPool } from './entryPool';
import { fieldsOfLastApplied, KUBECTL, withLastApplied } from './lastApplied';
import { fieldChanges, NOTHING, type FieldChanges } from './fieldChanges';
import type { FieldShape } from './fieldShape';
import { NO_FIELDS, type FieldSet } from './fieldSet';
import { recursiveDifference } from './fieldSetAlgebra';
import { withImpliedKeys, withStatedKeys } from './impliedKeys';
import { decodeManagedFields, isResetOfManagedFields, type ManagedEntry } from './managedEntries';
import { goString, gvkText } from './gvkText';
import { NewSpecs } from './newSpecs';
import { SchemaShapes } from './schemaShapes';
import { UpdateOwnership } from './updateOwnership';

/** One write, as far as ownership is concerned. */
export interface FieldWrite {
  readonly kind: ServedKind;
  readonly manager: string;
  readonly subresource: string | undefined;
}

export class FieldManager {
  /** As clients know lists, and as they are stored. */
  readonly #stated: SchemaShapes;
  readonly #stored: SchemaShapes;
  readonly #clock: WallClock;
  readonly #pool = new EntryPool();
  readonly #ownership = new UpdateOwnership(this.#pool);
  readonly #newSpecs: NewSpecs;

  constructor(schemas: SchemaLookup, clock: WallClock) {
    const share = (set: FieldSet): FieldSet => this.#pool.share(set);
    this.#stated = new SchemaShapes(schemas, 'stated', share);
    this.#stored = new SchemaShapes(schemas, 'implied', share);
    this.#clock = clock;
    this.#newSpecs = new NewSpecs(this.#pool);
  }

  /** Of a new object, completed with defaults and not yet admitted; `given` is what its client says. */
  afterCreate(write: FieldWrite, object: ApiObject, given: Given): readonly ManagedEntry[] {
    const entries = this.#readable(given, object) ?? [];
    const changed = recursiveDifference(this.#newFields(write.kind, object), resetFields(write));
    return this.#after(write, entries, { changed, removed: NO_FIELDS });
  }

  /**
   * Of an object in the place of `old`, not yet admitted. Of objects without any managers, as they are
   * when a client has reset managedFields, nothing is kept.
   */
  afterUpdate(
    write: FieldWrite,
    old: ApiObject,
    object: ApiObject,
    given: Given,
  ): readonly ManagedEntry[] {
    const entries = this.#entriesOf(write, old, object, given);
    if (entries.length === 0) return entries;
    const changes = fieldChanges(this.#storedShape(write.kind), old, object);
    if (changes === undefined) return entries;
    const reset = resetFields(write);
    return this.#after(write, entries, {
      changed: recursiveDifference(changes.changed, reset),
      removed: recursiveDifference(changes.removed, reset),
    });
  }

  /**
   * Lays an applied configuration over the live object; undefined for one that is yet to be made. Throws
   * Conflict where others own what it would change and `force` does not take it from them.
   */
  apply(
    write: FieldWrite,
    live: ApiObject | undefined,
    applied: JsonObject,
    force: boolean,
  ): Applied {
    const { kind, manager, subresource } = write;
    const shape = this.#stated.ofKind(kind.schemaName);
    const problems = appliedProblems(shape, applied);
    if (problems !== undefined) throw notTyped(applied, problems);
    const isKubectl = manager === KUBECTL;
    const result = applyConfiguration(this.#pool, {
      shape,
      live: live ?? {},
      applied,
      entries: live === undefined ? [] : this.#entriesBeforeApply(kind, live),
      applier: { manager, operation: 'Apply', apiVersion: kind.apiVersion, subresource },
      force,
      allowed: isKubectl ? fieldsOfLastApplied(shape, live, kind.apiVersion) : NO_FIELDS,
      reset: resetFields(write),
      time: this.#timeOf(write),
    });
    const entries = withImpliedKeys(result.entries, result.object);
    const object = isKubectl ? withLastApplied(result.object, applied) : result.object;
    return { object, entries };
  }

  /** What an object without managers has is the property of whoever came before the first apply. */
  #entriesBeforeApply(kind: ServedKind, live: ApiObject): readonly ManagedEntry[] {
    const entries = decodeManagedFields(live.metadata.managedFields) ?? [];
    const write = { kind, manager: BEFORE_FIRST_APPLY, subresource: undefined };
    const stored = entries.length > 0 ? entries : this.afterCreate(write, live, undefined);
    return withStatedKeys(stored, live);
  }

  /** Scaling goes through an object of its own, whose times are not taken over. */
  #timeOf({ subresource }: FieldWrite): string | undefined {
    return subresource === 'scale' ? undefined : this.#clock.now();
  }

  #after(
    write: FieldWrite,
    entries: readonly ManagedEntry[],
    changes: FieldChanges,
  ): readonly ManagedEntry[] {
    const { kind, manager, subresource } = write;
    const writer = {
      manager,
      operation: 'Update',
      apiVersion: kind.apiVersion,
      subresource,
    } as const;
    const { changed, removed } = changes;
    return this.#ownership.after(entries, { writer, changed, removed, time: this.#timeOf(write) });
  }

  /** The managers to start from: the client's where it sends some, those that are stored otherwise. */
  #entriesOf(
    write: FieldWrite,
    old: ApiObject,
    object: ApiObject,
    given: Given,
  ): readonly ManagedEntry[] {
    const stored = decodeManagedFields(old.metadata.managedFields) ?? [];
    if (write.subresource !== undefined || given === old.metadata.managedFields) return stored;
    if (isResetOfManagedFields(given)) return [];
    const entries = this.#readable(given, object);
    if (entries === undefined || entries.length === 0) return stored;
    return deepEqual(entries, stored) ? stored : entries;
  }

  #readable(given: Given, object: ApiObject): readonly ManagedEntry[] | undefined {
    const entries = decodeManagedFields(given);
    if (entries === undefined || entries.length === 0) return entries;
    return withImpliedKeys(entries, object).map((entry) =>
      this.#pool.entry(entry, entry.fieldsV1, entry.time),
    );
  }

  #newFields(kind: ServedKind, object: ObjectParts): FieldSet {
    const shape = this.#storedShape(kind);
    const { spec } = object;
    if (kind.kind !== 'Pod' || !isJsonObject(spec)) {
      return fieldChanges(shape, NOTHING, object)?.changed ?? NO_FIELDS;
    }
    const rest = fieldChanges(shape, { spec }, object)?.changed ?? NO_FIELDS;
    return this.#newSpecs.with(rest, this.#newSpecs.fieldsOf(shape, spec));
  }

  #storedShape(kind: ServedKind): FieldShape {
    return this.#stored.ofKind(kind.schemaName);
  }
}

const BEFORE_FIRST_APPLY = 'before-first-apply';

/** An applied configuration that the schema has no place for. */
function notTyped(applied: JsonObject, problems: string): ApiStatusError {
  const { apiVersion, kind, metadata } = applied;
  const { namespace, name } = isJsonObject(metadata) ? metadata : {};
  const what = `${goString(namespace)}/${goString(name)}; ${gvkText(apiVersion, kind)}`;
  return new ApiStatusError(
    'Unknown',
    `failed to create typed patch object (${what}): ${problems}`,
  );
}

type Given = readonly ManagedFieldsEntry[] | undefined;

/** What the write cannot change, whatever the client sends, so that it does not come to own it. */
function resetFields({ kind, subresource }: FieldWrite): FieldSet {
  const { main, status } = kind.strategy.resetFields;
  return subresource === 'status' ? status : main;
}
