// Addresses for a node's pods out of its podCIDR, as the host-local plugin hands them out: the next
// free one after the last, so that a freed address is not reused at once.

export class PodIpam {
  readonly #first: number;
  readonly #last: number;
  readonly #used = new Set<number>();
  #next: number;

  /** `cidr` such as `10.244.1.0/24`: network, gateway (.1) and broadcast are not handed out. */
  constructor(cidr: string) {
    const [address = '', prefix = '24'] = cidr.split('/');
    const base = numberOf(address);
    const size = 2 ** (32 - Number(prefix));
    this.#first = base + 2;
    this.#last = base + size - 2;
    this.#next = this.#first;
  }

  /** Undefined where none is free. */
  allocate(): string | undefined {
    const count = this.#last - this.#first + 1;
    for (let tried = 0; tried < count; tried++) {
      const candidate = this.#next;
      this.#next = candidate === this.#last ? this.#first : candidate + 1;
      if (this.#used.has(candidate)) continue;
      this.#used.add(candidate);
      return textOf(candidate);
    }
    return undefined;
  }

  release(address: string): void {
    this.#used.delete(numberOf(address));
  }

  get usedCount(): number {
    return this.#used.size;
  }
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function textOf(value: number): string {
  return [24, 16, 8, 0].map((shift) => String(Math.floor(value / 2 ** shift) % 256)).join('.');
}
