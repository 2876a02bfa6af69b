import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool } from '@rapport/postgres';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { RotationUnfinished, WrongMasterKey, masterKeyFrom, rotateMaster } from '@rapport/vault';
import { nextMasterDir, openOwnVault } from './open-own-vault';

let database: FreshDatabase;
const dirs = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'rapport-own-vault-')));
const [own, other] = dirs as [string, string];
beforeAll(async () => void (database = await freshDatabase()));
afterAll(async () => {
  for (const dir of dirs) rmSync(dir, { recursive: true });
  await database.drop();
});

it('says of a change of the master key that only lacks its file that it was broken off', async () => {
  const pool = createPool(database.url, { max: 2 });
  try {
    await openOwnVault(pool, {}, own);
    await rotateMaster(pool, masterKeyFrom({}, own), masterKeyFrom({}, nextMasterDir(own)));
    await expect(openOwnVault(pool, {}, own)).rejects.toThrow(RotationUnfinished);
    await expect(openOwnVault(pool, {}, other)).rejects.toThrow(WrongMasterKey);
    await expect(openOwnVault(pool, { RAPPORT_MASTER_KEY: 'ab'.repeat(32) }, own)).rejects.toThrow(WrongMasterKey);
  } finally {
    await pool.end();
  }
});
