import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { STALE_MAX_MS } from './freshness';
import { hashKeyLines, opensWith, tellLedger } from './hash-key-lines';
import { announceHashKeys, retireOldHashKey } from './hash-key-turn';
import { lifted } from './hash-name';
import { copyListed, copyRows, identifiersLeft, removeRows, type Walk } from './hash-walk';
import { readHashKeys, StaleHashing } from './hashing';
import type { Ledger } from './ledger';
import { openVault } from './open-vault';
import { vaultMark } from './reapply';
import { hashKeyName } from './secrets';
import type { Vault } from './vault';
import { newKey } from './wrapping';

/** Rows outside the vault that hold names of identifiers (`1:ab…`): brings those under keys below `below` up with `lift`. */
export type LiftElsewhere = (below: number, lift: (names: readonly string[]) => readonly string[]) => Promise<number>;

/** What a rotation has done. */
export interface IdentifierRotation {
  /** Numbers of the key before and of the key since. */
  readonly from: number;
  readonly to: number;
  /** A run before had been broken off. */
  readonly resumed: boolean;
  /** Rows written by this run: of identifiers, of the list of the suppressed, elsewhere; and old ones removed. */
  readonly identifiers: number;
  readonly suppressed: number;
  readonly elsewhere: number;
  readonly removed: number;
}

export interface RotateIdentifiersOptions {
  /** Rows of one transaction; 5,000 when absent. */
  readonly batch?: number;
  readonly elsewhere?: readonly LiftElsewhere[];
  /**
   * For how long both keys are in use at least (milliseconds), so that every process has heard of it and names what it keeps
   * elsewhere under both; twice STALE_MAX_MS when absent. Handles do not depend on it.
   */
  readonly bothMs?: number;
  /** Told after each transaction what was done. */
  readonly onStep?: (said: string) => void;
}

/** Another run is at work. */
export class RotationUnderWay extends Error {
  constructor() {
    super('another run is changing the key of identifiers: wait for its end');
    this.name = 'RotationUnderWay';
  }
}

const ONE_RUN = "hashtextextended('rapport_vault rotate identifiers', 0)";

/** Only one run at a time; the server lets the next one in when the process of this one dies. */
const alone = async <T>(pool: Pool, work: () => Promise<T>): Promise<T> => {
  const session = await pool.connect();
  session.on('error', ignore);
  try {
    const { rows } = await session.query<{ mine: boolean }>(`select pg_try_advisory_lock(${ONE_RUN}) as mine`);
    if (!rows[0]!.mine) throw new RotationUnderWay();
    return await work();
  } finally {
    session.off('error', ignore);
    session.release(true);
  }
};
const ignore = (): void => undefined;

const stepOf = async (pool: Pool): Promise<string> =>
  (await pool.query<{ step: string }>('select step from rapport_vault.hashing')).rows[0]!.step;

const goTo = async (pool: Pool, from: string, to: string): Promise<void> => {
  await pool.query(`update rapport_vault.hashing set step = $2, after = '' where step = $1`, [from, to]);
};

/**
 * Makes the next key and lets it take over. The ledger has it before the database: a hash that stands there must never be under a
 * key that a restored database can't learn. A key that a broken run has left there is taken.
 */
const begin = async (pool: Pool, master: Buffer, vault: Vault, ledger: Ledger): Promise<void> => {
  const { newest } = await readHashKeys(pool, master);
  const keyId = newest + 1;
  const mark = vaultMark(vault);
  const told = await hashKeyLines(ledger, mark);
  const left = told.find((key) => key.keyId === keyId && opensWith(master, key));
  const key = left ?? { keyId, wrapped: newKey(master, hashKeyName(keyId)).wrapped };
  if (!left) await tellLedger(ledger, mark, key);
  await announceHashKeys(pool, [key]);
};

/**
 * Gives the index of identifiers another hash key, while everything goes on. The hash of each row is hashed once more, under the
 * new key: nobody's identifier is opened for it, and identifiers that nobody can open any more come along too.
 *
 * 1. Both keys are in use: who claims writes two rows, who looks finds either. Statements of processes that don't know yet are
 *    refused by the database, and repeated with both.
 * 2. `copy`: every row gets a second one. `list`: so do the suppressed. `names`: and what other tables keep.
 * 3. Only the new key is in use. `remove`: the old rows go.
 *
 * Each step is done in batches, and may be done again: a run that was killed is gone on with by the next one.
 * @throws LedgerFault | RotationUnderWay | WrongMasterKey | RotationUnfinished (of the master key)
 */
export const rotateIdentifiers = async (
  pool: Pool,
  master: Buffer,
  ledger: Ledger,
  { batch = 5_000, elsewhere = [], bothMs = 2 * STALE_MAX_MS, onStep = ignore }: RotateIdentifiersOptions = {},
): Promise<IdentifierRotation> => {
  const vault = await openVault(pool, master);
  return alone(pool, async () => {
    await vault.learnHashKeys(await hashKeyLines(ledger, vaultMark(vault)));
    const resumed = (await stepOf(pool)) !== 'done';
    if (!resumed) await begin(pool, master, vault, ledger);
    const keys = await readHashKeys(pool, master);
    const from = resumed && keys.oldest === keys.newest ? keys.newest - 1 : keys.oldest;
    const done = { identifiers: 0, suppressed: 0, elsewhere: 0, removed: 0 };
    onStep(`${resumed ? 'going on: ' : ''}from key ${from} to key ${keys.newest}`);
    const walk: Walk = { pool, batch, keys };
    const liftAll = async (): Promise<void> => {
      for (const each of elsewhere) done.elsewhere += await each(keys.newest, (names) => lifted(keys, names));
    };

    if ((await stepOf(pool)) === 'copy') {
      for await (const rows of copyRows(walk)) onStep(`${(done.identifiers += rows)} identifiers`);
      await goTo(pool, 'copy', 'list');
    }
    if ((await stepOf(pool)) === 'list') {
      for await (const rows of copyListed(walk))
        onStep(`${(done.suppressed += rows)} of the list of erased identifiers`);
      await goTo(pool, 'list', 'names');
    }
    if ((await stepOf(pool)) === 'names') {
      await sleep(bothMs);
      await liftAll();
      const left = await identifiersLeft(walk);
      if (left > 0) throw new Error(`${left} identifiers have no row under the new key: nothing is removed`);
      if (!(await retireOldHashKey(pool))) throw new StaleHashing();
    }
    // Once more: a process may have written names when it did not know yet.
    await liftAll();
    const since = { ...walk, keys: { ...keys, oldest: keys.newest } };
    for await (const rows of removeRows(since)) onStep(`${(done.removed += rows)} old rows removed`);
    for (const table of ['identifier', 'suppressed']) await pool.query(`vacuum rapport_vault.${table}`);
    await goTo(pool, 'remove', 'done');
    return { from, to: keys.newest, resumed, ...done };
  });
};
