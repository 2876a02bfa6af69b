import { DataSource, type EntitySchema } from 'typeorm';
import fc from 'fast-check';
import { NOBODY, type Fact } from '@rapport/events';
import { replay, type EntryProjection } from '@rapport/fold';
import { fact, handleNamed } from '@rapport/fold/given';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { currentTiers, READ_SCHEMA, ruleRuns, tierPopulation, tiers } from './index';
import { ruleRunsTable } from './rule-runs/table';
import { tiersTable } from './tiers/table';

const rule = 'value-pyramid';
const PEOPLE = ['ann', 'ben', 'cam'].map(handleNamed);
const DAYS = 5;
const day = (n: number): string => `2026-03-${String(n + 1).padStart(2, '0')}`;
const place = (n: number): string => `00000000-${String(n).padStart(19, '0')}`;

interface Ran {
  readonly day: number;
  readonly says: readonly (readonly [person: number, tier: string | null])[];
}

/** After each closed day stands what its last run said, else what stood after the day before when it ran. */
const modelOf = (told: readonly Ran[]): ReadonlyMap<string, ReadonlyMap<string, string | null>> => {
  const model = new Map<string, ReadonlyMap<string, string | null>>();
  for (const { day: nth, says } of told) {
    const before = [...model.keys()].filter((one) => one < day(nth)).sort().at(-1); // prettier-ignore
    const said = says.map(([person, tier]) => [PEOPLE[person]!, tier] as const);
    model.set(day(nth), new Map([...(model.get(before ?? '') ?? []), ...said]));
  }
  return model;
};

/** The log of runs, one after the other, each as of what was decided before it. */
const logOf = (told: readonly Ran[]): readonly Fact[] => {
  const closed: string[] = [];
  const facts = told.flatMap(({ day: nth, says }, n) => {
    const date = day(nth);
    const restatement = closed.filter((one) => one === date).length;
    const until = closed.filter((one) => one > date).sort()[0];
    closed.push(date);
    const about = { run: handleNamed(`run ${n}`), rule, date };
    const nobody = { channel: 'rule', handle: NOBODY, handles: [] } as const;
    const figures = { version: 1, since: date, population: 3, value: '1.00', below: 0, currency: 'EUR', basis: 'net' };
    const more = { ...figures, cutoffs: [], evidence: { events: [], count: 0 }, reason: 'r' };
    const opened = { ...about, version: 1, zone: 'UTC', endsAt: `${date}T23:59:59.999Z`, basis: '', restatement };
    return [
      fact('RuleRunOpened', { ...opened, ...(until && { until }) }, nobody),
      ...says.map(([person, tier]) => {
        const of = { channel: 'rule', handle: PEOPLE[person]!, handles: [] } as const;
        if (tier === null) return fact('TierEnded', { ...about, tier: 'x', why: 'joined' }, of);
        return fact('TierAssigned', { ...about, ...more, tier, rankTier: tier }, of);
      }),
      fact('RuleRunClosed', { ...about, count: 0, population: 3, cutoffs: [], digest: '', figures: {} }, nobody),
    ] as Fact[];
  });
  return facts.map((one, n) => ({ ...one, position: place(n + 1) }));
};

describe('decisions that hold', () => {
  let fresh: FreshDatabase;
  let source: DataSource;
  beforeAll(async () => {
    fresh = await freshDatabase();
    await fresh.pool.query(`create schema ${READ_SCHEMA}`);
    const entities = [ruleRunsTable, tiersTable];
    source = await new DataSource({ type: 'postgres', url: fresh.url, entities, synchronize: true }).initialize();
  });
  afterAll(async () => {
    await source?.destroy();
    await fresh?.drop();
  });

  const expectThat = async (told: readonly Ran[], position: string): Promise<void> => {
    const [db, model] = [source.manager, modelOf(told)];
    const whom = PEOPLE.map((customer) => ({ customer, handles: [] }));
    for (const date of [...Array.from({ length: DAYS + 1 }, (_, n) => day(n)), null]) {
      const last = [...model.keys()].filter((one) => date === null || one <= date).sort().at(-1); // prettier-ignore
      const expected = [...(model.get(last ?? '') ?? [])].filter(([, tier]) => tier !== null).sort();
      const upTo = { position, ...(date !== null && { day: date }) };
      const current = await currentTiers(db, whom, upTo);
      const shown = [...current].flatMap(([customer, rows]) => rows.map(({ tier }) => [customer, tier]));
      expect([date, shown.sort()]).toEqual([date, expected]);
      const { rows } = await tierPopulation(db, { rule, date: date ?? '2026-12-31' }, { position });
      expect([date, rows.map(({ customer, tier }) => [customer, tier]).sort()]).toEqual([date, expected]);
    }
  };

  it('are what the last run of each day left, whichever days are decided when, and how often, as of any moment', async () => {
    const says = fc.uniqueArray(fc.tuple(fc.nat(PEOPLE.length - 1), fc.constantFrom('gold', 'iron', null)), {
      selector: ([person]) => person,
    });
    const runs = fc.array(fc.record({ day: fc.nat(DAYS - 1), says }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(runs, fc.nat(12), async (told: readonly Ran[], some: number) => {
        const facts = logOf(told);
        for (const [projection, table] of [
          [ruleRuns, ruleRunsTable],
          [tiers, tiersTable],
        ] as readonly (readonly [EntryProjection<any>, EntitySchema<any>])[]) {
          // prettier-ignore
          await source.manager.clear(table);
          await source.manager.insert(table, [...replay(projection, facts).values()]);
        }
        const ends = facts.filter(({ type }) => type === 'RuleRunClosed').map(({ position }) => position);
        const known = Math.min(some, told.length);
        await expectThat(told, place(facts.length));
        await expectThat(told.slice(0, known), ends[known - 1] ?? place(0));
      }),
      { numRuns: 120 },
    );
  }, 300_000);
});
