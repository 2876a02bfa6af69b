import type { Pool } from 'pg';
import { encrypt } from './gcm';
import { announceHashKeys, type WrappedHashKey } from './hash-key-turn';
import type { Hashing } from './hashing';
import { LedgerFault, type Ledger } from './ledger';
import { hashKeyName } from './secrets';
import { unwrap } from './wrapping';

/** The hash keys that a ledger tells of for one vault; one key may stand there under several master keys. */
export const hashKeyLines = async (ledger: Ledger, mark: string): Promise<readonly WrappedHashKey[]> => {
  const keys: WrappedHashKey[] = [];
  for await (const line of ledger.lines()) {
    if (line.kind === 'hash-key' && line.vault === mark)
      keys.push({ keyId: line.keyId, wrapped: Buffer.from(line.wrapped, 'base64') });
  }
  return keys;
};

/** True when that master key wraps it. */
export const opensWith = (master: Buffer, { keyId, wrapped }: WrappedHashKey): boolean => {
  try {
    unwrap(master, hashKeyName(keyId), wrapped);
    return true;
  } catch {
    return false;
  }
};

/** Writes a hash key into the ledger, on the disk when it resolves. */
export const tellLedger = (ledger: Ledger, vault: string, { keyId, wrapped }: WrappedHashKey): Promise<void> =>
  ledger.append({
    ...{ kind: 'hash-key', vault, at: new Date().toISOString(), keyId, wrapped: wrapped.toString('base64') },
  });

/**
 * Writes hash keys into the ledger under another master key too, so that a database under that one can learn them; gives back
 * how many. Those that are there under it already are left alone.
 */
export const rewrapHashKeyLines = async (
  ledger: Ledger,
  mark: string,
  current: Buffer,
  next: Buffer,
): Promise<number> => {
  const lines = await hashKeyLines(ledger, mark);
  const there = new Set(lines.filter((line) => opensWith(next, line)).map(({ keyId }) => keyId));
  const wanted = lines.filter((line) => !there.has(line.keyId) && opensWith(current, line));
  for (const { keyId, wrapped } of new Map(wanted.map((line) => [line.keyId, line])).values()) {
    const name = hashKeyName(keyId);
    await tellLedger(ledger, mark, { keyId, wrapped: encrypt(next, unwrap(current, name, wrapped), name) });
  }
  return new Set(wanted.map(({ keyId }) => keyId)).size;
};

/**
 * Enters the hash keys that this copy of the vault has forgotten, or was too old to know; gives back how many.
 * @throws LedgerFault when one is wrapped by another master key
 */
export const learnHashKeys = async (
  pool: Pool,
  master: Buffer,
  hashing: Hashing,
  keys: readonly WrappedHashKey[],
): Promise<number> => {
  const known = hashing.now().newest;
  const last = Math.max(known, ...keys.map(({ keyId }) => keyId));
  const learned = Array.from({ length: last - known }, (_, n) => {
    const key = keys.find((one) => one.keyId === known + 1 + n && opensWith(master, one));
    if (!key) throw new LedgerFault(FORGOTTEN(known + 1 + n));
    return key;
  });
  if (learned.length === 0) return 0;
  await announceHashKeys(pool, learned);
  hashing.outdate();
  await hashing.ensure();
  return learned.length;
};

const FORGOTTEN = (keyId: number): string =>
  `the erasure ledger has hashes under the key ${hashKeyName(keyId)}, which this database does not know and this master key does ` +
  'not open: it was put back from before a change of the master key. Bring it under the present master key first, with the one ' +
  'of its time as RAPPORT_MASTER_KEY_FILE and the present one as RAPPORT_MASTER_KEY_NEXT_FILE: rapport keys rotate-master';
