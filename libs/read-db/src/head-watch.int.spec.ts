import { migrate } from '@rapport/postgres';
import { eventually, freshDatabase, type FreshDatabase } from '@rapport/testing';
import { watchHead } from './head-watch';
import type { LaneProgress } from './lane';
import { READ_DB_STEPS } from './schema';

const range = { lo: 0, hi: 255 };
const since = '2026-11-20T17:04:05.000Z';
const lane = (...names: string[]): LaneProgress =>
  ({ lane: { projections: names.map((name) => ({ name, version: 1 })), range }, waitingSince: since }) as never;

describe('the look at the end of the log', () => {
  let database: FreshDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
    await migrate(database.pool, 'read-db', READ_DB_STEPS);
    await database.pool.query(
      `insert into rapport_read.checkpoint (projection, version, lo, hi, position, epoch, updated_at)
       select name, 1, 0, 255, '', 1, now() from unnest($1::text[]) name`,
      [['a', 'b', 'c']],
    );
  });
  afterEach(() => database.drop());

  const waiting = async (): Promise<Record<string, boolean>> => {
    const { rows } = await database.pool.query<{ projection: string; waits: boolean }>(
      'select projection, waiting_since is not null as waits from rapport_read.checkpoint',
    );
    return Object.fromEntries(rows.map(({ projection, waits }) => [projection, waits]));
  };
  const look = async (lanes: readonly LaneProgress[], during: () => Promise<unknown>): Promise<string[]> => {
    const over = new AbortController();
    const faults: string[] = [];
    const head = async () => ({ position: '7', eventId: null, recordedAt: since }) as never;
    const log = (_: string, text: string, { fault }: { fault?: unknown } = {}) =>
      void faults.push(`${text}: ${String(fault)}`);
    const looking = watchHead(database.pool, { head }, () => lanes, log, over.signal);
    await during().finally(() => over.abort());
    await looking;
    return faults;
  };

  it('never waits for a checkpoint that is being moved, whatever the order they are asked for in', async () => {
    const mover = await database.pool.connect();
    try {
      await mover.query('begin');
      await mover.query("update rapport_read.checkpoint set position = '1' where projection = 'b'");
      const faults = await look([lane('a', 'b', 'c')], async () => {
        await eventually(async () => expect(await waiting()).toEqual({ a: true, b: false, c: true }));
        // It would have to wait for the look, if that waited for it.
        await mover.query("update rapport_read.checkpoint set position = '1' where projection in ('a', 'c')");
      });
      await mover.query('commit');
      expect(faults).toEqual([]);
    } finally {
      mover.release();
    }
  });

  it('says nothing of what came a moment ago', async () => {
    const fresh: LaneProgress = { ...lane('a'), waitingSince: new Date(Date.now() + 3_600_000).toISOString() };
    await look([fresh, lane('b')], () =>
      eventually(async () => expect(await waiting()).toEqual({ a: false, b: true, c: false })),
    );
  });
});
