// An event that others are like, but for what a packed event keeps of each, and the messages that came with it.
import type { ObjectMeta } from '../../apimachinery/objectMeta';
import type { Event } from '../../apis/generated/core/v1';
import type { EventExample } from './eventPage';
import type { KeyPrefix } from './keyPrefix';
import { ObjectForm } from './objectForm';

/** In what is kept of a message, in the place of the name of the object. */
export const NAME_PLACE = '\0';
/** Most reasons have one or two; the scheduler has one a node, replica sets never say the same twice. */
const MAX_MESSAGES = 1024;

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

export class KnownExample implements EventExample {
  readonly event: Event;
  readonly keyPrefix: KeyPrefix;
  readonly messages: Map<string, string>;
  readonly #fields: ObjectForm<Event>;
  readonly #metadata: ObjectForm<ObjectMeta>;
  readonly #reference: ObjectForm<Event['involvedObject']>;
  readonly #entries: readonly ObjectForm<object>[];
  /** The managers of the last that was alike: those of one second share them. */
  #lastEntries: ObjectMeta['managedFields'];
  /** One that was kept as it is. */
  #lastMessage: string | undefined;

  constructor(event: Event, keyPrefix: KeyPrefix, messages = new Map<string, string>()) {
    const { metadata, involvedObject } = event;
    this.event = event;
    this.keyPrefix = keyPrefix;
    this.messages = messages;
    this.#fields = new ObjectForm(event, OWN_FIELDS);
    this.#metadata = new ObjectForm(metadata, OWN_METADATA);
    this.#reference = new ObjectForm(involvedObject, OWN_REFERENCE);
    this.#lastEntries = metadata.managedFields;
    this.#entries = (metadata.managedFields ?? []).map((each) => new ObjectForm(each, OWN_ENTRY));
  }

  /** Whether another event of its reason is from the same component, and about the same part of objects of one kind. */
  isAbout({ reportingComponent, involvedObject }: Event): boolean {
    const { event } = this;
    return (
      event.reportingComponent === reportingComponent &&
      event.involvedObject.kind === involvedObject.kind &&
      event.involvedObject.fieldPath === involvedObject.fieldPath
    );
  }

  /** Whether an event of this key differs only in what a packed event keeps; both are plain. */
  isAlike(event: Event, key: string): boolean {
    const example = this.event;
    return (
      key.length === this.keyPrefix.text.length + event.metadata.name.length &&
      this.keyPrefix.begins(key) &&
      this.#fields.matches(event) &&
      this.#metadata.matches(event.metadata) &&
      this.#reference.matches(event.involvedObject) &&
      (event.source === undefined) === (example.source === undefined) &&
      // Of the older kind it is the host of the source.
      (event.eventTime === undefined || event.reportingInstance === example.reportingInstance) &&
      this.#areAlike(event.metadata.managedFields)
    );
  }

  /** The message without the name of the object, which an event has anyhow. */
  sharedMessage({ message = '', involvedObject: { name } }: Event): string {
    // It may well have the name in it: what matters is that it is read as it was written.
    if (message === this.#lastMessage) return this.#lastMessage;
    const { messages } = this;
    const kept = name && message.includes(name) ? message.replaceAll(name, NAME_PLACE) : message;
    let known = messages.get(kept);
    if (known === undefined) {
      if (messages.size >= MAX_MESSAGES) messages.clear();
      messages.set(kept, kept);
      known = kept;
    }
    if (kept === message) this.#lastMessage = known;
    return known;
  }

  #areAlike(entries: ObjectMeta['managedFields']): boolean {
    if (entries === this.#lastEntries) return true;
    const forms = this.#entries;
    const isAlike =
      (entries?.length ?? 0) === forms.length &&
      (entries === undefined || entries.every((entry, i) => forms[i]?.matches(entry) === true));
    if (isAlike) this.#lastEntries = entries;
    return isAlike;
  }
}
