import { DataSource, type EntityManager, type EntitySchema } from 'typeorm';
import { NOBODY, type Fact } from '@rapport/events';
import { replay, type EntryProjection } from '@rapport/fold';
import { fact, handleNamed } from '@rapport/fold/given';
import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { closedRunsOf, lastClosedRun, READ_SCHEMA, ruleRuns, signals, tiers } from './index';
import { currentSignals, currentTiers, signalHistory, signalList, signalSummary, tierHistory } from './index';
import { cardRows, signalsHeld, tiersHeld, type CardRows } from './index';
import { BadCursor, tierFlows, tierMovers, tierPopulation } from './index';
import { customerViewTable } from './customer-view/table';
import { ruleRunsTable } from './rule-runs/table';
import { signalsTable } from './signals/table';
import { tasksTable } from './tasks/table';
import { tiersTable } from './tiers/table';

const rule = 'value-pyramid';
const [ANN, BEN, CAM, DOT] = ['ann', 'ben', 'cam', 'dot'].map(handleNamed) as [string, string, string, string];
const nameOf = (handle: string) => ({ [ANN]: 'ann', [BEN]: 'ben', [CAM]: 'cam', [DOT]: 'dot' })[handle];

/** One run: opened, its decisions, closed (unless it still runs). The day before the 18th is decided anew after it. */
const run = (of: string, date: string, decisions: (about: object) => readonly Fact[], isClosed = true, n = 0) => {
  const about = { run: handleNamed(`${of} ${date} ${n}`), rule: of, date };
  const nobody = { channel: 'rule', handle: NOBODY, handles: [] } as const;
  const opened = { ...about, version: 1, zone: 'UTC', endsAt: `${date}T23:59:59.999Z`, basis: 'p' };
  return [
    fact('RuleRunOpened', { ...opened, restatement: n, ...(n && { until: '2026-01-18' }) }, nobody) as Fact,
    ...decisions(about),
    ...(isClosed
      ? [
          fact(
            'RuleRunClosed',
            { ...about, count: 1, population: 3, cutoffs: [], digest: 'd', figures: { n } },
            nobody,
          ) as Fact,
        ]
      : []),
  ];
};
const by = (handle: string) => ({ channel: 'rule', handle, handles: [] }) as const;
const tier = (about: object, who: string, name: string, value: string): Fact => {
  const figures = { version: 1, tier: name, rankTier: name, since: '2026-01-01', population: 3, value, below: 0 };
  const rest = { currency: 'EUR', basis: 'net', cutoffs: [], evidence: { events: [], count: 0 }, reason: 'r' };
  return fact('TierAssigned', { ...about, ...figures, ...rest }, by(who)) as Fact;
};
const end = (about: object, who: string): Fact =>
  fact('TierEnded', { ...about, tier: 'lead', why: 'joined' }, by(who)) as Fact;
const signal = (about: object, who: string, level: 'watch' | 'critical', valueAtStake: string): Fact => {
  const figures = { version: 1, level, score: 0.5, odds: { share: 0.5, n: 9 }, overdueRatio: 3, medianGapDays: 4.5 };
  const rest = { gaps: 4, daysSince: 12, valueAtStake, currency: 'EUR', reasons: ['r'] };
  const data = { ...about, ...figures, ...rest, evidence: { events: [], count: 0 } };
  return fact('ChurnSignalRaised', data, by(who)) as Fact;
};
const clear = (about: object, who: string): Fact =>
  fact('ChurnSignalCleared', { ...about, level: 'watch', why: 'bought-again' }, by(who)) as Fact;

const facts = [
  ...run(rule, '2026-01-04', (r) => [tier(r, ANN, 'gold', '90.00'), tier(r, BEN, 'lead', '9.5')]),
  ...run(rule, '2026-01-11', (r) => [tier(r, BEN, 'iron', '100.00'), tier(r, CAM, 'lead', '9.50')]),
  ...run(rule, '2026-01-18', (r) => [tier(r, ANN, 'lead', '-1.00'), tier(r, DOT, 'gold', '500'), end(r, CAM)]),
  ...run(rule, '2026-01-11', (r) => [tier(r, CAM, 'iron', '10.00'), tier(r, DOT, 'lead', '1.00')], true, 1),
  ...run(rule, '2026-01-25', (r) => [tier(r, ANN, 'platinum', '999.00'), tier(r, BEN, 'platinum', '998.00')], false),
  ...run('own-cadence', '2026-01-04', (r) => [signal(r, ANN, 'watch', '20.00'), signal(r, BEN, 'critical', '100.50')]),
  ...run('own-cadence', '2026-01-11', (r) => [clear(r, ANN), signal(r, CAM, 'critical', '7.00')]),
  ...run('own-cadence', '2026-01-18', (r) => [clear(r, BEN)], false),
];
const upTo = { position: facts.at(-1)!.position };

