// The way of one open connection between an API server and a kubelet. What is sent while the cable is
// cut waits and arrives when it is mended, as TCP sends it again; a slow cable delays it.
// Differs from Kubernetes: it waits for good, where TCP gives up after a quarter of an hour.
import { Link } from '../simulation/link';
import type { Simulation } from '../simulation/simulation';
import type { Wires } from './network/wires';

export class StreamCable {
  readonly #wires: Wires;
  readonly #from: string;
  readonly #to: string;
  readonly #link: Link;
  readonly #held: (() => void)[] = [];
  #underWay = 0;

  constructor(simulation: Simulation, wires: Wires, ends: { from: string; to: string }) {
    this.#wires = wires;
    this.#from = ends.from;
    this.#to = ends.to;
    this.#link = new Link(simulation, { latencyMs: 0 });
  }

  /** In order; at once where nothing is wrong with the cable. */
  pass(deliver: () => void): void {
    if (this.#held.length > 0 || this.#isCut) {
      this.#held.push(deliver);
      return;
    }
    const latencyMs = this.#wires.delayMs(this.#from, this.#to);
    if (latencyMs === 0 && this.#underWay === 0) {
      deliver();
      return;
    }
    this.#link.setOptions({ latencyMs });
    this.#underWay++;
    this.#link.send('stream', this.#to, () => {
      this.#underWay--;
      deliver();
    });
  }

  /** The cables have changed. */
  adjust(): void {
    if (this.#isCut) return;
    for (const deliver of this.#held.splice(0)) this.pass(deliver);
  }

  get #isCut(): boolean {
    return this.#wires.isCut(this.#from, this.#to);
  }
}
