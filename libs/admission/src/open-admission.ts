import { migrate } from '@rapport/postgres';
import type { Correction, Receipt, Submitted, Understand, Writer } from './admission';
import { admitBatch, type AdmissionParts } from './admit';
import { admittingOne } from './admit-one';
import { type Reading, admitRead } from './admit-read';
import { committedHandles } from './committed-handles';
import { correctOne } from './correct';
import type { AdmissionFoundation } from './foundation';
import { openQuarantine, type Quarantine } from './quarantine';
import { QUARANTINE_LIMITS, quarantineKeeper } from './quarantine-keeper';
import { schema } from './schema';
import { sentAgain } from './sent-again';
import { openSettlement, type Settlement } from './settlement';

/** The one way in: everything that becomes an event of a customer passes here. */
export interface Admission {
  /**
   * Admits a batch; one receipt per input, in order. No input can harm another one. When it throws (the store is busy, or
   * its answer was lost) no receipt was given: the sender repeats the whole batch, which is safe.
   * @throws StoreBusy | OutcomeUnknown
   */
  admit(inputs: readonly Submitted[], by: Writer): Promise<readonly Receipt[]>;
  /**
   * Admits one interaction; those that come at the same time share the work.
   * @throws as `admit`
   */
  admitOne(input: Submitted, by: Writer): Promise<Receipt>;
  /**
   * Admits what somebody reads elsewhere in order, and moves their bookmark past it: with the append where there is one. What is
   * not taken, also of known ids, is in the quarantine and was told to the reader before that.
   * @throws as `admit`, and BookmarkLost or TakenOver: the bookmark is where it was, or where another server has it, and the batch is read again by whoever holds it.
   */
  admitRead(inputs: readonly Submitted[], by: Writer, reading: Reading): Promise<readonly Receipt[]>;
  /** Records that an interaction was recorded wrongly, or never happened. The original stays. @throws as `admit` */
  correct(eventId: string, correction: Correction, by: Writer): Promise<Receipt>;
  readonly quarantine: Quarantine;
  /** What somebody does about refused input. */
  readonly settlement: Settlement;
}

const native: Understand = (value) => ({ value });

/** Opens admission, and makes its tables at the first time. */
export const openAdmission = async (foundation: AdmissionFoundation): Promise<Admission> => {
  const { pool, store, vault, sources, now = () => new Date(), quarantineLimits, suppress = 'none' } = foundation;
  await migrate(pool, 'admission', schema);
  const limits = { ...QUARANTINE_LIMITS, ...quarantineLimits };
  const keeper = quarantineKeeper(pool, vault, limits);
  const parts: AdmissionParts = {
    store,
    vault,
    sources,
    keeper,
    committed: committedHandles(vault.timeline),
    sentAgain: sentAgain(),
    now,
    suppress,
  };
  const quarantine = openQuarantine(pool, vault, limits.keptDays);
  const admit: Admission['admit'] = (inputs, by) => admitBatch(parts, inputs, by);
  return {
    admit,
    admitOne: admittingOne(admit),
    admitRead: (inputs, by, reading) => admitRead(parts, inputs, by, reading),
    correct: (eventId, correction, by) => correctOne(parts, eventId, correction, by),
    quarantine,
    settlement: openSettlement(pool, parts, quarantine, foundation.understand ?? native),
  };
};
