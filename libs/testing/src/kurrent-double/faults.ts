/** What the double shall do wrong; in force until told otherwise. */
export class KurrentFaults {
  /** Milliseconds before each call is looked at. */
  latency = 0;
  /** Answers every call with UNAVAILABLE. */
  unavailable = false;
  /** Where the leader is: calls that require it are sent there. */
  leader: { readonly host: string; readonly port: number } | null = null;
  private lost = 0;
  /** Subscriptions that were ever opened. */
  subscriptions = 0;
  private readonly deaths = new Set<() => void>();

  /** The next appends are written, and their answers lost with the connection's stream. */
  loseAnswers(count = 1): void {
    this.lost += count;
  }

  /** All subscriptions that are open say nothing any more, and do not end. */
  silenceSubscriptions(): void {
    for (const die of this.deaths) die();
  }

  /** How many answers are still to be lost. */
  get toLose(): number {
    return this.lost;
  }

  /** True when this answer shall be lost. */
  loses(): boolean {
    if (this.lost === 0) return false;
    this.lost -= 1;
    return true;
  }

  onSilence(die: () => void): () => void {
    this.subscriptions += 1;
    this.deaths.add(die);
    return () => this.deaths.delete(die);
  }
}
