// Records Events about objects, as client-go's EventRecorder does: equal events are counted up
// instead of written again, and a source that writes too much about one object is cut short.
import { ApiConnectionError, ApiStatusError } from '../../apimachinery/apiStatus';
import type { ApiObject, Draft } from '../../apimachinery/objectMeta';
import type { Event } from '../../apis/generated/core/v1';
import { EVENTS } from '../../apis/resources';
import type { ComponentContext } from './component';

export type EventType = 'Normal' | 'Warning';

/** Where events come from: `kubelet` on host `worker-1`, `deployment-controller`. */
export interface EventSource {
  readonly component: string;
  readonly host?: string;
}

/** What the events cache of client-go keeps of one (object, reason, message). */
interface Recorded {
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
  readonly fieldPath: string | undefined;
  readonly name: string;
  count: number;
}

/** What was recorded about one object, and how much more may be. */
interface Account {
  tokens: number;
  atMs: number;
  recorded: readonly Recorded[];
}

/** k8s.io/client-go/tools/record: spam filter of 25 events, one more every 5 minutes. */
const BURST = 25;
const REFILL_MS = 300_000;
/** How long the API server keeps an event, with the slack of its lease. */
const EVENT_LIFE_MS = 3_660_000;
/** Objects, and equal events of one object, that are remembered. */
const CACHE_SIZE = 4096;
const MAX_RECORDED = 64;
const MAX_FIELD_PATHS = 16;

export class EventRecorder {
  readonly #context: ComponentContext;
  readonly #source: EventSource;
  /** By the object's uid: of thousands of objects each has few events. */
  readonly #accounts = new Map<string, Account>();
  /** Of all containers of a name: one text, not one an event. */
  readonly #fieldPaths: string[] = [];
  #lastNanos = 0n;

  constructor(context: ComponentContext, source: EventSource) {
    this.#context = context;
    this.#source = source;
  }

  /** `part` is the fieldPath of a part, e.g. `spec.containers{web}`. A failed write loses the event only. */
  event(object: ApiObject, type: EventType, reason: string, message: string, part?: string): void {
    const fieldPath = part === undefined ? undefined : this.#shared(part);
    const account = this.#account(object.metadata.uid);
    if (!this.#takeToken(account)) return;
    const known = account.recorded.find(
      (each) =>
        each.reason === reason &&
        each.message === message &&
        each.fieldPath === fieldPath &&
        each.type === type,
    );
    try {
      if (known !== undefined) {
        if (this.#countUp(object, known)) return;
        account.recorded = account.recorded.filter((each) => each !== known);
      }
      const name = this.#create(object, type, reason, message, fieldPath);
      const entry = { type, reason, message, fieldPath, name, count: 1 };
      account.recorded = account.recorded.slice(1 - MAX_RECORDED).concat([entry]);
    } catch (error) {
      if (!(error instanceof ApiStatusError || error instanceof ApiConnectionError)) throw error;
    }
  }

  /** Lets go of what can no longer be counted up, since the API server has forgotten it too. */
  forgetExpired(): void {
    const oldestMs = this.#context.simulation.nowMs - EVENT_LIFE_MS;
    for (const account of this.#accounts.values()) {
      if (account.atMs < oldestMs && account.recorded.length > 0) account.recorded = [];
    }
  }

  /** Returns the name of the new event. */
  #create(
    object: ApiObject,
    type: EventType,
    reason: string,
    message: string,
    fieldPath: string | undefined,
  ): string {
    const { client, clock } = this.#context;
    const { metadata } = object;
    const namespace = namespaceOf(object);
    const name = `${metadata.name}.${this.#nextNanos().toString(16)}`;
    const now = clock.now();
    const draft: Draft<Event> = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace },
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
    return name;
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
  #countUp(object: ApiObject, known: Recorded): boolean {
    const { client, clock } = this.#context;
    try {
      client.patch(EVENTS, namespaceOf(object), known.name, {
        type: 'merge',
        body: { count: known.count + 1, lastTimestamp: clock.now() },
      });
      known.count++;
      return true;
    } catch (error) {
      if (error instanceof ApiStatusError && error.reason === 'NotFound') return false;
      throw error;
    }
  }

  #shared(fieldPath: string): string {
    const known = this.#fieldPaths.find((each) => each === fieldPath);
    if (known !== undefined) return known;
    if (this.#fieldPaths.length >= MAX_FIELD_PATHS) this.#fieldPaths.shift();
    this.#fieldPaths.push(fieldPath);
    return fieldPath;
  }

  #account(uid: string): Account {
    let account = this.#accounts.get(uid);
    if (account === undefined) {
      if (this.#accounts.size >= CACHE_SIZE) this.#accounts.clear();
      account = { tokens: BURST, atMs: this.#context.simulation.nowMs, recorded: [] };
      this.#accounts.set(uid, account);
    }
    return account;
  }

  #takeToken(account: Account): boolean {
    const { nowMs } = this.#context.simulation;
    account.tokens = Math.min(BURST, account.tokens + (nowMs - account.atMs) / REFILL_MS);
    account.atMs = nowMs;
    if (account.tokens < 1) return false;
    account.tokens--;
    return true;
  }
}

function namespaceOf(object: ApiObject): string {
  return object.metadata.namespace ?? 'default';
}
