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
  readonly name: string;
  readonly namespace: string;
  count: number;
}

/** k8s.io/client-go/tools/record: spam filter of 25 events, one more every 5 minutes. */
const BURST = 25;
const REFILL_MS = 300_000;
const CACHE_SIZE = 4096;

export class EventRecorder {
  readonly #context: ComponentContext;
  readonly #source: EventSource;
  readonly #recorded = new Map<string, Recorded>();
  #lastNanos = 0n;
  readonly #tokens = new Map<string, { tokens: number; atMs: number }>();

  constructor(context: ComponentContext, source: EventSource) {
    this.#context = context;
    this.#source = source;
  }

  /** `fieldPath` names a part, e.g. `spec.containers{web}`. A failed write loses the event only. */
  event(
    object: ApiObject,
    type: EventType,
    reason: string,
    message: string,
    fieldPath?: string,
  ): void {
    const { uid } = object.metadata;
    if (!this.#takeToken(uid)) return;
    const key = `${uid} ${type} ${reason} ${fieldPath ?? ''} ${message}`;
    try {
      const known = this.#recorded.get(key);
      if (known === undefined || !this.#countUp(known))
        this.#create(key, object, type, reason, message, fieldPath);
    } catch (error) {
      if (!(error instanceof ApiStatusError || error instanceof ApiConnectionError)) throw error;
    }
  }

  #create(
    key: string,
    object: ApiObject,
    type: EventType,
    reason: string,
    message: string,
    fieldPath: string | undefined,
  ): void {
    const { client, clock } = this.#context;
    const { metadata } = object;
    const namespace = metadata.namespace ?? 'default';
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
      source: {
        component: this.#source.component,
        ...(this.#source.host === undefined ? {} : { host: this.#source.host }),
      },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      type,
      reportingComponent: this.#source.component,
      reportingInstance: this.#source.host ?? '',
    };
    client.create(EVENTS, namespace, draft);
    if (this.#recorded.size >= CACHE_SIZE) this.#recorded.clear();
    this.#recorded.set(key, { name, namespace, count: 1 });
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
  #countUp(known: Recorded): boolean {
    const { client, clock } = this.#context;
    try {
      client.patch(EVENTS, known.namespace, known.name, {
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

  #takeToken(uid: string): boolean {
    const { nowMs } = this.#context.simulation;
    let bucket = this.#tokens.get(uid);
    if (bucket === undefined) {
      if (this.#tokens.size >= CACHE_SIZE) this.#tokens.clear();
      bucket = { tokens: BURST, atMs: nowMs };
      this.#tokens.set(uid, bucket);
    }
    bucket.tokens = Math.min(BURST, bucket.tokens + (nowMs - bucket.atMs) / REFILL_MS);
    bucket.atMs = nowMs;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }
}
