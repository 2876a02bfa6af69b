import { setTimeout as pause } from 'node:timers/promises';
import { inTransaction, type Sql } from '@rapport/postgres';
import { keep, type Lease } from '../lease';
import { TooMuchHistory } from '../past/facts';
import { settleFindings, staleOwners, tidyFindings } from './findings';
import { type WaitsFor, waitsFor } from './give-way';
import { look, type LookParts } from './look';
import { confirmed, type Look, Looked, together } from './looked';
import { moveRound, openRound, type Round } from './rounds';
import type { AuditedTable } from './tables';
import { EVERYWHERE, nextKeys, stretchOf, walkOn } from './walk';

/** How much is looked at, and when. */
export interface AuditBudget {
  /** Customers looked at in one go. */
  readonly customers: number;
  /** Events that one look may hold; a customer with more is counted as too long. */
  readonly eventsMax: number;
  /** Least time from the beginning of one round to the next, in milliseconds. */
  readonly roundMs: number;
  /** How long after an open finding was seen it is looked at again, in milliseconds. */
  readonly againMs: number;
}

/** What a step needs. `firstKey` gives the UUID at which a round begins: random, so that no customer is always late. */
export interface StepParts extends LookParts {
  readonly lease: Lease;
  readonly ttlMs: number;
  readonly budget: AuditBudget;
  readonly firstKey: () => string;
}

const SECOND_LOOK_MS = 100;
const AGAIN_MAX = 10;
const STATE = `
  insert into rapport_read.audit_state as s (one, looked_at, waits_for, checked)
  values (true, clock_timestamp(), $1, $2)
  on conflict (one) do update
  set looked_at = excluded.looked_at, waits_for = excluded.waits_for, checked = s.checked + excluded.checked`;

const say = (sql: Sql, waiting: WaitsFor | null, checked: number) => sql.query(STATE, [waiting, checked]);

/** What one step did, for who logs it. */
export interface Stepped {
  readonly waits: WaitsFor | null;
  readonly found: Look['differences'];
}

/** Looks at the next few customers of the round and again at open findings, unless somebody else needs the machine. */
export const step = async (parts: StepParts, audited: readonly AuditedTable[]): Promise<Stepped> => {
  const { pool, budget } = parts;
  const versions = audited.map(({ projection: { name, version } }) => ({ name, version }));
  // Where nothing is recorded yet there is nothing to go round.
  const isEmpty = audited.length === 0 || (await nextKeys(pool, audited, EVERYWHERE, 1)).length === 0;
  const waits = isEmpty ? null : await waitsFor(pool, versions);
  await tidyFindings(pool, versions);
  if (isEmpty || waits !== null) {
    await say(pool, waits, 0);
    return { waits, found: [] };
  }
  const round = await openRound(pool, parts.firstKey, budget.roundMs);
  const keys = round ? await nextKeys(pool, audited, stretchOf(round), budget.customers) : [];
  const again = await staleOwners(pool, budget.againMs, AGAIN_MAX);
  const seen = await lookTwice(parts, audited, [...new Set([...keys, ...again])]);
  await inTransaction(pool, async (client) => {
    await keep(client, parts.lease, parts.ttlMs);
    await settleFindings(client, seen);
    if (round) await moveRound(client, round, walkOn(round, keys, budget.customers), ofRound(seen, keys), keys.length);
    await say(client, null, keys.length);
  });
  return { waits: null, found: seen.differences };
};

/** Of a look, what counts in a round: what is looked at again because it was found before counts once. */
const ofRound = (
  { tallies, differences }: Look,
  keys: readonly string[],
): Pick<Round, 'tallies'> & Pick<Look, 'differences'> => ({
  tallies,
  differences: differences.filter(({ owner }) => keys.includes(owner)),
});

/** A difference counts when a second look, in another snapshot, finds it as well. */
const lookTwice = async (
  parts: LookParts,
  audited: readonly AuditedTable[],
  owners: readonly string[],
): Promise<Look> => {
  if (owners.length === 0) return new Looked([]);
  const first = await lookInParts(parts, audited, owners);
  if (first.differences.length === 0) return first;
  await pause(SECOND_LOOK_MS);
  const suspects = [...new Set(first.differences.map(({ owner }) => owner))];
  const second = await lookInParts(parts, audited, suspects);
  return { ...first, differences: confirmed(first.differences, second.differences) };
};

/** Halves the owners until what is recorded of them can be held; who has too long a history alone is left out, and counted. */
const lookInParts = async (
  parts: LookParts,
  audited: readonly AuditedTable[],
  owners: readonly string[],
): Promise<Look> => {
  try {
    return await look(parts, audited, owners);
  } catch (error) {
    if (!(error instanceof TooMuchHistory)) throw error;
    if (owners.length === 1) {
      const looked = new Looked(owners);
      for (const { projection } of audited) looked.leaveOut(projection, 'tooLong', 1);
      return looked;
    }
    const half = owners.length >> 1;
    const one = await lookInParts(parts, audited, owners.slice(0, half));
    const other = await lookInParts(parts, audited, owners.slice(half));
    return {
      owners,
      tallies: together(one.tallies, other.tallies),
      proven: [...one.proven, ...other.proven],
      differences: [...one.differences, ...other.differences],
    };
  }
};
