// Records Events about objects, as client-go's EventRecorder does: equal events are counted up
// instead of written again, and a source that writes too much about one object is cut short.
// Source: k8s.io/client-go/tools/record (event.go).
import { isNotFound } from '../../apimachinery/apiStatus';
import type { ApiObject, Draft } from '../../apimachinery/objectMeta';
import type { Event } from '../../apis/generated/core/v1';
import { formatTime } from '../../apimachinery/time';
import { EVENTS } from '../../apis/resources';
import type { ComponentContext } from './component';
import { EventAccounts, occurrenceHash } from './eventAccounts';
import { EventMoments, eventName, type EventMoment } from './eventName';
import { EventOutbox } from './eventOutbox';
import { eventNamespace, referenceTo } from './eventReference';

export type EventType = 'Normal' | 'Warning';

/** Where events come from: `kubelet` on host `worker-1`, `deployment-controller`. */
export interface EventSource {
  readonly component: string;
  readonly host?: string;
}

/** How long the API server keeps an event, with the slack of its lease. */
const EVENT_LIFE_MS = 3_660_000;

/** An event that has happened, and is yet to be written. */
interface Occurrence {
  readonly object: ApiObject;
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
  readonly fieldPath: string | undefined;
  readonly epochMs: number;
}

export class EventRecorder {
  readonly #context: ComponentContext;
  readonly #source: EventSource;
  readonly #accounts = new EventAccounts();
  readonly #outbox: EventOutbox;
  readonly #moments: EventMoments;

  constructor(context: ComponentContext, source: EventSource) {
    const { component, host } = source;
    this.#context = context;
    this.#source = source;
    const owner = host === undefined ? component : `${component} ${host}`;
    this.#outbox = new EventOutbox(context.simulation, owner);
    this.#moments = new EventMoments(context.simulation.random);
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
    if (!this.#accounts.takeToken(object.metadata.uid, simulation.nowMs)) return;
    const occurrence = { object, type, reason, message, fieldPath, epochMs: clock.epochMs };
    this.#outbox.add(() => {
      this.#write(occurrence);
    });
  }

  /** With the process: what waits to be written is lost. */
  stop(): void {
    this.#outbox.stop();
  }

  /** Lets go of what can no longer be counted up, since the API server has forgotten it too. */
  forgetExpired(): void {
    const oldestMs = this.#context.simulation.nowMs - EVENT_LIFE_MS;
    this.#accounts.forgetBefore(oldestMs);
  }

  #write(occurrence: Occurrence): void {
    const { object, type, reason, message, fieldPath } = occurrence;
    const { uid } = object.metadata;
    const { nowMs } = this.#context.simulation;
    const hash = occurrenceHash(type, reason, message, fieldPath ?? '');
    const known = this.#accounts.find(uid, hash);
    if (known !== undefined) {
      const count = known.count + 1;
      if (this.#countUp(occurrence, eventName(object.metadata.name, known.moment), count)) {
        this.#accounts.put(uid, { ...known, count }, nowMs);
        return;
      }
      this.#accounts.remove(uid, hash);
    }
    const moment = this.#moments.next(occurrence.epochMs);
    this.#create(occurrence, moment);
    this.#accounts.put(uid, { hash, moment, count: 1 }, nowMs);
  }

  #create(occurrence: Occurrence, moment: EventMoment): void {
    const { object, type, reason, message, fieldPath, epochMs } = occurrence;
    const { metadata } = object;
    const namespace = eventNamespace(object);
    const now = this.#timeOf(epochMs);
    const draft: Draft<Event> = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: eventName(metadata.name, moment), namespace },
      involvedObject: referenceTo(object, fieldPath),
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

  /** False where the event is no longer there (it lives one hour) and has to be written anew. */
  #countUp({ object, epochMs }: Occurrence, name: string, count: number): boolean {
    try {
      this.#context.client.patch(EVENTS, eventNamespace(object), name, {
        type: 'merge',
        body: { count, lastTimestamp: this.#timeOf(epochMs) },
      });
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  /** Of now, the very text that all objects of this second share. */
  #timeOf(epochMs: number): string {
    const { clock } = this.#context;
    return epochMs === clock.epochMs ? clock.now() : formatTime(epochMs);
  }
}
