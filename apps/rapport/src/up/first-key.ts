import { existsSync, writeFileSync } from 'node:fs';
import type { AccessKeys, Config } from '@rapport/edge';
import { adminKeyFile } from '../client';

/** The first admin key: its text when this start made it, and where it is kept, if it is. */
export interface FirstKey {
  readonly minted: string | null;
  readonly file: string | null;
}

/**
 * Sees to it that an admin can come in. A minted key is shown once. With the embedded database it is also kept beside that
 * database, for the owner's eyes only: who reads this directory has the data anyway. With a database of your own the key
 * is kept nowhere.
 */
export const firstKey = async (keys: AccessKeys, config: Config): Promise<FirstKey> => {
  // Of several processes that start at once on a new database, one must mint.
  const mine = config.adminKey !== null || config.roles.includes('ingest');
  const minted = mine ? await keys.ensureAdmin(config.adminKey) : null;
  const file = adminKeyFile(config.dataDir);
  const embedded = config.databaseUrl === null;
  if (minted !== null && embedded) writeFileSync(file, `${minted}\n`, { mode: 0o600 });
  return { minted, file: embedded && existsSync(file) ? file : null };
};
