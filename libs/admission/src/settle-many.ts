import type { Pool } from 'pg';
import type { Understand, Writer } from './admission';
import { admitBatch, type AdmissionParts } from './admit';
import type { Quarantine, QuarantineEntry, QuarantineQuery } from './quarantine';
import { asItCame } from './resubmit';
import { settle, type Leaving } from './settled';

/** What became of a page of entries that were settled together. */
export interface SettledMany {
  /** Entries of the page. */
  readonly entries: number;
  /** Of them gone into the log now, or there already: they left the quarantine. */
  readonly accepted: number;
  readonly duplicate: number;
  /** Given up: they left it too. */
  readonly dismissed: number;
  /** Still there: refused again, an id with another content, text that is not whole, a source that the key may not write for. */
  readonly refused: number;
  readonly conflict: number;
  readonly unreadable: number;
  readonly forbidden: number;
  /** Why those refused again were, by code. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Where the next page begins; null = that was the last. */
  readonly next: string | null;
}

/** What can be done about many entries at once, a page at a time, oldest first. A page done again does no harm. */
export interface SettlesMany {
  /** Tries entries again as they came, in one batch. @throws RangeError on a cursor that is not ours, or as `admit` */
  redriveMany(which: QuarantineQuery, reason: string | null, by: Writer): Promise<SettledMany>;
  /** Gives entries up. @throws RangeError on a cursor that is not ours */
  dismissMany(which: QuarantineQuery, reason: string, by: Writer): Promise<SettledMany>;
}

/** What is refused anew when it is tried again needs no second entry. */
export const keepsNothing = {
  keep: async (inputs: readonly unknown[]) => inputs.map(() => null),
  count: async () => undefined,
};

const NOTHING = { accepted: 0, duplicate: 0, dismissed: 0, refused: 0, conflict: 0, unreadable: 0, forbidden: 0 };

export const settleMany = (
  pool: Pool,
  parts: AdmissionParts,
  quarantine: Quarantine,
  understand: Understand,
): SettlesMany => {
  const pageFor = async (which: QuarantineQuery, by: Writer) => {
    const { entries, next } = await quarantine.oldest(which);
    const ours = entries.filter(({ source }) => by.mayWrite(source ?? ''));
    return { ours, tally: { ...NOTHING, entries: entries.length, forbidden: entries.length - ours.length, next } };
  };
  return {
    async redriveMany(which, reason, by) {
      const { ours, tally } = await pageFor(which, by);
      const tried = ours.flatMap((entry) => {
        const submitted = asItCame(entry, understand);
        return 'status' in submitted ? [] : [{ entry, submitted }];
      });
      const receipts = await admitBatch({ ...parts, keeper: keepsNothing }, tried.map(({ submitted }) => submitted), by); // prettier-ignore
      const leaving: Leaving[] = [];
      const reasons: Record<string, number> = {};
      for (const [index, receipt] of receipts.entries()) {
        tally[receipt.status] += 1;
        if (receipt.status === 'refused') reasons[receipt.code] = (reasons[receipt.code] ?? 0) + 1;
        else if (receipt.status !== 'conflict') leaving.push({ ...receipt, id: tried[index]!.entry.id });
      }
      await settle(pool, parts.vault, leaving, { how: 'redriven', at: parts.now(), settledBy: by.keyId, reason });
      return { ...tally, unreadable: ours.length - tried.length, reasons };
    },
    async dismissMany(which, reason, by) {
      const { ours, tally } = await pageFor(which, by);
      const leaving = ours.map(({ id }: QuarantineEntry) => ({ id, position: null }));
      await settle(pool, parts.vault, leaving, { how: 'dismissed', at: parts.now(), settledBy: by.keyId, reason });
      return { ...tally, dismissed: leaving.length, reasons: {} };
    },
  };
};
