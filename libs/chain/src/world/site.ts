import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore, StoredEvent } from '@rapport/event-store';
import { seededRandom, type FreshDatabase } from '@rapport/testing';
import { anchorFiles } from '../anchor-files';
import { migrateChain } from '../anchor-rows';
import { anchorExport } from '../export-anchors';
import { keyRing } from '../key-ring';
import { verifyHistory, type VerifyReport } from '../verify/verify';
import { anchorSome, aSigningKey, readAll, write } from './history';

const TABLES = ['rapport_store.events', 'rapport_store.head', 'rapport_chain.anchor', 'rapport_chain.segment'];

/** A store with some anchored history, whose tables can be put back as they were. */
export const aSite = async ({ pool }: Pick<FreshDatabase, 'pool'>, store: EventStore, seed: number) => {
  const random = seededRandom(seed);
  const directory = mkdtempSync(join(tmpdir(), 'rapport-anchors-'));
  const keys = { own: aSigningKey(), stolen: aSigningKey() };
  const exported = anchorExport(directory, keys.stolen);
  await migrateChain(pool);
  await write(store, random, 150);
  const sizes = Array.from({ length: 8 }, () => 5 + random.below(20));
  const anchors = await anchorSome({ pool, store, key: keys.stolen, exported }, sizes);
  const lastOnly = join(directory, 'last.json');
  writeFileSync(lastOnly, JSON.stringify(anchors.at(-1)));
  const events = await readAll(store);
  const covered = anchors.at(-1)!.count;
  await pool.query('create schema kept');
  for (const table of TABLES) {
    await pool.query(`create table kept.${table.split('.')[1]} as table ${table}`);
    await pool.query(`alter table ${table} disable trigger user`);
  }
  const restore = async (): Promise<void> => {
    await pool.query('truncate rapport_store.events, rapport_store.head, rapport_chain.anchor, rapport_chain.segment');
    for (const table of TABLES) await pool.query(`insert into ${table} table kept.${table.split('.')[1]}`);
  };
  const verify = (
    withFiles: boolean | 'only the last',
    from: Parameters<typeof verifyHistory>[0]['from'] = null,
  ): Promise<VerifyReport> =>
    verifyHistory({
      ...{ store, pool, from, silenceMs: 30, ring: keyRing([keys.stolen.publicKey]) },
      files: withFiles === true ? anchorFiles(directory) : withFiles === false ? [] : anchorFiles(lastOnly),
    });
  return {
    ...{ pool, store, random, directory, keys, exported, anchors, events, covered, restore, verify },
    rows: events
      .slice(0, covered)
      .map(({ id, position }: StoredEvent) => ({ id, position: Number(position.slice(-19)) })),
    clear: () => rmSync(directory, { recursive: true, force: true }),
  };
};

/** What `aSite` makes. */
export type Site = Awaited<ReturnType<typeof aSite>>;
