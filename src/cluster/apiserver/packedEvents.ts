// Events as etcd keeps them: thousands are written for each one that is read, and most differ from
// another in little. So each is kept as another event and what differs from it, and made anew when
// it is read; the little is in pages, not in objects.
import type { ApiObject, ObjectMeta } from '../../apimachinery/objectMeta';
import type { Event } from '../../apis/generated/core/v1';
import { EVENT_SUFFIX_LENGTH, eventNameTime, EventTimes } from '../client/eventName';
import type { SoleRevision } from '../etcd/keyIndex';
import type { KeyRevision } from '../etcd/keyRevision';
import { EventPage } from './eventPage';
import { hex8, hexNumber } from '../../simulation/hex8';
import { KeyPrefix } from './keyPrefix';
import { KnownExample, NAME_PLACE } from './knownExample';

/** Of this many reasons (of a component, about a part of an object) an example is remembered. */
const MAX_EXAMPLES = 512;
const FIRST_VERSION = 1;
const UUID_LENGTH = 36;
const DASH = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const ZERO = 0x30;
/** Numbers are kept in 32 bits. */
const MAX_NUMBER = 0x7fff_ffff;
const NO_VERSION = 0;
const REVISION = /^[1-9]\d{0,9}$/;
/** Of a UUID, in each of its four numbers. */
const DIGITS = 8;
/** Behind the name of its object and a dot: the nanoseconds since 1970, in twice as many digits. */
const HALF = 8;

export class PackedEvents {
  /** By reason. */
  readonly #examples = new Map<string, KnownExample[]>();
  #exampleCount = 0;
  readonly #prefixes = new Map<string, KeyPrefix>();
  readonly #times = new EventTimes();
  #page = new EventPage();

