// Events as etcd keeps them: thousands are written for each one that is read, and most differ from
// another in little. So each is kept as another event and what differs from it, and made anew when
// it is read.
import { deepEqual } from '../../apimachinery/deepEqual';
import type { ApiObject, ObjectMeta } from '../../apimachinery/objectMeta';
import type { Event } from '../../apis/generated/core/v1';
import type { SoleRevision } from '../etcd/keyIndex';
import type { KeyRevision } from '../etcd/keyRevision';

/** An event of some reason, and the messages that came with it lately. */
interface Example {
  readonly event: Event;
  readonly messages: string[];
}

/** Of this many reasons (of a component, about a part of an object) an example is remembered. */
const MAX_EXAMPLES = 512;
/** Most reasons have one or two; scheduler and replica sets never say the same twice. */
const MAX_MESSAGES = 8;
const FIRST_VERSION = 1;
const UUID_LENGTH = 36;
const DASH = 0x2d;
const ZERO = 0x30;
const LOWER_A = 0x61;
const REVISION = /^[1-9]\d{0,14}$/;
/** 28 bits are a small integer in every V8: kept in its field, and no object of its own. */
const DIGITS = 7;

export class PackedEvents {
  readonly #examples = new Map<string, Example>();

  /** The same state packed; undefined where it is no Event, or one with a form of its own. */
  pack(state: KeyRevision<ApiObject>): SoleRevision<ApiObject> | undefined {
    const { value, version } = state;
    if (value === undefined || version !== FIRST_VERSION || !isEvent(value) || !isPlain(value))
      return undefined;
    const uid = partsOf(value.metadata.uid);
    if (uid === undefined) return undefined;
    const example = this.#exampleFor(value);
    return new PackedEvent(state, value, uid, example.event, sharedMessage(example, value));
  }

  #exampleFor(event: Event): Example {
    const { reason = '', reportingComponent = '', involvedObject } = event;
    const { kind = '', fieldPath = '' } = involvedObject;
    const key = `${reportingComponent} ${reason} ${kind} ${fieldPath}`;
    const known = this.#examples.get(key);
    if (known !== undefined && isAlike(event, known.event)) return known;
    if (this.#examples.size >= MAX_EXAMPLES) this.#examples.clear();
    const example = { event, messages: known?.messages ?? [] };
    this.#examples.set(key, example);
    return example;
  }
}

/** The first state of an Event: no field but those in which it differs from its example. */
class PackedEvent implements SoleRevision<ApiObject> {
  readonly key: string;
  readonly modRevision: number;
  readonly lease: number;
  readonly cause: number;
  readonly #example: Event;
  readonly #message: string;
  readonly #source: Event['source'];
  readonly #time: string;
  readonly #involvedUid: string | undefined;
  readonly #involvedVersion: string | number | undefined;
  readonly #uid0: number;
  readonly #uid1: number;
  readonly #uid2: number;
  readonly #uid3: number;
  readonly #uid4: number;

  constructor(
    state: KeyRevision<ApiObject>,
    event: Event,
    uid: readonly number[],
    example: Event,
    message: string,
  ) {
    this.key = state.key;
    this.modRevision = state.modRevision;
    this.lease = state.lease;
    this.cause = state.cause;
    this.#example = example;
    this.#message = message;
    this.#source = event.source;
    this.#time = event.metadata.creationTimestamp;
    this.#involvedUid = event.involvedObject.uid;
    this.#involvedVersion = packedVersion(event.involvedObject.resourceVersion);
    this.#uid0 = uid[0] ?? 0;
    this.#uid1 = uid[1] ?? 0;
    this.#uid2 = uid[2] ?? 0;
    this.#uid3 = uid[3] ?? 0;
    this.#uid4 = uid[4] ?? 0;
  }

  get head(): this {
    return this;
  }

  get createRevision(): number {
    return this.modRevision;
  }

  get version(): number {
    return FIRST_VERSION;
  }

  get previous(): undefined {
    return undefined;
  }

