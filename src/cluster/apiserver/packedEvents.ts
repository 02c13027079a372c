// Events as etcd keeps them: thousands are written for each one that is read, and most differ from
// another in little. So each is kept as another event and what differs from it, and made anew when
// it is read; the little is in pages, not in objects.
import { deepEqual } from '../../apimachinery/deepEqual';
import type { ApiObject, ObjectMeta } from '../../apimachinery/objectMeta';
import type { Event } from '../../apis/generated/core/v1';
import { EVENT_SUFFIX_LENGTH, eventNameTime } from '../client/eventName';
import { EventPage, type EventExample } from './eventPage';
import type { SoleRevision } from '../etcd/keyIndex';
import type { KeyRevision } from '../etcd/keyRevision';

/** The messages that came with it lately, too. */
interface KnownExample extends EventExample {
  readonly messages: Map<string, string>;
}

/** Of this many reasons (of a component, about a part of an object) an example is remembered. */
const MAX_EXAMPLES = 512;
/** Most reasons have one or two; the scheduler has one a node, replica sets never say the same twice. */
const MAX_MESSAGES = 1024;
/** In what is kept of a message, in the place of the name of the object. */
const NAME_PLACE = '\0';
const FIRST_VERSION = 1;
const UUID_LENGTH = 36;
const DASH = 0x2d;
const ZERO = 0x30;
const LOWER_A = 0x61;
/** Numbers are kept in 32 bits. */
const MAX_NUMBER = 0x7fff_ffff;
const NO_VERSION = 0;
const REVISION = /^[1-9]\d{0,9}$/;
/** Of a UUID, in each of its four numbers. */
const DIGITS = 8;
/** Behind the name of its object: the nanoseconds since 1970, in sixteen digits. */
const SUFFIX = /^\.[1-9a-f][\da-f]{15}$/;
const HALF = 8;
/** All numbers of twelve and of eight bits in hexadecimal: keys are made far more often than events are read. */
const HEX_12 = Array.from({ length: 1 << 12 }, (_, value) => hex(value, 3));
const HEX_8 = Array.from({ length: 1 << 8 }, (_, value) => hex(value, 2));

export class PackedEvents {
  readonly #examples = new Map<string, KnownExample>();
  #page = new EventPage();
  #lastStart = '';

  /** The same state packed; undefined where it is no Event, or one with a form of its own. */
  pack(state: KeyRevision<ApiObject>): SoleRevision<ApiObject> | undefined {
    const { key, value, version, modRevision, lease, cause } = state;
    if (value === undefined || version !== FIRST_VERSION || !isEvent(value) || !isPlain(value))
      return undefined;
    const { metadata, involvedObject, source } = value;
    const { name } = metadata;
    const uid = partsOf(metadata.uid);
    const involvedVersion = packedVersion(involvedObject.resourceVersion);
    const areSmall = Math.max(modRevision, lease, cause) <= MAX_NUMBER;
    if (
      uid === undefined ||
      involvedVersion === undefined ||
      !areSmall ||
      !key.endsWith(`/${name}`)
    )
      return undefined;
    const example = this.#exampleFor(value, key.slice(0, -name.length));
    if (this.#page.isFull) this.#page = new EventPage();
    const row = this.#page.add({
      example,
      message: sharedMessage(example, value),
      source,
      time: metadata.creationTimestamp,
      involvedName: involvedObject.name ?? '',
      involvedUid: involvedObject.uid ?? '',
      involvedVersion,
      suffixStart: this.#sharedStart(name),
      suffixEnd: parseInt(name.slice(-HALF), 16) | 0,
      uid,
      modRevision,
      lease,
      cause,
    });
    return new PackedEvent(this.#page, row);
  }

  /** The dot behind the name of its object, and the first digits of the nanoseconds. */
  #sharedStart(name: string): string {
    const start = name.slice(-EVENT_SUFFIX_LENGTH, -HALF);
    if (start !== this.#lastStart) this.#lastStart = start;
    return this.#lastStart;
  }

  #exampleFor(event: Event, keyPrefix: string): KnownExample {
    const { reason = '', reportingComponent = '', involvedObject } = event;
    const { kind = '', fieldPath = '' } = involvedObject;
    const key = `${reportingComponent} ${reason} ${kind} ${fieldPath}`;
    const known = this.#examples.get(key);
    if (known?.keyPrefix === keyPrefix && isAlike(event, known.event)) return known;
    if (this.#examples.size >= MAX_EXAMPLES) this.#examples.clear();
    const example = { event, keyPrefix, messages: known?.messages ?? new Map<string, string>() };
    this.#examples.set(key, example);
    return example;
  }
}

/** The first state of an Event: no more than where it is to be found. */
class PackedEvent implements SoleRevision<ApiObject> {
  readonly #page: EventPage;
  readonly #row: number;

  constructor(page: EventPage, row: number) {
    this.#page = page;
    this.#row = row;
  }

  get key(): string {
    return `${this.#page.example(this.#row)?.keyPrefix ?? ''}${this.#name}`;
  }

