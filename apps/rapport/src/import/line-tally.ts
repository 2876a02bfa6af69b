/** What became of the lines of a file. Every line that was read is in exactly one of the four. */
export interface LineCount {
  readonly read: number;
  /** At least one event of the line is new. */
  readonly imported: number;
  /** All its events were here before. */
  readonly alreadyThere: number;
  readonly skipped: Readonly<Record<string, number>>;
  /** By code; `unreadable` when the mapping could not make sense of it. */
  readonly refused: Readonly<Record<string, number>>;
}

/** What the instance said of one event. */
export type EventOutcome = 'accepted' | 'duplicate' | { readonly refused: string };

interface Line {
  left: number;
  fresh: boolean;
  refused: string | null;
}

const raise = (counts: Record<string, number>, name: string): void => void (counts[name] = (counts[name] ?? 0) + 1);

/** Joins lines and events: a line is done when all its events are, and is refused when one of them is. */
export class LineTally {
  private readonly open = new Map<number, Line>();
  private read = 0;
  private last = 0;
  private imported = 0;
  private alreadyThere = 0;
  private readonly skippedBy: Record<string, number> = {};
  private readonly refusedBy: Record<string, number> = {};

  begin(line: number): void {
    this.read += 1;
    this.last = line;
  }

  skipped(reason: string): void {
    raise(this.skippedBy, reason);
  }

  /** The line takes part in so many events. */
  taken(line: number, events: number): void {
    this.open.set(line, { left: events, fresh: false, refused: null });
  }

  /**
   * The line can't be understood, and waits until the quarantine has it. One that was taken before is in a group that can't be
   * sent: what the quarantine says of it stands for the answer to that group.
   */
  faulty(line: number): void {
    if (!this.open.has(line)) this.open.set(line, { left: 1, fresh: false, refused: null });
  }

  /** Nothing more comes: lines that still wait belong to groups that may go on where nobody can read, and are not sent. */
  breakOff(): void {
    for (const _ of this.open) raise(this.skippedBy, 'the file is broken before its group was complete');
    this.open.clear();
  }

  event(lines: readonly number[], outcome: EventOutcome): void {
    for (const line of lines) {
      const found = this.open.get(line);
      if (!found) continue;
      found.left -= 1;
      if (outcome === 'accepted') found.fresh = true;
      else if (outcome !== 'duplicate') found.refused ??= outcome.refused;
      if (found.left === 0) this.finish(line, found);
    }
  }

  private finish(line: number, { fresh, refused }: Line): void {
    this.open.delete(line);
    if (refused !== null) raise(this.refusedBy, refused);
    else if (fresh) this.imported += 1;
    else this.alreadyThere += 1;
  }

  /** All lines up to this one are done. */
  doneUpTo(): number {
    for (const line of this.open.keys()) return Math.min(line, this.last + 1) - 1;
    return this.last;
  }

  count(): LineCount {
    const { read, imported, alreadyThere, skippedBy, refusedBy } = this;
    return { read, imported, alreadyThere, skipped: { ...skippedBy }, refused: { ...refusedBy } };
  }
}