  get value(): Event {
    const example = this.#example;
    const name = this.key.slice(this.key.lastIndexOf('/') + 1);
    const involvedVersion = this.#involvedVersion;
    return {
      ...example,
      metadata: {
        ...example.metadata,
        name,
        uid: uuidOf([this.#uid0, this.#uid1, this.#uid2, this.#uid3], this.#uid4),
        resourceVersion: String(this.modRevision),
        creationTimestamp: this.#time,
        ...withTimes(example.metadata, this.#time),
      },
      involvedObject: {
        ...example.involvedObject,
        name: involvedName(name),
        uid: this.#involvedUid,
        resourceVersion:
          typeof involvedVersion === 'number' ? String(involvedVersion) : involvedVersion,
      },
      message: this.#message,
      source: this.#source,
      firstTimestamp: this.#time,
      lastTimestamp: this.#time,
      reportingInstance: this.#source?.host ?? '',
    };
  }
}

function isEvent(object: ApiObject): object is Event {
  return object.kind === 'Event' && object.apiVersion === 'v1';
}

/** What a recorder writes at first: named after its object, one time for all. */
function isPlain(event: Event): boolean {
  const { metadata, involvedObject, source } = event;
  const { creationTimestamp } = metadata;
  return (
    involvedObject.name === involvedName(metadata.name) &&
    involvedObject.uid !== undefined &&
    involvedObject.resourceVersion !== undefined &&
    event.message !== undefined &&
    event.firstTimestamp === creationTimestamp &&
    event.lastTimestamp === creationTimestamp &&
    event.reportingInstance === (source?.host ?? '') &&
    (metadata.managedFields ?? []).every(({ time }) => time === creationTimestamp)
  );
}

/** `web-1` of `web-1.18d75ba94b37ed16`. */
function involvedName(eventName: string): string {
  return eventName.slice(0, Math.max(0, eventName.lastIndexOf('.')));
}

/** Whether they differ only in what a packed event keeps; both are plain. */
function isAlike(event: Event, example: Event): boolean {
  const entries = event.metadata.managedFields ?? [];
  const exampleEntries = example.metadata.managedFields ?? [];
  return (
    isSameBut(OWN_FIELDS, event, example) &&
    isSameBut(OWN_METADATA, event.metadata, example.metadata) &&
    isSameBut(OWN_REFERENCE, event.involvedObject, example.involvedObject) &&
    (event.source === undefined) === (example.source === undefined) &&
    entries.length === exampleEntries.length &&
    entries.every((entry, index) => isSameBut(OWN_ENTRY, entry, exampleEntries[index] ?? {}))
  );
}

/** What a packed event keeps, or what is looked at by itself. */
const OWN_FIELDS: ReadonlySet<string> = new Set<keyof Event>([
  'metadata',
  'involvedObject',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'reportingInstance',
]);
const OWN_METADATA: ReadonlySet<string> = new Set<keyof ObjectMeta>([
  'name',
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'managedFields',
]);
const OWN_REFERENCE: ReadonlySet<string> = new Set<keyof Event['involvedObject']>([
  'name',
  'uid',
  'resourceVersion',
]);
const OWN_ENTRY: ReadonlySet<string> = new Set(['time']);

/** The same fields, with the same values but for those. */
function isSameBut<T extends object>(own: ReadonlySet<string>, a: T, b: T): boolean {
  let fields = 0;
  for (const field in a) {
    fields++;
    if (!Object.hasOwn(b, field)) return false;
    if (a[field] !== b[field] && !own.has(field) && !deepEqual(a[field], b[field])) return false;
  }
  return fields === Object.keys(b).length;
}

/** Who owns the fields of a plain event does so since it was written. */
function withTimes({ managedFields }: ObjectMeta, time: string): Partial<ObjectMeta> {
  if (managedFields === undefined) return {};
  return { managedFields: managedFields.map((entry) => ({ ...entry, time })) };
}

function sharedMessage({ messages }: Example, { message = '' }: Event): string {
  const known = messages.find((each) => each === message);
  if (known !== undefined) return known;
  if (messages.length >= MAX_MESSAGES) messages.shift();
  messages.push(message);
  return message;
}

/** A resourceVersion as a number where that says all; some have none: ''. */
function packedVersion(version: string | undefined): string | number | undefined {
  return version !== undefined && REVISION.test(version) ? Number(version) : version;
}

/** Its 32 digits in numbers of seven; undefined where it is no UUID as the server makes them. */
function partsOf(uid: string): readonly number[] | undefined {
  if (uid.length !== UUID_LENGTH) return undefined;
  const parts: number[] = [];
  let part = 0;
  let digits = 0;
  for (let i = 0; i < UUID_LENGTH; i++) {
    const code = uid.charCodeAt(i);
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (code !== DASH) return undefined;
      continue;
    }
    const digit = code >= LOWER_A ? code - LOWER_A + 10 : code - ZERO;
    if (digit < 0 || digit > 15 || (digit > 9 && code < LOWER_A)) return undefined;
    part = part * 16 + digit;
    if (++digits % DIGITS !== 0) continue;
    parts.push(part);
    part = 0;
  }
  parts.push(part);
  return parts;
}

function uuidOf(first: readonly number[], last: number): string {
  const digits = first.map((part) => hex(part, DIGITS)).join('') + hex(last, 32 - 4 * DIGITS);
  const at = (start: number, end: number): string => digits.slice(start, end);
  return [at(0, 8), at(8, 12), at(12, 16), at(16, 20), at(20, 32)].join('-');
}

function hex(value: number, length: number): string {
  return value.toString(16).padStart(length, '0');
}
