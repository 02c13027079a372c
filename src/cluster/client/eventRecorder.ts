// Records Events about objects, as client-go's EventRecorder does: equal events are counted up
// instead of written again, and a source that writes too much about one object is cut short. While
// the API server does not answer, events wait in order, and are tried again.
// Source: k8s.io/client-go/tools/record (event.go).
import { ApiConnectionError, ApiStatusError } from '../../apimachinery/apiStatus';
import type { ApiObject, Draft } from '../../apimachinery/objectMeta';
import type { Event } from '../../apis/generated/core/v1';
import { formatTime } from '../../apimachinery/time';
import { EVENTS } from '../../apis/resources';
import type { Timer } from '../../simulation/simulation';
import type { ComponentContext } from './component';
import { EventAccounts, occurrenceHash } from './eventAccounts';

export type EventType = 'Normal' | 'Warning';

/** Where events come from: `kubelet` on host `worker-1`, `deployment-controller`. */
export interface EventSource {
  readonly component: string;
  readonly host?: string;
}

/** How long the API server keeps an event, with the slack of its lease. */
const EVENT_LIFE_MS = 3_660_000;
/** How often one event is tried, with how much time between; the first time only a part of it. */
const MAX_TRIES = 12;
const RETRY_MS = 10_000;
const MAX_WAITING = 1000;

/** An event that has happened, and is yet to be written. */
interface Occurrence {
  readonly object: ApiObject;
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
  readonly fieldPath: string | undefined;
  readonly epochMs: number;
  readonly cause: number;
}

export class EventRecorder {
  readonly #context: ComponentContext;
  readonly #source: EventSource;
  readonly #accounts = new EventAccounts();
  #lastNanos = 0n;
  #waiting: Occurrence[] = [];
  /** Of the first that waits. */
  #tries = 0;
  #retry: Timer | undefined;

  constructor(context: ComponentContext, source: EventSource) {
    this.#context = context;
    this.#source = source;
  }

  /** `fieldPath` is that of a part, e.g. `spec.containers{web}`. A refused write loses the event only. */
  event(
    object: ApiObject,
    type: EventType,
    reason: string,
    message: string,
    fieldPath?: string,
  ): void {
    const { clock, simulation } = this.#context;
    const { epochMs } = clock;
    const { cause } = simulation;
    const occurrence = { object, type, reason, message, fieldPath, epochMs, cause };
    if (this.#waiting.length === 0 && this.#isOver(occurrence)) return;
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(occurrence);
    if (this.#retry === undefined) this.#tryLater();
  }

  /** With the process: what waits is lost. */
  stop(): void {
    this.#retry?.cancel();
    this.#retry = undefined;
    this.#waiting = [];
  }

  /** Lets go of what can no longer be counted up, since the API server has forgotten it too. */
  forgetExpired(): void {
    const oldestMs = this.#context.simulation.nowMs - EVENT_LIFE_MS;
    this.#accounts.forgetBefore(oldestMs);
  }

  /** In order, as far as the API server answers. */
  #writeAll(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (!this.#isOver(next) && this.#tries < MAX_TRIES) {
        this.#tryLater();
        return;
      }
      this.#tries = 0;
      this.#waiting.shift();
    }
    this.#waiting = [];
  }

  /** Written, refused or not allowed; false, and a try more, where the API server did not answer. */
  #isOver(occurrence: Occurrence): boolean {
    const { simulation } = this.#context;
    // Of one that is tried again, it is known already that it may be written.
    const mayBeWritten =
      this.#tries > 0 || this.#accounts.takeToken(occurrence.object.metadata.uid, simulation.nowMs);
    if (!mayBeWritten) return true;
    const isDone = simulation.withCause(occurrence.cause, () => this.#isDone(occurrence));
    if (!isDone) this.#tries++;
    return isDone;
  }

  #tryLater(): void {
    const { simulation } = this.#context;
    const delayMs = this.#tries === 1 ? simulation.random.between(0, RETRY_MS) : RETRY_MS;
    const { component, host } = this.#source;
    const subject = host === undefined ? component : `${component} ${host}`;
    const retry = (): void => {
      this.#retry = undefined;
      this.#writeAll();
    };
    this.#retry = simulation.schedule(delayMs, 'write events', subject, retry, {
      background: true,
    });
  }

  /** Written or refused; false where there was no answer. */
  #isDone(occurrence: Occurrence): boolean {
    try {
      this.#write(occurrence);
      return true;
    } catch (error) {
      if (error instanceof ApiConnectionError) return false;
      if (error instanceof ApiStatusError) return true;
      throw error;
    }
  }

  #write(occurrence: Occurrence): void {
    const { object, type, reason, message, fieldPath } = occurrence;
    const { uid } = object.metadata;
    const { nowMs } = this.#context.simulation;
    const hash = occurrenceHash(type, reason, message, fieldPath ?? '');
    const known = this.#accounts.find(uid, hash);
    if (known !== undefined) {
      const count = known.count + 1;
      if (this.#countUp(occurrence, nameOf(object, known.nanos), count)) {
        this.#accounts.put(uid, { ...known, count }, nowMs);
        return;
      }
      this.#accounts.remove(uid, hash);
    }
    const nanos = this.#nextNanos(occurrence.epochMs);
    this.#create(occurrence, nanos);
    this.#accounts.put(uid, { hash, nanos, count: 1 }, nowMs);
  }

  #create(occurrence: Occurrence, nanos: bigint): void {
    const { object, type, reason, message, fieldPath, epochMs } = occurrence;
    const { metadata } = object;
    const namespace = namespaceOf(object);
    const now = this.#timeOf(epochMs);
    const draft: Draft<Event> = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: nameOf(object, nanos), namespace },
      involvedObject: {
        kind: object.kind,
        ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
        name: metadata.name,
        uid: metadata.uid,
        apiVersion: object.apiVersion,
        resourceVersion: metadata.resourceVersion,
        ...(fieldPath === undefined ? {} : { fieldPath }),
      },
      reason,
      message,
      source: this.#source,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      reportingComponent: this.#source.component,
      reportingInstance: this.#source.host ?? '',
    };
    this.#context.client.create(EVENTS, namespace, draft);
  }

  /** Nanoseconds since 1970, never the same twice: events of one moment need different names. */
  #nextNanos(epochMs: number): bigint {
    const micros = BigInt(Math.round(epochMs * 1000));
    const nanos = micros * 1000n + BigInt(this.#context.simulation.random.below(1000));
    this.#lastNanos = nanos > this.#lastNanos ? nanos : this.#lastNanos + 1n;
    return this.#lastNanos;
  }

  /** False where the event is no longer there (it lives one hour) and has to be written anew. */
  #countUp({ object, epochMs }: Occurrence, name: string, count: number): boolean {
    try {
      this.#context.client.patch(EVENTS, namespaceOf(object), name, {
        type: 'merge',
        body: { count, lastTimestamp: this.#timeOf(epochMs) },
      });
      return true;
    } catch (error) {
      if (error instanceof ApiStatusError && error.reason === 'NotFound') return false;
      throw error;
    }
  }

  /** Of now, the very text that all objects of this second share. */
  #timeOf(epochMs: number): string {
    const { clock } = this.#context;
    return epochMs === clock.epochMs ? clock.now() : formatTime(epochMs);
  }
}

function nameOf(object: ApiObject, nanos: bigint): string {
  return `${object.metadata.name}.${nanos.toString(16)}`;
}

function namespaceOf(object: ApiObject): string {
  return object.metadata.namespace ?? 'default';
}
