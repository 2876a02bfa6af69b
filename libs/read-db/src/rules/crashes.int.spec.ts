import type { Pool, PoolClient } from 'pg';
import type { EventStore } from '@rapport/event-store';
import { logOf, openStage, settled } from '../world/stage';
import { prepareRules } from './prepare';
import { bought, decidedBy, ended, joined, retracted, storeOf, tell } from './world/ledger';

const RULES = { zone: 'UTC', currency: 'EUR' };

/** Fails once, at the n-th time: before it is done, or when it is done and nobody hears of it. */
class Crash {
  #left: number;
  happened = false;

  constructor(
    nth: number,
    private readonly when: 'before' | 'after',
  ) {
    this.#left = nth;
  }

  async around<T>(work: () => Promise<T>): Promise<T> {
    const now = --this.#left === 0;
    if (now && this.when === 'before') this.#crash();
    const result = await work();
    if (now) this.#crash();
    return result;
  }

  #crash(): never {
    this.happened = true;
    throw new Error('killed here');
  }
}

const crashingStore = (store: EventStore, crash: Crash): EventStore => ({
  ...store,
  append: (appends) => crash.around(() => store.append(appends)),
});

const crashingPool = (pool: Pool, crash: Crash): Pool => {
  const client = (real: PoolClient): PoolClient =>
    new Proxy(real, {
      get: (target, name) => {
        if (name !== 'query')
          return typeof target[name as 'on'] === 'function' ? target[name as 'on'].bind(target) : target[name as 'on'];
        return (text: string, values?: unknown[]) =>
          text === 'commit' ? crash.around(() => target.query(text)) : target.query(text, values);
      },
    });
  return new Proxy(pool, {
    get: (target, name) => {
      if (name === 'connect') return async () => client(await target.connect());
      return typeof target[name as 'on'] === 'function' ? target[name as 'on'].bind(target) : target[name as 'on'];
    },
  });
};

type Injected = (parts: { store: EventStore; pool: Pool }) => { store: EventStore; pool: Pool };

/** Everything that is in the log in the end, and how everybody stands, when the followers are hit in this way. */
const story = async (inject: Injected): Promise<readonly string[]> => {
  const stage = await openStage([]);
  try {
    const store = await storeOf();
    const { pool } = stage.database;
    await prepareRules(pool, store, 'EUR', () => new Date('2026-03-01T00:00:00.000Z'));
    await tell(
      store,
      ...[1, 2, 3, 4].map((n) => bought(`a${n}`, n, '2026-01-01', `${n}00.00`)),
      ended('2026-01-01'),
      joined(1, 2, 1),
      retracted('no', 4, '2026-01-02', 'a4'),
      ended('2026-01-02'),
      bought('b', 3, '2026-01-03', '50.00'),
      ended('2026-01-03'),
    );
    const following = await stage.follow(store, { rules: RULES, ...inject({ store, pool }) });
    await settled(stage, store);
    await following.stop();
    const log = (await logOf(store)).map(({ eventId, type, data }) => `${eventId} ${type} ${JSON.stringify(data)}`);
    const rows = await pool.query<{ row: string }>(`select t::text as row from rapport_rules.standing t order by 1`);
    expect(await decidedBy(store, 'value-pyramid')).not.toEqual([]);
    return [...log, ...rows.rows.map(({ row }) => row)];
  } finally {
    await stage.close();
  }
};

let undisturbed: readonly string[];
beforeAll(async () => {
  undisturbed = await story((parts) => parts);
});

/** A position differs from store to store: its epoch is random. */
const placeless = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/[0-9a-f]{8}-\d{19}/g, '@'));

/** Stories told side by side: most of a story is waiting for the database and for whoever takes over. */
const AT_ONCE = 4;

/** Tries one crash after the other until there are no more places where one could happen. */
const everywhere = async (when: 'before' | 'after', inject: (crash: Crash) => Injected): Promise<number> => {
  for (let nth = 1; ; nth += AT_ONCE) {
    const crashes = Array.from({ length: AT_ONCE }, (_, n) => new Crash(nth + n, when));
    const stories = await Promise.all(crashes.map((crash) => story(inject(crash))));
    const happened = stories.filter((_, n) => crashes[n]!.happened);
    for (const lines of happened) expect(placeless(lines)).toEqual(placeless(undisturbed));
    if (happened.length < AT_ONCE) return nth - 1 + happened.length;
  }
};

/** Some thirty stories: each may take seconds on a slow machine. */
const ALL_MS = 240_000;

describe('a kill between any two steps', () => {
  it.each(['before', 'after'] as const)(
    '%s an append leaves the same log',
    async (when) => {
      const places = await everywhere(when, (crash) => ({ store, pool }) => ({
        store: crashingStore(store, crash),
        pool,
      }));
      expect(places).toBeGreaterThanOrEqual(15);
    },
    ALL_MS,
  );

  it.each(['before', 'after'] as const)(
    '%s a commit leaves the same log',
    async (when) => {
      const places = await everywhere(when, (crash) => ({ store, pool }) => ({
        store,
        pool: crashingPool(pool, crash),
      }));
      expect(places).toBeGreaterThanOrEqual(8);
    },
    ALL_MS,
  );
});

it('reads a run that the log has whole, and decides nothing anew: also when the rules would decide otherwise today', async () => {
  const stage = await openStage([]);
  try {
    const store = await storeOf();
    const { pool } = stage.database;
    await prepareRules(pool, store, 'EUR', () => new Date('2026-03-01T00:00:00.000Z'));
    await tell(
      store,
      bought('a', 1, '2026-01-01', '10.00'),
      bought('b', 2, '2026-01-01', '20.00'),
      ended('2026-01-01'),
    );
    const first = await stage.follow(store, { rules: RULES });
    await settled(stage, store);
    await first.stop();
    const before = await logOf(store);
    const standing = 'select customer, said from rapport_rules.standing order by customer';
    const rows = (await pool.query(standing)).rows;
    await pool.query(
      `truncate rapport_rules.sale, rapport_rules.close, rapport_rules.standing, rapport_rules.rule_version`,
    );
    await pool.query(`delete from rapport_read.checkpoint where projection = 'rules'`);
    // Another currency than then would convert nothing and rank nobody.
    const again = await stage.follow(store, { rules: { ...RULES, currency: 'CNY' } });
    await settled(stage, store);
    await again.stop();
    expect(await logOf(store)).toEqual(before);
    expect((await pool.query(standing)).rows).toEqual(rows);
  } finally {
    await stage.close();
  }
});
