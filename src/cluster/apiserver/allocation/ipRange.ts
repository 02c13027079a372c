// A range of IPv4 addresses from which services get their cluster IPs.
// Source: k8s.io/kubernetes/pkg/registry/core/service/ipallocator;
// https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
import type { Random } from '../../../simulation/random';

interface TakenAddresses {
  has(address: string): boolean;
}

export class IpRange {
  /** As configured: `10.96.0.0/12`. */
  readonly cidr: string;
  readonly #base: number;
  readonly #size: number;

  /** Throws RangeError where the text is no IPv4 CIDR. */
  constructor(cidr: string) {
    if (!IpRange.isRange(cidr)) throw new RangeError(`no range of IPv4 addresses: ${cidr}`);
    const [address = '', bits = ''] = cidr.split('/');
    const base = parseIPv4(address) ?? 0;
    this.cidr = cidr;
    this.#size = 2 ** (32 - Number(bits));
    this.#base = base - (base % this.#size);
  }

  /** Whether the text is an IPv4 CIDR with room for addresses. */
  static isRange(cidr: string): boolean {
    const [address = '', bits = ''] = cidr.split('/');
    return parseIPv4(address) !== undefined && /^\d+$/.test(bits) && Number(bits) <= 30;
  }

  /** Without the first and the last address of the range. */
  contains(address: string): boolean {
    const value = parseIPv4(address);
    if (value === undefined) return false;
    const offset = value - this.#base;
    return offset > 0 && offset < this.#size - 1;
  }

  /**
   * A free address from the range's upper band; the lower one, a sixteenth of the range and at most
   * 256 addresses, is kept for addresses that users choose, as long as there are others.
   */
  next(taken: TakenAddresses, random: Random): string | undefined {
    const reserved = Math.min(Math.max(16, this.#size >> 4), 256);
    const usable = this.#size - 2;
    const first = reserved < usable ? reserved : 1;
    return this.#probe(first, usable, taken, random) ?? this.#probe(1, first - 1, taken, random);
  }

  /** From a random place between the two offsets (inclusive) on, and around. */
  #probe(first: number, last: number, taken: TakenAddresses, random: Random): string | undefined {
    const count = last - first + 1;
    if (count <= 0) return undefined;
    const start = random.below(count);
    for (let i = 0; i < count; i++) {
      const address = formatIPv4(this.#base + first + ((start + i) % count));
      if (!taken.has(address)) return address;
    }
    return undefined;
  }
}

/** As a number; undefined where the text is no IPv4 address. */
function parseIPv4(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((value, part) => value * 256 + part, 0);
}

function formatIPv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}
