import { Folding, type FoldingParts } from './folding';
import type { Advance, Pace } from './pace';
import type { RowSink } from './row-sink';

/** One rebuild among those that read the log together. */
export interface Member {
  readonly shadow: RowSink;
  readonly pace: Pace;
  /** Its rows are written. */
  readonly ended: (rows: number) => void;
  /** It takes no further part: it failed, was called off, or was set aside. */
  readonly failed: (reason: unknown) => void;
}

/** Everybody has left: there is nobody to read for. */
export class Deserted extends Error {}

/** Those who read the log together and are still there: whoever fails leaves, the others go on. */
export class Crew {
  readonly #members = new Map<Folding, Member>();
  /** The keys of the members: asked for each event. */
  foldings: readonly Folding[];

  constructor(parts: Omit<FoldingParts, 'shadow'>, members: readonly Member[]) {
    for (const member of members) this.#members.set(new Folding({ ...parts, shadow: member.shadow }), member);
    this.foldings = [...this.#members.keys()];
  }

  /** Does something for each, side by side. @throws Deserted when nobody is left */
  async each(work: (folding: Folding, member: Member) => Promise<void>): Promise<void> {
    const leaving = async ([folding, member]: readonly [Folding, Member]): Promise<void> => {
      await work(folding, member).catch((reason: unknown) => {
        this.leave(folding);
        member.failed(reason);
      });
    };
    await Promise.all([...this.#members].map(leaving));
    if (this.#members.size === 0) throw new Deserted();
  }

  /** Tells each how far the reading is, and hears what is wished for. */
  step(advance: Advance): Promise<void> {
    return this.each((folding, { pace }) => pace.step({ ...advance, ...rowsOf(folding) }));
  }

  leave(folding: Folding): void {
    this.#members.delete(folding);
    this.foldings = [...this.#members.keys()];
    folding.drop();
  }

  /** What all of them depend on failed. */
  fail(reason: unknown): void {
    for (const [folding, member] of [...this.#members]) {
      this.leave(folding);
      member.failed(reason);
    }
  }
}

export const rowsOf = ({ written }: Folding): { readonly rows?: number } => (written > 0 ? { rows: written } : {});
