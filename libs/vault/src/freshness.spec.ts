import { Timeline } from '@rapport/postgres';
import type { Pool } from 'pg';
import { followDestroyed, STALE_MAX_MS, type Destroyed } from './freshness';
import { handleKeys } from './handle-keys';
import { random } from './random';
import { newKey } from './wrapping';

/** A ledger in memory that answers when told to, so that the order of events is the test's. */
const ledger = () => {
  const rows: (Destroyed & { ordinal: string })[] = [];
  const asked: (() => void)[] = [];
  let server = '00000001';
  const query = (sql: string | { text: string }, [seen = '0']: string[] = []) => {
    if (typeof sql === 'object') return Promise.resolve({ rows: [{ timeline: server }] });
    if (sql.includes('select last')) return Promise.resolve({ rows: [{ last: String(rows.length) }] });
    const news = rows.filter(({ ordinal }) => Number(ordinal) > Number(seen));
    return new Promise((resolve) => asked.push(() => resolve({ rows: news })));
  };
  return {
    pool: { query } as unknown as Pool,
    asked,
    promote: (timeline: string) => {
      server = timeline;
      rows.length = 0;
    },
    destroy: (handle: string) => rows.push({ ordinal: String(rows.length + 1), handle }),
  };
};

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('following what was destroyed', () => {
  let now: number;
  let forgotten: string[];
  let timeline: Timeline;
  const follow = (pool: Pool) =>
    followDestroyed(
      pool,
      (gone) => forgotten.push(...gone.map(({ handle }) => handle ?? 'all')),
      timeline,
      () => now,
    );
  beforeEach(() => {
    now = 0;
    forgotten = [];
    timeline = new Timeline();
  });

  it('asks at most once per interval, and together', async () => {
    const { pool, asked } = ledger();
    const fresh = await follow(pool);
    now = STALE_MAX_MS;
    await fresh.ensure();
    expect(asked).toHaveLength(0);
    now += 1;
    const both = Promise.all([fresh.ensure(), fresh.ensure()]);
    await settled();
    expect(asked).toHaveLength(1);
    asked[0]!();
    await both;
    expect(asked).toHaveLength(1);
  });

  it('does not trust a check that began too early for the caller', async () => {
    const { pool, asked, destroy } = ledger();
    const fresh = await follow(pool);
    now = 1_500;
    const early = fresh.ensure();
    await settled();
    destroy('a');
    now = 3_000;
    let done = false;
    const late = fresh.ensure().then(() => (done = true));
    asked[0]!();
    await early;
    await settled();
    expect([done, forgotten]).toEqual([false, []]);
    asked[1]!();
    await late;
    expect(forgotten).toEqual(['a']);
    expect(fresh.generation()).toBe('0.1');
  });

  it('forgets everything when another server has taken over, and follows the ledger of that one', async () => {
    const { pool, asked, destroy, promote } = ledger();
    for (const handle of ['a', 'b', 'c']) destroy(handle);
    const fresh = await follow(pool);
    promote('00000002');
    await timeline.look(pool);
    const [first, second] = [fresh.ensure(), fresh.ensure()];
    await settled();
    asked.shift()!();
    await Promise.all([first, second]);
    expect([forgotten, fresh.generation()]).toEqual([['all'], '1.0']);
    // Its first destruction, though the ledger of before was longer.
    destroy('d');
    const check = fresh.check();
    await settled();
    asked.shift()!();
    await check;
    expect(forgotten).toEqual(['all', 'd']);
  });

  it('keeps a key out of the cache that was destroyed while its row was on the way', async () => {
    const master = random(32);
    const handle = crypto.randomUUID();
    const { wrapped } = newKey(master, handle);
    let generation = '0';
    let queries = 0;
    const pool = {
      query: () => {
        queries += 1;
        if (queries === 1) generation = '1';
        return Promise.resolve({ rows: [{ handle, wrapped: queries === 1 ? wrapped : null }] });
      },
    } as unknown as Pool;
    const keys = handleKeys(pool, master, () => ({ generation: () => generation }) as never);
    expect((await keys.load([handle])).get(handle)).toHaveProperty('key');
    expect((await keys.load([handle])).get(handle)).toBe('erased');
    expect(queries).toBe(2);
  });
});
