// The cables between the computers of the cluster: which pairs are cut or slow. Every link that a
// component has to an API server runs over one of them, and so do connections between pods.
// Differs from Kubernetes: both ends notice a cut at once, instead of after the 45 s in which a
// client pings its silent connection.
import { Link } from '../../simulation/link';
import type { Simulation } from '../../simulation/simulation';

/** Where users are: their kubectl and their browsers. No node has the name. */
export const OUTSIDE = 'outside';

/** What is wrong with the cables. Nodes are called by their names, and who is outside by `OUTSIDE`. */
export interface WireRule {
  readonly cuts?: (from: string, to: string) => boolean;
  /** What a message takes longer, virtual ms. `user`: whose link it is. */
  readonly delayMs?: (from: string, to: string, user: string) => number;
}

interface WiredLink {
  readonly link: Link;
  readonly from: string;
  readonly to: string;
  readonly user: string;
  readonly latencyMs: number;
}

export class Wires {
  readonly #simulation: Simulation;
  /** By what they do wrong; none in a healthy cluster. */
  readonly #rules = new Map<string, WireRule>();
  /** By their names. */
  readonly #links = new Map<string, WiredLink>();
  readonly #listeners: (() => void)[] = [];

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** The link of one component of the node `from` to the API server of the node `to`. */
  link(from: string, to: string, user: string, latencyMs: number): Link {
    const name = from === to ? `${from} ${user}` : `${from} ${to} ${user}`;
    const link = new Link(this.#simulation, name, { latencyMs });
    const wired = { link, from, to, user, latencyMs };
    this.#links.set(name, wired);
    if (this.#rules.size > 0) this.#adjust(wired);
    return link;
  }

  setRule(id: string, rule: WireRule): void {
    this.#rules.set(id, rule);
    this.#adjustAll();
  }

  removeRule(id: string): void {
    if (this.#rules.delete(id)) this.#adjustAll();
  }

  /** Its computer is gone. */
  forget(node: string): void {
    for (const [name, { from, to }] of this.#links)
      if (from === node || to === node) this.#links.delete(name);
  }

  isCut(from: string, to: string): boolean {
    if (this.#rules.size === 0 || from === to) return false;
    for (const { cuts } of this.#rules.values()) if (cuts?.(from, to) === true) return true;
    return false;
  }

  /** What a message between two nodes takes longer than usual, virtual ms. */
  delayMs(from: string, to: string, user = ''): number {
    let sum = 0;
    for (const { delayMs } of this.#rules.values()) sum += delayMs?.(from, to, user) ?? 0;
    return sum;
  }

  /** Told when a rule has come or gone. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #adjustAll(): void {
    for (const wired of this.#links.values()) this.#adjust(wired);
    for (const listener of this.#listeners) listener();
  }

  #adjust({ link, from, to, user, latencyMs }: WiredLink): void {
    const wanted = latencyMs + this.delayMs(from, to, user);
    if (link.options.latencyMs !== wanted) link.setOptions({ latencyMs: wanted });
    if (this.isCut(from, to)) link.partition();
    else link.heal();
  }
}
