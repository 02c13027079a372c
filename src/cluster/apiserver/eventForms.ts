// New events of which nearly all is known before they are looked at: their writer has written others of the same
// reason about objects of the same kind, with the same fields. Who owns those, and that nothing is wrong with
// them, need not be found out again. A cache, and no more.
import { isJsonObject, type JsonObject } from '../../apimachinery/jsonObject';
import type { ApiObject, ManagedFieldsEntry, ObjectMeta } from '../../apimachinery/objectMeta';
import { isValidAsWell } from '../../apis/core/event';
import type { FieldWrite } from './fieldmanager/fieldManager';
import { ObjectForm } from './objectForm';

type Owners = readonly ManagedFieldsEntry[];

/** Of either kind of events: one has other names for some fields. */
interface EventFields extends ApiObject {
  readonly reason?: unknown;
  readonly eventTime?: unknown;
  readonly message?: unknown;
  readonly note?: unknown;
  readonly involvedObject?: unknown;
  readonly regarding?: unknown;
  readonly source?: unknown;
  readonly firstTimestamp?: unknown;
  readonly lastTimestamp?: unknown;
  readonly count?: unknown;
  readonly type?: unknown;
  readonly reportingComponent?: unknown;
  readonly reportingInstance?: unknown;
}

/** As client-go's older recorder has them. */
const USUAL_FIELDS: readonly string[] = [
  'apiVersion',
  'kind',
  'metadata',
  'involvedObject',
  'reason',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'count',
  'type',
  'reportingComponent',
  'reportingInstance',
];

const MAX_REASONS = 256;
/** For each reason: the containers of a pod, the namespaces of an app. */
const MAX_FORMS = 8;
/** Who reports a newer event is checked; of an older one it is the host of the source. */
const OWN_FIELDS = ['metadata', 'firstTimestamp', 'lastTimestamp', 'eventTime', 'message', 'note'];
const OWN_PARTS = ['involvedObject', 'regarding', 'source'];
const OWN_IN_NEWER: ReadonlySet<string> = new Set([...OWN_FIELDS, ...OWN_PARTS]);
const OWN: ReadonlySet<string> = new Set([...OWN_IN_NEWER, 'reportingInstance']);
const OWN_METADATA: ReadonlySet<string> = new Set(['name']);
const OWN_REFERENCE: ReadonlySet<string> = new Set(['name', 'uid', 'resourceVersion']);
const OWN_SOURCE: ReadonlySet<string> = new Set(['host']);

export class EventForms {
  readonly #byReason = new Map<unknown, EventForm[]>();

  /** Undefined where no such event has been written, and for what is no event. */
  find(write: FieldWrite, draft: EventFields): EventForm | undefined {
    if (!isEvents(write)) return undefined;
    const forms = this.#byReason.get(draft.reason);
    if (forms === undefined) return undefined;
    for (const form of forms) if (form.matches(write, draft)) return form;
    return undefined;
  }

  /** Of a draft that is valid as it is, and has nothing to be completed. */
  learn(write: FieldWrite, draft: EventFields, time: string, owners: Owners): void {
    if (!isEvents(write) || !isNamedOnly(draft.metadata)) return;
    const { kind } = write;
    const { source, apiVersion } = draft;
    if (apiVersion !== kind.apiVersion || draft.kind !== kind.kind) return;
    const reference = referenceOf(draft);
    if (!isJsonObject(reference) || (source !== undefined && !isJsonObject(source))) return;
    const form = new EventForm(write, draft, reference, source);
    form.setOwners(time, owners);
    const known = this.#byReason.get(draft.reason) ?? [];
    if (this.#byReason.size >= MAX_REASONS) this.#byReason.clear();
    this.#byReason.set(draft.reason, [form, ...known.slice(0, MAX_FORMS - 1)]);
  }
}

export class EventForm {
  readonly #write: FieldWrite;
  readonly #fields: ObjectForm<EventFields>;
  readonly #metadata: ObjectForm<ObjectMeta>;
  readonly #reference: ObjectForm<JsonObject>;
  readonly #source: ObjectForm<JsonObject> | undefined;
  readonly #isUsual: boolean;
  #time = '';
  #owners: Owners = [];

  constructor(
    write: FieldWrite,
    draft: EventFields,
    reference: JsonObject,
    source: JsonObject | undefined,
  ) {
    const { metadata } = draft;
    this.#write = write;
    this.#fields = new ObjectForm(draft, draft.eventTime ? OWN_IN_NEWER : OWN);
    this.#metadata = new ObjectForm(metadata, OWN_METADATA);
    this.#reference = new ObjectForm(reference, OWN_REFERENCE);
    this.#isUsual = this.#fields.has(USUAL_FIELDS);
    this.#source = source && new ObjectForm(source, OWN_SOURCE);
  }

  /** Whether another event of the reason differs in nothing but its own place, time, object and message. */
  matches({ kind, manager }: FieldWrite, draft: EventFields): boolean {
    const { source } = draft;
    const reference = referenceOf(draft);
    return (
      kind === this.#write.kind &&
      manager === this.#write.manager &&
      isJsonObject(reference) &&
      this.#reference.matches(reference) &&
      this.#fields.matches(draft) &&
      this.#metadata.matches(draft.metadata) &&
      (this.#source === undefined || (isJsonObject(source) && this.#source.matches(source)))
    );
  }

  /** Its copy under the metadata. Of a usual one in one piece, which is many times faster than field by field. */
  copyOf(draft: EventFields, metadata: ObjectMeta): ApiObject {
    if (!this.#isUsual) return { ...draft, metadata };
    const copy: EventFields = {
      apiVersion: draft.apiVersion,
      kind: draft.kind,
      metadata,
      involvedObject: draft.involvedObject,
      reason: draft.reason,
      message: draft.message,
      source: draft.source,
      firstTimestamp: draft.firstTimestamp,
      lastTimestamp: draft.lastTimestamp,
      count: draft.count,
      type: draft.type,
      reportingComponent: draft.reportingComponent,
      reportingInstance: draft.reportingInstance,
    };
    return copy;
  }

  /** Who owns the fields of one that is written at the time; undefined where that is not known yet. */
  ownersAt(time: string): Owners | undefined {
    return time === this.#time ? this.#owners : undefined;
  }

  setOwners(time: string, owners: Owners): void {
    this.#time = time;
    this.#owners = owners;
  }

  /** False where it has to be looked at. */
  isValid({ metadata, message, note }: EventFields): boolean {
    const text = message ?? note ?? '';
    return typeof text === 'string' && isValidAsWell(metadata.name, text);
  }
}

function isEvents({ kind }: FieldWrite): boolean {
  return kind.kind === 'Event' && kind.custom === undefined;
}

function referenceOf({ involvedObject, regarding }: EventFields): unknown {
  return involvedObject ?? regarding;
}

/** As a recorder leaves it. */
function isNamedOnly(metadata: ObjectMeta): boolean {
  const { name, namespace } = metadata;
  return Boolean(name) && Boolean(namespace) && Object.keys(metadata).length === 2;
}
