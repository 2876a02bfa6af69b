import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Vault, RotationUnfinished, WrongMasterKey, masterKeyFrom, openVault } from '@rapport/vault';
import type { Pool } from 'pg';

type Env = Readonly<Record<string, string | undefined>>;

/** Where `rapport keys rotate-master` keeps the data directory's new key until it is done. */
export const nextMasterDir = (dataDir: string): string => join(dataDir, 'next-master');

/**
 * Opens the vault with the master key that this process was given, or the data directory's.
 * @throws RotationUnfinished also when the keys are under the new one and only its file has not taken its place yet.
 */
export const openOwnVault = async (pool: Pool, env: Env, dataDir: string): Promise<Vault> => {
  try {
    return await openVault(pool, masterKeyFrom(env, dataDir));
  } catch (error) {
    const isGiven = env['RAPPORT_MASTER_KEY'] || env['RAPPORT_MASTER_KEY_FILE'];
    const isUnderWay = !isGiven && existsSync(join(nextMasterDir(dataDir), 'master.key'));
    throw error instanceof WrongMasterKey && isUnderWay ? new RotationUnfinished() : error;
  }
};
