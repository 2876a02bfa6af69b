import { migrate } from '@rapport/postgres';
import type { EventStore } from '@rapport/event-store';
import type { Vault } from '@rapport/vault';
import type { Pool } from 'pg';
import type { Admission } from './admission';
import { admitBatch, type AdmissionParts } from './admit';
import { committedHandles } from './committed-handles';
import { correctOne } from './correct';
import { openQuarantine } from './quarantine';
import { QUARANTINE_LIMITS, quarantineKeeper, type QuarantineLimits } from './quarantine-keeper';
import { schema } from './schema';
import type { Sources } from './sources';

/** What admission stands on. */
export interface AdmissionFoundation {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly vault: Vault;
  readonly sources: Sources;
  /** The receiver's clock. */
  readonly now?: () => Date;
  readonly quarantineLimits?: Partial<QuarantineLimits>;
}

/** Opens admission, and makes its tables at the first time. */
export const openAdmission = async (foundation: AdmissionFoundation): Promise<Admission> => {
  const { pool, store, vault, sources, now = () => new Date(), quarantineLimits } = foundation;
  await migrate(pool, 'admission', schema);
  const keeper = quarantineKeeper(pool, vault, { ...QUARANTINE_LIMITS, ...quarantineLimits });
  const parts: AdmissionParts = { store, vault, sources, keeper, committed: committedHandles(), now };
  return {
    admit: (inputs, by) => admitBatch(parts, inputs, by),
    correct: (eventId, correction, by) => correctOne(parts, eventId, correction, by),
    quarantine: openQuarantine(pool, vault),
  };
};