let fresh: FreshDatabase;
let source: DataSource;
let db: EntityManager;

beforeAll(async () => {
  fresh = await freshDatabase();
  await fresh.pool.query(`create schema ${READ_SCHEMA}`);
  const entities = [ruleRunsTable, tiersTable, signalsTable, customerViewTable, tasksTable];
  source = await new DataSource({ type: 'postgres', url: fresh.url, entities, synchronize: true }).initialize();
  db = source.manager;
  const keep = async (projection: EntryProjection<any>, table: EntitySchema<any>) =>
    db.insert(table, [...replay(projection, facts).values()]);
  await keep(ruleRuns, ruleRunsTable);
  await keep(tiers, tiersTable);
  await keep(signals, signalsTable);
});
afterAll(async () => {
  await source?.destroy();
  await fresh?.drop();
});

const population = async (date: string, more: object = {}) => {
  const page = await tierPopulation(db, { rule, date, ...more }, upTo);
  return page.rows.map(({ customer, tier: name, value }) => `${nameOf(customer)} ${name} ${value}`);
};

describe('the population of a rule', () => {
  it('is what the closes up to a day have decided, by value', async () => {
    expect(await population('2026-01-03')).toEqual([]);
    expect(await population('2026-01-04')).toEqual(['ann gold 90.00', 'ben lead 9.5']);
    expect(await population('2026-01-17')).toEqual([
      'ann gold 90.00',
      'cam iron 10.00',
      'ben lead 9.5',
      'dot lead 1.00',
    ]);
    expect(await population('2026-01-18')).toEqual(['dot gold 500', 'ben iron 100.00', 'ann lead -1.00']);
    expect(await population('2026-01-18', { tier: 'gold' })).toEqual(['dot gold 500']);
  });

  it('shows nothing of a run that is not closed, or not where the reader is', async () => {
    expect(await population('2026-12-31')).toEqual(await population('2026-01-18'));
    const { closedPosition } = (await lastClosedRun(db, rule, upTo, '2026-01-04'))!;
    const then = await tierPopulation(db, { rule, date: '2026-12-31' }, { position: closedPosition! });
    expect(then.rows.map(({ customer }) => nameOf(customer))).toEqual(['ann', 'ben']);
  });

  it('goes on from a cursor, which is for one list only', async () => {
    const seen: (string | undefined)[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof tierPopulation>> = await tierPopulation(
        db,
        { rule, date: '2026-01-18', cursor, limit: 1 },
        upTo,
      );
      seen.push(...page.rows.map(({ customer }) => nameOf(customer)));
      cursor = page.next;
      if (cursor) {
        const other = tierPopulation(db, { rule, date: '2026-01-11', cursor }, upTo);
        await expect(other).rejects.toThrow(BadCursor);
      }
    } while (cursor);
    expect(seen).toEqual(['dot', 'ben', 'ann']);
  });
});

it('finds who moved between two days, and how many from where to where', async () => {
  const span = { rule, since: '2026-01-04', date: '2026-01-18' };
  const { rows } = await tierMovers(db, span, upTo);
  expect(rows.map(({ customer, from, to }) => `${nameOf(customer)} ${from} ${to}`)).toEqual([
    ...['dot null gold', 'ben lead iron', 'ann gold lead'],
  ]);
  const first = await tierMovers(db, { ...span, limit: 2 }, upTo);
  const second = await tierMovers(db, { ...span, limit: 2, cursor: first.next }, upTo);
  expect([...first.rows, ...second.rows]).toEqual(rows);
  expect(await tierFlows(db, span, upTo)).toEqual([
    ...[{ from: null, to: 'gold', count: 1 }],
    ...[{ from: 'gold', to: 'lead', count: 1 }],
    ...[{ from: 'lead', to: 'iron', count: 1 }],
  ]);
  const late = await tierMovers(db, { rule, since: '2026-01-11', date: '2026-01-18' }, upTo);
  expect(late.rows.map(({ customer, from, to }) => `${nameOf(customer)} ${from} ${to}`)).toEqual([
    ...['dot lead gold', 'ben lead iron', 'cam iron null', 'ann gold lead'],
  ]);
});

