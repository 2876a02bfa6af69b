import fc from 'fast-check';
import { createPool, inTransaction, migrate } from '@rapport/postgres';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import { keyedUrl } from '../keyed-url';
import type { Close } from './close';
import { RULES_STEPS } from './schema';
import { saveStandings, standingsAsOf, type Said } from './standings';
import { who } from './world/ledger';

const day = (n: number): string => `2026-03-${String(n + 1).padStart(2, '0')}`;

/** Entries of standings and their indexes that this transaction has read. */
const READ = `
  select coalesce(sum(pg_stat_get_xact_tuples_returned(oid)), 0)::int as read from pg_class
  where relname like 'standing%' and relkind in ('r', 'i')`;

/** How everybody stands after each closed day: what its last run said, of the others what stood after the day before when it ran. */
type Model = Map<string, ReadonlyMap<string, string>>;

interface Ran {
  readonly day: number;
  readonly says: readonly (readonly [person: number, tier: string | null])[];
}

/** The day's close as the follower reads it, and what is known after it. */
const closeOf = (model: Model, date: string, times: number): Close => {
  const others = [...model.keys()].filter((one) => one !== date).sort();
  const nextDate = others.find((one) => one > date) ?? null;
  const previousDate = others.filter((one) => one < date).at(-1) ?? null;
  return { zone: 'UTC', date, restatement: times, nextDate, previousDate, behind: nextDate !== null } as Close;
};

describe('standings', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    await migrate(database.pool, 'rules', RULES_STEPS);
  });
  afterAll(() => database.drop());

  it('are what the last run of each day left, whichever days are closed when, and how often', async () => {
    const people = fc.uniqueArray(fc.tuple(fc.nat(3), fc.constantFrom('gold', 'iron', null)), {
      selector: ([one]) => one,
    });
    const runs = fc.array(fc.record({ day: fc.nat(5), says: people }), { maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(runs, async (told: readonly Ran[]) => {
        const { pool } = database;
        await pool.query('truncate rapport_rules.standing, rapport_rules.close');
        const model: Model = new Map();
        const times = new Map<string, number>();
        for (const { day: nth, says } of told) {
          const date = day(nth);
          const close = closeOf(model, date, times.get(date) ?? 0);
          times.set(date, close.restatement + 1);
          const changes = new Map(
            says.map(([one, tier]): [string, Said] => [who(one), tier === null ? null : { tier }]),
          );
          await saveStandings(pool, 'spec', close, changes);
          const after = new Map(close.previousDate === null ? [] : model.get(close.previousDate));
          says.forEach(([one, tier]) => (tier === null ? after.delete(who(one)) : after.set(who(one), tier)));
          model.set(date, after);
          for (const [closed, expected] of model) {
            const shown: (readonly [string, unknown])[] = [];
            for await (const [customer, { said }] of standingsAsOf(pool, 'spec', 'UTC', closed))
              shown.push([customer, said['tier']]);
            expect([closed, shown.sort()]).toEqual([closed, [...expected].sort()]);
          }
        }
      }),
      { numRuns: 150 },
    );
  }, 300_000);

  it('are written for some customers without reading those of others, also before the table has statistics', async () => {
    await database.pool.query('truncate rapport_rules.standing; analyze rapport_rules.standing');
    const close = (n: number): Close => closeOf(new Map(Array.from({ length: n }, (_, at) => [day(at), new Map()])), day(n), 0); // prettier-ignore
    const all = Array.from({ length: 2_000 }, (_, nth): [string, Said] => [who(nth), { tier: 'iron' }]);
    await saveStandings(database.pool, 'spec', close(0), new Map(all));
    const keyed = createPool(keyedUrl(database.url), { max: 1 });
    try {
      const read = await inTransaction(keyed, async (sql) => {
        await saveStandings(sql, 'spec', close(1), new Map([[who(7), { tier: 'gold' }]]));
        return (await sql.query<{ read: number }>(READ)).rows[0]!.read;
      });
      expect(read).toBeGreaterThan(0);
      expect(read).toBeLessThan(20);
    } finally {
      await keyed.end();
    }
  });
});