  get #name(): string {
    const page = this.#page;
    const row = this.#row;
    const end = page.suffixEnd(row);
    const [a, b, c] = [HEX_12[end >>> 20], HEX_12[(end >>> 8) & 0xfff], HEX_8[end & 0xff]];
    // Short texts first: V8 makes those at once, and a text in pieces of each longer one.
    return page.involvedName(row) + (page.suffixStart(row) + ((a ?? '') + (b ?? '') + (c ?? '')));
  }

  get head(): this {
    return this;
  }

  get modRevision(): number {
    return this.#page.modRevision(this.#row);
  }

  get createRevision(): number {
    return this.modRevision;
  }

  get version(): number {
    return FIRST_VERSION;
  }

  get lease(): number {
    return this.#page.lease(this.#row);
  }

  get cause(): number {
    return this.#page.cause(this.#row);
  }

  get previous(): undefined {
    return undefined;
  }

  get value(): Event | undefined {
    const example = this.#page.example(this.#row)?.event;
    if (example === undefined) return undefined;
    const { message, source, time, involvedUid, involvedVersion, uid } = this.#page.rest(this.#row);
    const involvedName = this.#page.involvedName(this.#row);
    const name = this.#name;
    const event = {
      ...example,
      metadata: {
        ...example.metadata,
        name,
        uid: uuidOf(uid),
        resourceVersion: String(this.modRevision),
        creationTimestamp: time,
        ...withTimes(example.metadata, time),
      },
      involvedObject: {
        ...example.involvedObject,
        name: involvedName,
        uid: involvedUid,
        resourceVersion: involvedVersion === NO_VERSION ? '' : String(involvedVersion),
      },
      message: message.replaceAll(NAME_PLACE, () => involvedName),
    };
    if (example.eventTime !== undefined) return { ...event, eventTime: eventNameTime(name) };
    return {
      ...event,
      source,
      firstTimestamp: time,
      lastTimestamp: time,
      reportingInstance: source?.host ?? '',
    };
  }
}

function isEvent(object: ApiObject): object is Event {
  return object.kind === 'Event' && object.apiVersion === 'v1';
}

/** What a recorder writes at first: named after its object, one time for all. */
function isPlain(event: Event): boolean {
  const { metadata, involvedObject } = event;
  const { creationTimestamp } = metadata;
  return (
    isNamedAfter(metadata.name, involvedObject.name) &&
    involvedObject.uid !== undefined &&
    involvedObject.resourceVersion !== undefined &&
    event.message?.includes(NAME_PLACE) === false &&
    (event.eventTime === undefined ? isPlainOlder(event) : isPlainNewer(event)) &&
    (metadata.managedFields ?? []).every(({ time }) => time === creationTimestamp)
  );
}

function isPlainOlder(event: Event): boolean {
  const { creationTimestamp } = event.metadata;
  return (
    event.firstTimestamp === creationTimestamp &&
    event.lastTimestamp === creationTimestamp &&
    event.reportingInstance === (event.source?.host ?? '')
  );
}

/** Of events.k8s.io: its time is the one that it is named after. */
function isPlainNewer({ metadata, eventTime, source }: Event): boolean {
  return source === undefined && eventTime === eventNameTime(metadata.name);
}

/** `web-1.18d75ba94b37ed16` is named after `web-1`. */
function isNamedAfter(eventName: string, involvedName = ''): boolean {
  return (
    eventName.length === involvedName.length + EVENT_SUFFIX_LENGTH &&
    eventName.startsWith(involvedName) &&
    SUFFIX.test(eventName.slice(-EVENT_SUFFIX_LENGTH))
  );
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
    // Of the older kind it is the host of the source.
    (event.eventTime === undefined || event.reportingInstance === example.reportingInstance) &&
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
  'eventTime',
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

/** The message without the name of the object, which an event has anyhow. */
function sharedMessage(
  { messages }: KnownExample,
  { message = '', involvedObject: { name } }: Event,
): string {
  const kept = name && message.includes(name) ? message.replaceAll(name, NAME_PLACE) : message;
  const known = messages.get(kept);
  if (known !== undefined) return known;
  if (messages.size >= MAX_MESSAGES) messages.clear();
  messages.set(kept, kept);
  return kept;
}

/** A resourceVersion as a number; some objects have none: ''. Undefined where it is neither. */
function packedVersion(version: string | undefined): number | undefined {
  if (version === '') return NO_VERSION;
  if (version === undefined || !REVISION.test(version)) return undefined;
  const number = Number(version);
  return number <= MAX_NUMBER ? number : undefined;
}

/** Its 32 digits in four numbers; undefined where it is no UUID as the server makes them. */
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
    parts.push(part | 0);
    part = 0;
  }
  return parts;
}

function uuidOf(parts: readonly number[]): string {
  const digits = parts.map((part) => hex(part >>> 0, DIGITS)).join('');
  const at = (start: number, end: number): string => digits.slice(start, end);
  return [at(0, 8), at(8, 12), at(12, 16), at(16, 20), at(20, 32)].join('-');
}

function hex(value: number, length: number): string {
  return value.toString(16).padStart(length, '0');
}
