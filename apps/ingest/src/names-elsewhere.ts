import { liftQuarantineNames } from '@rapport/admission';
import type { LiftElsewhere } from '@rapport/vault';
import type pg from 'pg';
import { liftNotedHashes } from './erasure/lift-hashes';

const PLACES = [
  ['rapport_admission.quarantine_name', liftQuarantineNames],
  ['rapport_control.erasure', liftNotedHashes],
] as const;

/** Where ingest's tables hold keyed hashes of identifiers, for a change of their key; a database may lack some of them yet. */
export const namesElsewhere = (pool: pg.Pool): readonly LiftElsewhere[] =>
  PLACES.map(([table, liftIn]) => async (below, lift) => {
    const { rows } = await pool.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table]);
    return rows[0]!.there ? liftIn(pool, below, lift) : 0;
  });
