import type { Pool } from 'pg';
import type { Receipt, Understand, Writer } from './admission';
import { admitBatch, type AdmissionParts } from './admit';
import type { Quarantine } from './quarantine';
import { asItCame, no, repairedOf, type Kept, type NotSettled } from './resubmit';
import { keepsNothing, settleMany, type SettlesMany } from './settle-many';
import { settle, settledPage, type Settled } from './settled';

/** The repaired input, when it shall not go in as it came, and why (nothing personal). */
export interface Repair {
  /** The whole interaction. It keeps the id, the source and the time of what was refused, unless these were the fault. */
  readonly interaction?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
}

/** What somebody may do about refused input. */
export interface Settlement extends SettlesMany {
  /**
   * Tries an entry again, as it came or repaired. Accepted or there already, it leaves the quarantine; refused again or in
   * conflict, it stays. Repeating it is harmless. @throws as `admit`
   */
  redrive(id: string, repair: Repair, by: Writer): Promise<Receipt | NotSettled>;
  /** Gives an entry up, and says why (nothing personal). */
  dismiss(id: string, reason: string, by: Writer): Promise<{ readonly status: 'dismissed' } | NotSettled>;
  /** What became of entries, newest first. @throws RangeError on a cursor that is not ours */
  settled(query?: {
    readonly cursor?: string;
    readonly limit?: number;
  }): Promise<{ readonly settled: readonly Settled[]; readonly next: string | null }>;
}

export const openSettlement = (
  pool: Pool,
  parts: AdmissionParts,
  quarantine: Quarantine,
  understand: Understand,
): Settlement => {
  const entryFor = async (id: string, by: Writer): Promise<Kept | NotSettled> => {
    const entry = await quarantine.find(id);
    if (!entry) return no('unknown', 'there is no refused input with this id');
    // Nobody knows whose an entry without a source is: only a key for all sources may settle it.
    return by.mayWrite(entry.source ?? '') ? entry : no('forbidden', 'this key may not write events of its source');
  };
  return {
    async redrive(id, { interaction, reason = null }, by) {
      const entry = await entryFor(id, by);
      if ('status' in entry) return entry;
      const submitted = interaction ? repairedOf(entry, interaction) : asItCame(entry, understand);
      if ('status' in submitted) return submitted;
      const [receipt] = await admitBatch({ ...parts, keeper: keepsNothing }, [submitted], by);
      if (receipt!.status === 'refused') return { ...receipt!, quarantineId: id };
      if (receipt!.status === 'conflict') return receipt!;
      const { eventId, position } = receipt!;
      const how = interaction ? 'repaired' : 'redriven';
      await settle(pool, parts.vault, [{ id, position, eventId }], { how, at: parts.now(), settledBy: by.keyId, reason }); // prettier-ignore
      return receipt!;
    },
    async dismiss(id, reason, by) {
      const entry = await entryFor(id, by);
      if ('status' in entry) return entry;
      const settling = { how: 'dismissed', settledBy: by.keyId, reason } as const;
      await settle(pool, parts.vault, [{ id, position: null }], { ...settling, at: parts.now() });
      return { status: 'dismissed' };
    },
    ...settleMany(pool, parts, quarantine, understand),
    settled: (query = {}) => settledPage(pool, query),
  };
};
