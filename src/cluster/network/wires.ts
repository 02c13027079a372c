// The cables between the computers of the cluster: which pairs are cut or slow. Every link that a
// component has to an API server runs over one of them, and so do connections between pods.
// Differs from Kubernetes: both ends notice a cut at once, instead of after the 45 s in which a
// client pings its silent connection.
import { Link, type LinkOptions } from '../../simulation/link';
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
  /** While nothing is wrong. */
  readonly usual: LinkOptions;
}

export class Wires {
  readonly #simulation: Simulation;
  /** By what they do wrong; none in a healthy cluster. */
  readonly #rules = new Map<string, WireRule>();
  /** By the node that they begin at: a few each, and there may be a thousand nodes. */
  readonly #links = new Map<string, readonly WiredLink[]>();
  /** By their latency: links share them. */
  readonly #usual = new Map<number, LinkOptions>();
  readonly #listeners: (() => void)[] = [];

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** The link of one component of the node `from` to the API server of the node `to`. */
  link(from: string, to: string, user: string, latencyMs: number): Link {
    const usual = this.#usual.get(latencyMs) ?? { latencyMs };
    this.#usual.set(latencyMs, usual);
    const link = new Link(this.#simulation, usual);
    const wired = { link, from, to, user, usual };
    const others = this.#links.get(from) ?? [];
    this.#links.set(
      from,
      others.filter((other) => other.to !== to || other.user !== user).concat([wired]),
    );
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
    this.#links.delete(node);
    for (const [from, links] of this.#links)
      if (links.some(({ to }) => to === node))
        this.#links.set(
          from,
          links.filter(({ to }) => to !== node),
        );
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
    for (const links of this.#links.values()) for (const wired of links) this.#adjust(wired);
    for (const listener of this.#listeners) listener();
  }

  #adjust({ link, from, to, user, usual }: WiredLink): void {
    const latencyMs = usual.latencyMs + this.delayMs(from, to, user);
    if (link.options.latencyMs !== latencyMs)
      link.setOptions(latencyMs === usual.latencyMs ? usual : { latencyMs });
    if (this.isCut(from, to)) link.partition();
    else link.heal();
  }
}
