// Records Events of events.k8s.io about objects, as kube-scheduler does: one that occurs again becomes a series,
// whose end is written when it has been over for a while.
// Source: k8s.io/client-go/tools/events (event_recorder.go, event_broadcaster.go).
//
// Differs from Kubernetes: only warnings are remembered for series; nothing else occurs twice about one
// version of a pod.
import { isNotFound } from '../../apimachinery/apiStatus';
import type { ApiObject, Draft } from '../../apimachinery/objectMeta';
import { formatMicroTime } from '../../apimachinery/time';
import type { Event } from '../../apis/generated/events/v1';
import { NEWER_EVENTS } from '../../apis/resources';
import type { Timer } from '../../simulation/simulation';
import type { ComponentContext } from './component';
import { EventMoments, eventName, EventTimes } from './eventName';
import { EventOutbox } from './eventOutbox';
import { eventNamespace, referenceTo } from './eventReference';
import type { EventType } from './eventRecorder';

/** A series that was not seen for so long is over, and this is how often that is looked at. */
const FINISH_MS = 6 * 60_000;
/** Of so many looks one writes the series that go on, so that the API server does not forget them. */
const LOOKS_PER_REFRESH = 5;

export interface SeriesSource {
  /** `default-scheduler` */
  readonly controller: string;
  readonly host: string;
}

interface Occurrence {
  readonly type: EventType;
  readonly reason: string;
  /** What was tried: `Binding`. */
  readonly action: string;
  readonly note: string;
}

type EventDraft = Draft<Event> & { readonly metadata: { readonly name: string } };

interface Remembered {
  readonly draft: EventDraft;
  count: number;
  lastMs: number;
}

export class SeriesRecorder {
  readonly #context: ComponentContext;
  readonly #source: SeriesSource;
  readonly #outbox: EventOutbox;
  readonly #moments: EventMoments;
  readonly #times = new EventTimes();
  readonly #remembered = new Map<string, Remembered>();
  #timer: Timer | undefined;
  #looks = 0;

  constructor(context: ComponentContext, source: SeriesSource) {
    this.#context = context;
    this.#source = source;
    this.#outbox = new EventOutbox(context.simulation, source.controller);
    this.#moments = new EventMoments(context.simulation.random);
  }

  event(object: ApiObject, occurrence: Occurrence): void {
    const { clock } = this.#context;
    const key = keyOf(object, occurrence);
    const known = this.#remembered.get(key);
    if (known !== undefined) {
      known.count++;
      known.lastMs = clock.epochMs;
      // The others are written when the series is over.
      if (known.count === 2) this.#writeSeries(known);
      return;
    }
    const draft = this.#draftOf(object, occurrence);
    if (occurrence.type === 'Warning') {
      this.#remembered.set(key, { draft, count: 1, lastMs: clock.epochMs });
      this.#lookLater();
    }
    this.#outbox.add(() => {
      this.#create(draft);
    });
  }

  /** With the process. */
  stop(): void {
    this.#timer?.cancel();
    this.#outbox.stop();
  }

  #draftOf(object: ApiObject, { type, reason, action, note }: Occurrence): EventDraft {
    const { controller, host } = this.#source;
    const name = eventName(object.metadata.name, this.#moments.next(this.#context.clock.epochMs));
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name, namespace: eventNamespace(object) },
      eventTime: this.#times.of(name),
      reportingController: controller,
      reportingInstance: `${controller}-${host}`,
      action,
      reason,
      regarding: referenceTo(object),
      note,
      type,
    };
  }

  #create(draft: EventDraft): void {
    this.#context.client.create(NEWER_EVENTS, draft.metadata.namespace, draft);
  }

  /** Anew where the event is no longer there: it lives one hour. */
  #writeSeries({ draft, count, lastMs }: Remembered): void {
    const { namespace, name } = draft.metadata;
    const series = { count, lastObservedTime: formatMicroTime(lastMs) };
    this.#outbox.add(() => {
      const patch = { type: 'strategic', body: { series } } as const;
      try {
        this.#context.client.patch(NEWER_EVENTS, namespace, name, patch);
      } catch (error) {
        if (!isNotFound(error)) throw error;
        this.#create({ ...draft, series });
      }
    });
  }

  #lookLater(): void {
    this.#timer ??= this.#context.simulation.schedule(
      FINISH_MS,
      'finish event series',
      this.#source.controller,
      () => {
        this.#timer = undefined;
        this.#look();
        if (this.#remembered.size > 0) this.#lookLater();
      },
      { background: true },
    );
  }

  #look(): void {
    const isRefresh = ++this.#looks % LOOKS_PER_REFRESH === 0;
    const oldestMs = this.#context.clock.epochMs - FINISH_MS;
    for (const [key, each] of this.#remembered) {
      const isOver = each.lastMs < oldestMs;
      if (isOver) this.#remembered.delete(key);
      if (each.count > 1 && (isOver || isRefresh)) this.#writeSeries(each);
    }
  }
}

/** Events that differ in nothing but their notes are one series. */
function keyOf({ metadata }: ApiObject, { type, reason, action }: Occurrence): string {
  return [metadata.uid, metadata.resourceVersion, type, reason, action].join(' ');
}
