// Records Events about objects, as client-go's EventRecorder does: equal events are counted up
// instead of written again, and a source that writes too much about one object is cut short.
import { ApiConnectionError, ApiStatusError } from '../../apimachinery/apiStatus';
import type { ApiObject, Draft } from '../../apimachinery/objectMeta';
import type { Event } from '../../apis/generated/core/v1';
import { EVENTS } from '../../apis/resources';
import type { ComponentContext } from './component';
import { EventAccount, occurrenceHash } from './eventAccount';

export type EventType = 'Normal' | 'Warning';

/** Where events come from: `kubelet` on host `worker-1`, `deployment-controller`. */
export interface EventSource {
  readonly component: string;
  readonly host?: string;
}

/** How long the API server keeps an event, with the slack of its lease. */
const EVENT_LIFE_MS = 3_660_000;
/** Objects that are remembered. */
const CACHE_SIZE = 4096;

export class EventRecorder {
  readonly #context: ComponentContext;
  readonly #source: EventSource;
  /** By the object's uid: of thousands of objects each has few events. */
  readonly #accounts = new Map<string, EventAccount>();
  #lastNanos = 0n;

  constructor(context: ComponentContext, source: EventSource) {
    this.#context = context;
    this.#source = source;
  }

  /** `fieldPath` is that of a part, e.g. `spec.containers{web}`. A failed write loses the event only. */
  event(
    object: ApiObject,
    type: EventType,
    reason: string,
    message: string,
    fieldPath?: string,
  ): void {
    const account = this.#account(object.metadata.uid);
    if (!account.takeToken(this.#context.simulation.nowMs)) return;
    const hash = occurrenceHash(type, reason, message, fieldPath ?? '');
    const known = account.find(hash);
    try {
      if (known !== undefined) {
        const count = known.count + 1;
        if (this.#countUp(object, nameOf(object, known.nanos), count)) {
          account.put({ ...known, count });
          return;
        }
        account.remove(hash);
      }
      const nanos = this.#nextNanos();
      this.#create(object, nanos, type, reason, message, fieldPath);
      account.put({ hash, nanos, count: 1 });
    } catch (error) {
      if (!(error instanceof ApiStatusError || error instanceof ApiConnectionError)) throw error;
    }
  }

  /** Lets go of what can no longer be counted up, since the API server has forgotten it too. */
  forgetExpired(): void {
    const oldestMs = this.#context.simulation.nowMs - EVENT_LIFE_MS;
    for (const account of this.#accounts.values()) account.forgetBefore(oldestMs);
  }

  #create(
    object: ApiObject,
    nanos: bigint,
    type: EventType,
    reason: string,
    message: string,
    fieldPath: string | undefined,
  ): void {
    const { client, clock } = this.#context;
    const { metadata } = object;
    const namespace = namespaceOf(object);
    const now = clock.now();
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
    client.create(EVENTS, namespace, draft);
  }

  /** Nanoseconds since 1970, never the same twice: events of one moment need different names. */
  #nextNanos(): bigint {
    const { clock, simulation } = this.#context;
    const micros = BigInt(Math.round(clock.epochMs * 1000));
    const nanos = micros * 1000n + BigInt(simulation.random.below(1000));
    this.#lastNanos = nanos > this.#lastNanos ? nanos : this.#lastNanos + 1n;
    return this.#lastNanos;
  }

  /** False where the event is no longer there (it lives one hour) and has to be written anew. */
  #countUp(object: ApiObject, name: string, count: number): boolean {
    const { client, clock } = this.#context;
    try {
      client.patch(EVENTS, namespaceOf(object), name, {
        type: 'merge',
        body: { count, lastTimestamp: clock.now() },
      });
      return true;
    } catch (error) {
      if (error instanceof ApiStatusError && error.reason === 'NotFound') return false;
      throw error;
    }
  }

  #account(uid: string): EventAccount {
    let account = this.#accounts.get(uid);
    if (account === undefined) {
      if (this.#accounts.size >= CACHE_SIZE) this.#accounts.clear();
      account = new EventAccount(this.#context.simulation.nowMs);
      this.#accounts.set(uid, account);
    }
    return account;
  }
}

function nameOf(object: ApiObject, nanos: bigint): string {
  return `${object.metadata.name}.${nanos.toString(16)}`;
}

function namespaceOf(object: ApiObject): string {
  return object.metadata.namespace ?? 'default';
}
