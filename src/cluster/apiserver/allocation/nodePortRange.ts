// The ports that every node opens for services of type NodePort.
// Source: k8s.io/kubernetes/pkg/registry/core/service/portallocator;
// https://kubernetes.io/docs/reference/networking/virtual-ips/#avoiding-collisions-for-nodeport-services
import type { Random } from '../../../simulation/random';

export class NodePortRange {
  readonly first: number;
  readonly last: number;

  constructor(first: number, last: number) {
    this.first = first;
    this.last = last;
  }

  contains(port: number): boolean {
    return port >= this.first && port <= this.last;
  }

  /** A free port above the band for ports that users choose, or in it where no other is free. */
  next(taken: ReadonlySet<number>, random: Random): number | undefined {
    const size = this.last - this.first + 1;
    const reserved = Math.min(Math.max(16, size >> 5), 128);
    const band = reserved < size ? this.first + reserved : this.first;
    return (
      this.#probe(band, this.last, taken, random) ??
      this.#probe(this.first, band - 1, taken, random)
    );
  }

  #probe(
    first: number,
    last: number,
    taken: ReadonlySet<number>,
    random: Random,
  ): number | undefined {
    const count = last - first + 1;
    if (count <= 0) return undefined;
    const start = random.below(count);
    for (let i = 0; i < count; i++) {
      const port = first + ((start + i) % count);
      if (!taken.has(port)) return port;
    }
    return undefined;
  }
}
