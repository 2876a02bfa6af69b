import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { openVault } from '@rapport/vault';
import { sealedOpener } from './open-sealed';

let database: FreshDatabase;
let dataDir: string;
beforeEach(async () => {
  database = await freshDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'rapport-open-'));
});
afterEach(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const AT = '2026-11-20T00:00:00.000Z';

it('opens what was sealed until its key is destroyed, and nothing with another master key', async () => {
  const key = randomBytes(32);
  const vault = await openVault(database.pool, key);
  const [li, wang] = (await vault.mint(2)) as [string, string];
  const needs = [li, wang].map((handle) => ({ handle, dataClass: 'identity' as const, at: AT }));
  const sealer = await vault.sealer(needs);
  const cells = [li, wang].map((handle) => sealer.seal(handle, 'identity', AT, '1986-05-08'));
  const keyed = (RAPPORT_MASTER_KEY: string) => sealedOpener({ dataDir }, { RAPPORT_MASTER_KEY }, database.url);
  const right = keyed(key.toString('hex'));
  const wrong = keyed(randomBytes(32).toString('hex'));
  try {
    expect(await right.open([...cells, 'no cell'])).toEqual(['1986-05-08', '1986-05-08', null]);
    await vault.destroyHandleKey(wang);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await right.open(cells)).toEqual(['1986-05-08', null]);
    expect(await wrong.open(cells)).toEqual([undefined, undefined]);
  } finally {
    await right.close();
    await wrong.close();
  }
});
