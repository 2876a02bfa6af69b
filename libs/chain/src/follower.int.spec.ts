import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresEventStore } from '@rapport/engines';
import type { EventStore } from '@rapport/event-store';
import { eventually, freshDatabase, seededRandom, ToldTimeline, type FreshDatabase } from '@rapport/testing';
import { parseAnchor } from './anchor';
import { anchorFiles } from './anchor-files';
import { anchorsUp, publicKeys } from './anchor-rows';
import { anchorExport, type AnchorExport } from './export-anchors';
import { keyRing } from './key-ring';
import { chainState } from './lease';
import type { ChainOptions } from './chain-options';
import { startChain, type Chain } from './start-chain';
import { verifyHistory } from './verify/verify';
import { anchorSome, aSigningKey, write } from './world/history';

const random = seededRandom(5);
const key = aSigningKey();
let database: FreshDatabase;
let store: EventStore;
let timeline: ToldTimeline;
let directory: string;
const running: Chain[] = [];
beforeEach(async () => {
  database = await freshDatabase();
  timeline = new ToldTimeline();
  store = await postgresEventStore(database.url, { timeline });
  directory = mkdtempSync(join(tmpdir(), 'rapport-anchors-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((chain) => chain.stop()));
  await store.close();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

const start = async (over: Partial<ChainOptions> = {}): Promise<Chain> => {
  const exported = anchorExport(directory, over.key ?? key);
  const chain = await startChain({
    ...{ pool: database.pool, store, key, exported, log: () => undefined },
    ...{ everyMs: 60, restMs: 5, ttlMs: 400, ...over },
  });
  running.push(chain);
  return chain;
};
const stopOne = async (): Promise<void> => running.shift()!.stop();
const coversAll = (): Promise<void> =>
  eventually(async () => {
    const { covered, exported, anchors } = await chainState(database.pool);
    expect([covered, exported]).toEqual([Number((await store.head()).position.slice(-19)), anchors]);
  }, 20_000);
const verify = (keys = [key]) =>
  verifyHistory({
    ...{ store, pool: database.pool, files: anchorFiles(directory), from: null, silenceMs: 50 },
    ring: keyRing(keys.map(({ publicKey }) => publicKey)),
  });
const exportedAnchors = () =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').trimEnd().split('\n').map(parseAnchor)); // prettier-ignore

it('covers every event once, in and outside the database, while several run, stop and take over', async () => {
  await write(store, random, 2_300);
  await start();
  await start();
  await coversAll();
  await write(store, random, 40);
  await coversAll();
  await stopOne();
  await write(store, random, 30);
  await start();
  await coversAll();
  const anchors = await anchorsUp(database.pool, 0, 1_000);
  expect(anchors.map(({ number }) => number)).toEqual(anchors.map((_, at) => at + 1));
  expect(anchors.every(({ count }, at) => count - (anchors[at - 1]?.count ?? 0) <= 1_000)).toBe(true);
  expect(anchors.length).toBeGreaterThanOrEqual(5);
  expect(exportedAnchors()).toEqual(anchors);
  const report = await verify();
  expect(report).toMatchObject({ verdict: 'intact', events: 2_370, notExported: { events: 0 } });
});

it('makes one anchor of what comes within its time, and one at the end for what is left', async () => {
  await start({ everyMs: 600 });
  await write(store, random, 30);
  await coversAll();
  expect((await anchorsUp(database.pool, 0, 10)).length).toBeLessThanOrEqual(2);
  await write(store, random, 3);
  const head = (await store.head()).position;
  await eventually(async () => {
    await stopOne().catch(() => undefined);
    const { position } = await chainState(database.pool);
    if (position !== head) await start({ everyMs: 600 });
    expect(position).toBe(head);
  }, 10_000);
  expect((await verify()).verdict).toBe('intact');
});

it('goes on while anchors cannot be exported, says so, and exports them later', async () => {
  let isBroken = false;
  const real = anchorExport(directory, key);
  const broken = <Result>(work: () => Result): Result => {
    if (isBroken) throw new Error('no space left on device');
    return work();
  };
  const exported: AnchorExport = {
    catchUp: async (sql) => broken(() => real.catchUp(sql)),
    write: (anchors) => broken(() => real.write(anchors)),
  };
  await start({ exported });
  await write(store, random, 4);
  await coversAll();
  const { exported: before } = await chainState(database.pool);
  isBroken = true;
  await write(store, random, 6);
  await eventually(async () => {
    expect(await chainState(database.pool)).toMatchObject({ covered: 10, exported: before });
    expect((await chainState(database.pool)).fault).toMatch(/not exported: no space left/);
  });
  isBroken = false;
  await write(store, random, 1);
  await coversAll();
  expect((await chainState(database.pool)).fault).toBeNull();
  expect(await verify()).toMatchObject({ verdict: 'intact', notExported: { events: 0 } });
});

it('changes its key: old anchors stay good, old public keys stay known', async () => {
  await start();
  await write(store, random, 5);
  await coversAll();
  await stopOne();
  const next = aSigningKey();
  await start({ key: next });
  await write(store, random, 5);
  await coversAll();
  expect((await publicKeys(database.pool)).map(({ keyId }) => keyId)).toEqual([key.keyId, next.keyId]);
  expect((await verify([key, next])).verdict).toBe('intact');
  expect((await verify([next])).verdict).toBe('tampered');
});

it('covers nothing that the log has lost since it was read, says so, and goes on when it is started again', async () => {
  await write(store, random, 5);
  await start({ everyMs: 1_500 });
  await coversAll();
  await write(store, random, 3);
  const { pool } = database;
  await eventually(async () => expect((await pool.query('select from rapport_store.events')).rows).toHaveLength(8));
  // As a standby leaves it that has taken over without them, and has taken others since.
  await pool.query(`alter table rapport_store.events disable trigger user; alter table rapport_store.head disable trigger user;
    delete from rapport_store.events where position > 5;
    update rapport_store.head set position = 5, event_id = (select event_id from rapport_store.events where position = 5);
    alter table rapport_store.events enable trigger user`);
  timeline.takeOver();
  await write(store, random, 4);
  await eventually(
    async () => expect((await chainState(pool)).fault).toMatch(/this process has read event.*started/),
    10_000,
  );
  expect((await anchorsUp(pool, 0, 10)).at(-1)).toMatchObject({ count: 5 });
  await stopOne();
  await start();
  await coversAll();
  expect((await chainState(pool)).fault).toBeNull();
  expect(await verify()).toMatchObject({ verdict: 'intact', events: 9 });
});

describe('after a restore', () => {
  /** The same log under another epoch, as a restore leaves it. */
  const reopen = async (): Promise<void> => {
    await store.close();
    const { pool } = database;
    await pool.query('alter table rapport_store.head disable trigger user');
    await pool.query(`update rapport_store.head set epoch = 'deadbeef'`);
    await pool.query('alter table rapport_store.head enable always trigger only_rise');
    store = await postgresEventStore(database.url);
  };

  it('the chain goes on when the events are the same', async () => {
    await start();
    await write(store, random, 12);
    await coversAll();
    await stopOne();
    await reopen();
    await start();
    await write(store, random, 3);
    await coversAll();
    const [first] = await anchorsUp(database.pool, 0, 1);
    expect(first!.position.startsWith('deadbeef')).toBe(false);
    expect(await verify()).toMatchObject({ verdict: 'intact', events: 15 });
  });

  it('it stands still and says why when the log has lost its end', async () => {
    await write(store, random, 12);
    await start();
    await coversAll();
    await stopOne();
    const { pool } = database;
    await pool.query('alter table rapport_store.events disable trigger user');
    await pool.query('delete from rapport_store.events where position > 9');
    await start();
    await eventually(async () => expect((await chainState(pool)).fault).toMatch(/HistoryChanged.*rapport verify/));
    const { findings } = await verify();
    expect(findings[0]).toMatchObject({ kind: 'cut', event: { position: '10' } });
  });

  it('it stands still when the last event stands elsewhere', async () => {
    await write(store, random, 4);
    await start();
    await coversAll();
    await stopOne();
    const { pool } = database;
    await pool.query('alter table rapport_store.events disable trigger user');
    await pool.query('update rapport_store.events set position = 5 where position = 4');
    await pool.query('update rapport_store.head set position = 5');
    await start();
    await eventually(async () => expect((await chainState(pool)).fault).toMatch(/HistoryChanged/));
  });

  it('exported anchors that the database does not know any more are kept, and told', async () => {
    await write(store, random, 20);
    const parts = { pool: database.pool, store, key, exported: anchorExport(directory, key) };
    await start({ everyMs: 5 });
    await stopOne();
    await anchorSome(parts, [5, 5, 5, 5]);
    await database.pool.query('delete from rapport_chain.anchor where number > 2');
    const said: string[] = [];
    await start({ log: (_, message) => void said.push(message) });
    await write(store, random, 1);
    await coversAll();
    expect(said.join()).toMatch(/exported anchors know of more history than this database/);
    expect((await verify()).verdict).toBe('tampered');
  });
});