it('resolves a customer over all handles: the latest decision that holds', async () => {
  const of = async (customer: string, ...handles: string[]) => {
    const current = await currentTiers(db, [{ customer, handles }], upTo);
    const ids = new Set([customer, ...handles]);
    const { rows } = await fresh.pool.query<CardRows>(cardRows('$1', '$2'), [[...ids], upTo.position]);
    expect(current.get(customer)).toMatchObject(tiersHeld(rows[0]!, customer, ids));
    return current.get(customer)!.map(({ customer: who, tier: name }) => `${nameOf(who)} ${name}`);
  };
  expect(await of(ANN, ANN)).toEqual(['ann lead']);
  expect(await of(BEN, BEN, CAM)).toEqual(['ben iron']);
  expect(await of(ANN, ANN, DOT)).toEqual(['ann lead']);
  expect(await of(BEN, BEN, DOT)).toEqual(['dot gold']);
  expect(await of(CAM, CAM)).toEqual([]);
  expect(await of(handleNamed('nobody'))).toEqual([]);
});

it('tells the history of a customer, newest first, without open runs', async () => {
  const page = await tierHistory(db, [ANN], upTo, { limit: 1 });
  expect(page.rows.map(({ tier: name }) => name)).toEqual(['lead']);
  const rest = await tierHistory(db, [ANN], upTo, { cursor: page.next, rule });
  expect(rest.rows.map(({ tier: name }) => name)).toEqual(['gold']);
  expect((await tierHistory(db, [ANN], upTo, { rule: 'other' })).rows).toEqual([]);
  const signalsOf = await signalHistory(db, [ANN, BEN], upTo, {});
  expect(signalsOf.rows.map(({ customer, kind }) => `${nameOf(customer)} ${kind}`)).toEqual([
    ...['ann cleared', 'ben raised', 'ann raised'],
  ]);
});

it('lists the signals that hold by value at stake, and sums them up', async () => {
  const on = async (date: string, level?: string) =>
    (await signalList(db, { rule: 'own-cadence', date, ...(level && { level }) }, upTo)).rows.map(
      ({ customer, level: name }) => `${nameOf(customer)} ${name}`,
    );
  expect(await on('2026-01-04')).toEqual(['ben critical', 'ann watch']);
  expect(await on('2026-01-31')).toEqual(['ben critical', 'cam critical']);
  expect(await on('2026-01-04', 'watch')).toEqual(['ann watch']);
  expect(await signalSummary(db, { rule: 'own-cadence', date: '2026-01-11' }, upTo)).toEqual([
    { level: 'critical', currency: 'EUR', count: 2, valueAtStake: '107.50' },
  ]);
  expect((await currentSignals(db, [{ customer: ANN, handles: [ANN] }], upTo)).get(ANN)).toEqual([]);
  const [held] = (await currentSignals(db, [{ customer: BEN, handles: [BEN] }], upTo)).get(BEN)!;
  const { rows } = await fresh.pool.query<CardRows>(cardRows('$1', '$2'), [[ANN, BEN], upTo.position]);
  expect(signalsHeld(rows[0]!, ANN, new Set([ANN]))).toEqual([]);
  expect([held]).toMatchObject(signalsHeld(rows[0]!, BEN, new Set([BEN])));
  expect(held).toMatchObject({ level: 'critical', odds: { share: 0.5, n: 9 }, medianGapDays: 4.5 });
});

it('lists closed runs, a day decided anew by its last decision first', async () => {
  const first = await closedRunsOf(db, rule, upTo, null, 2);
  const rest = await closedRunsOf(db, rule, upTo, first.next);
  expect([...first.rows, ...rest.rows].map(({ date, restatement }) => `${date} ${restatement}`)).toEqual([
    ...['2026-01-18 0', '2026-01-11 1', '2026-01-11 0', '2026-01-04 0'],
  ]);
  expect((await lastClosedRun(db, rule, upTo))?.date).toBe('2026-01-18');
  expect((await lastClosedRun(db, rule, upTo, '2026-01-18', true))?.restatement).toBe(1);
  expect(await lastClosedRun(db, rule, upTo, '2026-01-03')).toBeNull();
});
