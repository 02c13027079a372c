// The votes that a candidate has got.

export class Elections {
  readonly #id: string;
  readonly #votes = new Map<string, boolean>();

  constructor(id: string) {
    this.#id = id;
  }

  /** A campaign begins, with the candidate's own vote. */
  begin(): void {
    this.#votes.clear();
    this.#votes.set(this.#id, true);
  }

  /** Who votes twice is counted once. */
  count(voter: string, granted: boolean): void {
    if (!this.#votes.has(voter)) this.#votes.set(voter, granted);
  }

  outcome(members: readonly string[], quorum: number): 'won' | 'lost' | undefined {
    let granted = 0;
    let refused = 0;
    for (const member of members) {
      const vote = this.#votes.get(member);
      if (vote === true) granted++;
      else if (vote === false) refused++;
    }
    if (granted >= quorum) return 'won';
    return refused >= quorum ? 'lost' : undefined;
  }
}
