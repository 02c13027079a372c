// Names of events: that of the object that they are about, and the nanoseconds since 1970, never the same
// twice for one recorder. Source: k8s.io/client-go/tools/{record,events} (makeEvent).
import { formatTime } from '../../apimachinery/time';
import type { Random } from '../../simulation/random';

/** Behind the name of the object. */
export const EVENT_SUFFIX_LENGTH = 17;

/** `web-1.18d75ba94b37ed16` */
export function eventName(objectName: string, nanos: bigint): string {
  return `${objectName}.${nanos.toString(16)}`;
}

/** The moment that an event is named after, as metav1.MicroTime. */
export function eventNameTime(name: string): string {
  const nanos = BigInt(`0x${name.slice(1 - EVENT_SUFFIX_LENGTH)}`);
  const micros = nanos / 1000n;
  const seconds = formatTime(Number(micros / 1000n)).slice(0, -1);
  return `${seconds}.${String(micros % 1_000_000n).padStart(6, '0')}Z`;
}

export class EventMoments {
  readonly #random: Random;
  #last = 0n;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Nanoseconds since 1970, never the same twice: events of one moment need different names. */
  next(epochMs: number): bigint {
    const micros = BigInt(Math.round(epochMs * 1000));
    const nanos = micros * 1000n + BigInt(this.#random.below(1000));
    this.#last = nanos > this.#last ? nanos : this.#last + 1n;
    return this.#last;
  }
}