  /** The same state packed; undefined where it is no Event, or one with a form of its own. */
  pack(state: KeyRevision<ApiObject>): SoleRevision<ApiObject> | undefined {
    const { key, value, version, modRevision, lease, cause } = state;
    if (value === undefined || version !== FIRST_VERSION || !isEvent(value)) return undefined;
    const { metadata, involvedObject, source } = value;
    const { name } = metadata;
    const suffixStart = hexNumber(name, name.length - 2 * HALF, HALF);
    const suffixEnd = hexNumber(name, name.length - HALF, HALF);
    if (Number.isNaN(suffixStart + suffixEnd) || !isPlain(value, this.#times)) return undefined;
    const uid = partsOf(metadata.uid);
    const involvedVersion = packedVersion(involvedObject.resourceVersion);
    const areSmall = Math.max(modRevision, lease, cause) <= MAX_NUMBER;
    if (
      uid === undefined ||
      involvedVersion === undefined ||
      !areSmall ||
      !key.endsWith(name) ||
      key.charCodeAt(key.length - name.length - 1) !== SLASH
    )
      return undefined;
    const example = this.#exampleFor(value, key);
    if (this.#page.isFull) this.#page = new EventPage();
    const row = this.#page.add({
      example,
      message: example.sharedMessage(value),
      source,
      time: metadata.creationTimestamp,
      involvedName: involvedObject.name ?? '',
      involvedUid: involvedObject.uid ?? '',
      involvedVersion,
      suffixStart: suffixStart | 0,
      suffixEnd: suffixEnd | 0,
      uid,
      modRevision,
      lease,
      cause,
    });
    return new PackedEvent(this.#page, row);
  }

  #exampleFor(event: Event, key: string): KnownExample {
    const { reason = '', metadata } = event;
    let ofReason = this.#examples.get(reason);
    const place = ofReason?.findIndex((each) => each.isAbout(event)) ?? -1;
    const known = ofReason?.[place];
    if (known?.isAlike(event, key) === true) return known;
    const keyPrefix = this.#prefixFor(key.slice(0, -metadata.name.length));
    const example = new KnownExample(event, keyPrefix, known?.messages);
    if (ofReason !== undefined && known !== undefined) {
      ofReason[place] = example;
      return example;
    }
    if (this.#exampleCount >= MAX_EXAMPLES) {
      this.#examples.clear();
      this.#exampleCount = 0;
      ofReason = undefined;
    }
    this.#exampleCount++;
    if (ofReason === undefined) this.#examples.set(reason, [example]);
    else ofReason.push(example);
    return example;
  }

  #prefixFor(text: string): KeyPrefix {
    let prefix = this.#prefixes.get(text);
    if (prefix === undefined) {
      if (this.#prefixes.size >= MAX_EXAMPLES) this.#prefixes.clear();
      prefix = new KeyPrefix(text);
      this.#prefixes.set(text, prefix);
    }
    return prefix;
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
    const { text } = this.#page.example(this.#row).keyPrefix;
    return text + this.#page.involvedName(this.#row) + this.#suffix();
  }

  /** Nearly always it is enough to look at what stands before the suffix, which need not be made. */
  compareKey(key: string): number {
    const { keyPrefix } = this.#page.example(this.#row);
    const { text } = keyPrefix;
    if (!keyPrefix.begins(key)) return text > key ? 1 : -1;
    const name = this.#page.involvedName(this.#row);
    if (!key.startsWith(name, text.length)) return name > key.slice(text.length) ? 1 : -1;
    return this.#compareSuffix(key, text.length + name.length);
  }

  /** As numbers where it can, since texts would have to be made: most objects have several events. */
  #compareSuffix(key: string, at: number): number {
    const page = this.#page;
    const row = this.#row;
    const start = hexNumber(key, at + 1, HALF);
    const end = hexNumber(key, at + 1 + HALF, HALF);
    const isAlike = key.length === at + EVENT_SUFFIX_LENGTH && key.charCodeAt(at) === DOT;
    if (isAlike && !Number.isNaN(start + end)) {
      const difference = (page.suffixStart(row) >>> 0) - start;
      return Math.sign(difference === 0 ? (page.suffixEnd(row) >>> 0) - end : difference);
    }
    const [own, other] = [this.#suffix(), key.slice(at)];
    return own < other ? -1 : Number(own > other);
  }

  #suffix(): string {
    const page = this.#page;
    const row = this.#row;
    return `.${hex8(page.suffixStart(row))}${hex8(page.suffixEnd(row))}`;
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

  get value(): Event {
    const { event: example } = this.#page.example(this.#row);
    const { message, source, time, involvedUid, involvedVersion, uid } = this.#page.rest(this.#row);
    const involvedName = this.#page.involvedName(this.#row);
    const name = involvedName + this.#suffix();
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
function isPlain(event: Event, times: EventTimes): boolean {
  const { metadata, involvedObject } = event;
  const { creationTimestamp } = metadata;
  return (
    isNamedAfter(metadata.name, involvedObject.name) &&
    involvedObject.uid !== undefined &&
    involvedObject.resourceVersion !== undefined &&
    event.message?.includes(NAME_PLACE) === false &&
    (event.eventTime === undefined ? isPlainOlder(event) : isPlainNewer(event, times)) &&
    areOf(creationTimestamp, metadata.managedFields)
  );
}

function areOf(time: string, entries: ObjectMeta['managedFields'] = []): boolean {
  for (const entry of entries) if (entry.time !== time) return false;
  return true;
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
function isPlainNewer({ metadata, eventTime, source }: Event, times: EventTimes): boolean {
  return source === undefined && eventTime === times.of(metadata.name);
}

/** `web-1.18d75ba94b37ed16` is named after `web-1`, if its end are digits. */
function isNamedAfter(eventName: string, involvedName = ''): boolean {
  return (
    eventName.length === involvedName.length + EVENT_SUFFIX_LENGTH &&
    eventName.charCodeAt(involvedName.length) === DOT &&
    eventName.charCodeAt(involvedName.length + 1) !== ZERO &&
    eventName.startsWith(involvedName)
  );
}

/** Who owns the fields of a plain event does so since it was written. */
function withTimes({ managedFields }: ObjectMeta, time: string): Partial<ObjectMeta> {
  if (managedFields === undefined) return {};
  return { managedFields: managedFields.map((entry) => ({ ...entry, time })) };
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
  if (uid.length !== UUID_LENGTH || !hasDashes(uid)) return undefined;
  const a = hexNumber(uid, 0, 8);
  const b = hexNumber(uid, 9, 4) * 0x1_0000 + hexNumber(uid, 14, 4);
  const c = hexNumber(uid, 19, 4) * 0x1_0000 + hexNumber(uid, 24, 4);
  const d = hexNumber(uid, 28, 8);
  return Number.isNaN(a + b + c + d) ? undefined : [a | 0, b | 0, c | 0, d | 0];
}

function hasDashes(uid: string): boolean {
  return (
    uid.charCodeAt(8) === DASH &&
    uid.charCodeAt(13) === DASH &&
    uid.charCodeAt(18) === DASH &&
    uid.charCodeAt(23) === DASH
  );
}

function uuidOf(parts: readonly number[]): string {
  const digits = parts.map((part) => hex(part >>> 0, DIGITS)).join('');
  const at = (start: number, end: number): string => digits.slice(start, end);
  return [at(0, 8), at(8, 12), at(12, 16), at(16, 20), at(20, 32)].join('-');
}

function hex(value: number, length: number): string {
  return value.toString(16).padStart(length, '0');
}
