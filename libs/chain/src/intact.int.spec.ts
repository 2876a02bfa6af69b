import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { memoryEventStore } from '@rapport/event-store';
import { freshDatabase, seededRandom, type FreshDatabase } from '@rapport/testing';
import { anchorFiles } from './anchor-files';
import { migrateChain } from './anchor-rows';
import { anchorExport } from './export-anchors';
import { keyRing } from './key-ring';
import { verifyHistory } from './verify/verify';
import { anchorSome, aSigningKey, write } from './world/history';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await migrateChain(database.pool);
});
afterAll(() => database.drop());

it('raises no alarm about any history that nobody touched, on another engine, with some of its anchors exported', async () => {
  const { pool } = database;
  const keys = [aSigningKey(), aSigningKey()];
  const ring = keyRing(keys.map(({ publicKey }) => publicKey));
  const sizes = fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 8 });
  const seeds = fc.record({ seed: fc.nat(), first: sizes, second: sizes, more: fc.nat(20), keep: fc.nat(15) });
  await fc.assert(
    fc.asyncProperty(seeds, async ({ seed, first, second, more, keep }) => {
      await pool.query('truncate rapport_chain.anchor, rapport_chain.segment');
      const random = seededRandom(seed);
      let clock = 1_767_225_600_000;
      const store = memoryEventStore({ before: BigInt(random.below(1e9)), now: () => (clock += random.below(3)) });
      const directory = mkdtempSync(join(tmpdir(), 'rapport-anchors-'));
      const all = [...first, ...second].reduce((sum, size) => sum + size, 0);
      try {
        await write(store, random, all + more);
        await anchorSome({ pool, store, key: keys[0]!, exported: anchorExport(directory, keys[0]!) }, first);
        await anchorSome({ pool, store, key: keys[1]!, exported: anchorExport(directory, keys[1]!) }, second);
        for (const name of readdirSync(directory).filter((one) => one.endsWith('.ndjson'))) {
          const lines = readFileSync(join(directory, name), 'utf8').split('\n');
          writeFileSync(join(directory, name), lines.slice(keep % 3, Math.max(keep, 1)).join('\n'));
        }
        const report = await verifyHistory({
          store,
          pool,
          ring,
          files: anchorFiles(directory),
          from: null,
          silenceMs: 20,
        });
        expect(report.findings).toEqual([]);
        expect([report.events, report.notAnchored.events]).toEqual([all + more, more]);
      } finally {
        await store.close();
        rmSync(directory, { recursive: true, force: true });
      }
    }),
    { numRuns: process.env['RAPPORT_FULL'] === '1' ? 1_000 : 40 },
  );
});
