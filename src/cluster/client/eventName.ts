// Names of events: that of the object that they are about, and the nanoseconds since 1970, never the same
// twice for one recorder. Source: k8s.io/client-go/tools/{record,events} (makeEvent).
import { formatTime } from '../../apimachinery/time';
import { hex8 } from '../../simulation/hex8';
import type { Random } from '../../simulation/random';

/** Behind the name of the object. */
export const EVENT_SUFFIX_LENGTH = 17;

/** A moment since 1970 in two numbers: one alone would not be exact, and big ones are slow. */
export interface EventMoment {
  readonly micros: number;
  /** Below one microsecond: 0 to 999. */
  readonly nanos: number;
}

const HALF = 0x1_0000_0000;
const HALF_DIGITS = 8;
const LEADING_ZEROS = /^0+(?=.)/;

/** `web-1.18d75ba94b37ed16` */
export function eventName(objectName: string, { micros, nanos }: EventMoment): string {
  const low = (micros % HALF) * 1000 + nanos;
  const digits = hex8(Math.floor(micros / HALF) * 1000 + Math.floor(low / HALF)) + hex8(low);
  return `${objectName}.${digits.startsWith('0') ? digits.replace(LEADING_ZEROS, '') : digits}`;
}

/** The moment that an event is named after, as metav1.MicroTime. */
export function eventNameTime(name: string): string {
  return new EventTimes().of(name);
}

/** The same for many: those of one second have most of it in common. */
export class EventTimes {
  #second = -1;
  /** Up to the fraction. */
  #start = '';

  of(name: string): string {
    const upper = parseInt(name.slice(1 - EVENT_SUFFIX_LENGTH, -HALF_DIGITS), 16);
    const lower = parseInt(name.slice(-HALF_DIGITS), 16);
    const rest = Math.floor(((upper % 1000) * HALF + lower) / 1000);
    const micros = Math.floor(upper / 1000) * HALF + rest;
    const second = Math.floor(micros / 1_000_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#start = formatTime(second * 1000).slice(0, -1);
    }
    return `${this.#start}.${String(micros % 1_000_000).padStart(6, '0')}Z`;
  }
}

export class EventMoments {
  readonly #random: Random;
  #last: EventMoment = { micros: 0, nanos: 0 };

  constructor(random: Random) {
    this.#random = random;
  }

  /** Never the same twice: events of one moment need different names. */
  next(epochMs: number): EventMoment {
    const micros = Math.round(epochMs * 1000);
    const nanos = this.#random.below(1000);
    const last = this.#last;
    const isLater = micros > last.micros || (micros === last.micros && nanos > last.nanos);
    this.#last = isLater ? { micros, nanos } : nextNano(last);
    return this.#last;
  }
}

function nextNano({ micros, nanos }: EventMoment): EventMoment {
  return nanos === 999 ? { micros: micros + 1, nanos: 0 } : { micros, nanos: nanos + 1 };
}
