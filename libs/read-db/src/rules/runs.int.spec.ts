import { checkData, type Fact } from '@rapport/events';
import type { Append, EventStore } from '@rapport/event-store';
import { openStage, settled, type Stage } from '../world/stage';
import { prepareRules } from './prepare';
import { bought, calledOff, corrected, decidedBy, ended, gaveBack, idOf, joined, rateSet, retracted, storeOf, tell, who } from './world/ledger'; // prettier-ignore

const NOW = () => new Date('2026-03-01T00:00:00.000Z');
const RULES = { zone: 'UTC', currency: 'EUR' };

let stage: Stage;
beforeEach(async () => {
  stage = await openStage([]);
});
afterEach(() => stage.close());

/** Lets the followers take in everything that the store has, and what they say about it. */
const followed = async (store: EventStore): Promise<void> => {
  const following = await stage.follow(store, { rules: RULES });
  try {
    await settled(stage, store);
  } finally {
    await following.stop();
  }
};
const prepared = async (...appends: readonly Append[]): Promise<EventStore> => {
  const store = await storeOf();
  await prepareRules(stage.database.pool, store, 'EUR', NOW);
  await tell(store, ...appends);
  return store;
};
const tiers = async (store: EventStore): Promise<readonly string[]> =>
  (await decidedBy(store, 'value-pyramid')).flatMap(({ type, handle, data }) => {
    if (type === 'TierAssigned')
      return [`${data['date']} ${parseInt(handle.slice(0, 8), 16)} ${data['tier']} ${data['value']}`];
    return type === 'TierEnded' ? [`${data['date']} ${parseInt(handle.slice(0, 8), 16)} ended ${data['why']}`] : [];
  });
const runs = (facts: readonly Fact[], type: string) =>
  facts.filter((fact) => fact.type === type).map(({ data }) => data);

it('ranks exactly what stands before the end of the day in the log and happened before it', async () => {
  const store = await prepared(
    bought('a', 1, '2026-01-01', '100.00'),
    bought('b', 2, '2026-01-01', '300.00'),
    bought('tomorrow', 1, '2026-01-02', '900.00'),
    ended('2026-01-01'),
    bought('late', 1, '2026-01-01', '1.00'),
    ended('2026-01-02'),
  );
  await followed(store);
  expect(await tiers(store)).toEqual([
    ...['2026-01-01 2 platinum 300.00', '2026-01-01 1 lead 100.00'],
    ...['2026-01-02 1 platinum 1001.00', '2026-01-02 2 platinum 300.00'],
  ]);
  const facts = await decidedBy(store, 'value-pyramid');
  for (const { type, data } of facts) expect(checkData(type, data)).toEqual([]);
  expect(runs(facts, 'RuleRunClosed')).toMatchObject([
    { date: '2026-01-01', count: 2, population: 2 },
    { date: '2026-01-02', count: 2, population: 2 },
  ]);
});

it('takes the same one of two rates of a moment, whichever came first', async () => {
  const [less, greater] = ['one', 'other'].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)) as [string, string];
  const store = await prepared(
    rateSet(greater, '2026-01-01', 'USD', 'EUR', '0.50'),
    rateSet(less, '2026-01-01', 'USD', 'EUR', '0.90'),
    bought('a', 1, '2026-01-02', '100.00', { currency: 'USD' }),
    ended('2026-01-02'),
  );
  await followed(store);
  expect(await tiers(store)).toEqual(['2026-01-02 1 platinum 50.00']);
});

it('counts returns, cancellations in any order, corrections, retractions and rates', async () => {
  const store = await prepared(
    rateSet('r1', '2026-01-01T00:00:00.000Z', 'USD', 'EUR', '0.50'),
    rateSet('r2', '2026-01-03T00:00:00.000Z', 'USD', 'EUR', '0.90'),
    bought('a', 1, '2026-01-02', '100.00'),
    gaveBack('a-back', 1, '2026-01-02', '30.00', 'a'),
    calledOff('b-off', 2, '2026-01-02', 'b'),
    bought('b', 2, '2026-01-02', '500.00'),
    bought('b2', 2, '2026-01-02', '60.00'),
    calledOff('b2-part', 2, '2026-01-02', 'b2', '10.00'),
    bought('c', 3, '2026-01-02', '200.00', { currency: 'USD' }),
    bought('c-unconverted', 3, '2026-01-02', '999.00', { currency: 'CNY' }),
    bought('d', 4, '2026-01-02', '10.00'),
    corrected('d-right', 4, '2026-01-02', 'd', { orderId: 'd', currency: 'EUR', amount: '80.00' }),
    retracted('e-wrong', 5, '2026-01-02', 'e'),
    bought('e', 5, '2026-01-02', '1000.00'),
    ended('2026-01-02'),
  );
  await followed(store);
  expect(await tiers(store)).toEqual([
    ...[
      '2026-01-02 3 platinum 100.00',
      '2026-01-02 4 lead 80.00',
      '2026-01-02 1 lead 70.00',
      '2026-01-02 2 lead 50.00',
    ],
  ]);
  const facts = await decidedBy(store, 'value-pyramid');
  const [closed] = runs(facts, 'RuleRunClosed');
  expect(closed).toMatchObject({ population: 4, figures: { unconverted: 1, value: '300.00' } });
  // Who is worth less than they bought is told so.
  const told = facts.filter(({ type }) => type === 'TierAssigned').map(({ handle, data }) => [handle, String(data['reason']).split('; ')[2], data['figures']]); // prettier-ignore
  expect(told.filter(([, without]) => without)).toEqual([
    [who(3), 'without 1 amount that no exchange rate was set for', { unconverted: 1 }],
  ]);
});

it('ranks customers as they were at the close, through a join and a split', async () => {
  const store = await prepared(
    bought('a', 1, '2026-01-01', '100.00'),
    bought('b', 2, '2026-01-01', '70.00'),
    bought('c', 3, '2026-01-01', '120.00'),
    ended('2026-01-01'),
    joined(1, 2, 1),
    ended('2026-01-02'),
    joined(1, 2, 2, false),
    ended('2026-01-03'),
  );
  await followed(store);
  expect(await tiers(store)).toEqual([
    ...['2026-01-01 3 platinum 120.00', '2026-01-01 1 lead 100.00', '2026-01-01 2 lead 70.00'],
    ...['2026-01-02 1 platinum 170.00', '2026-01-02 3 platinum 120.00', '2026-01-02 2 ended joined'],
    ...['2026-01-03 3 platinum 120.00', '2026-01-03 1 platinum 100.00', '2026-01-03 2 lead 70.00'],
  ]);
});

it('never lets an older close change what the newest one says, and restates a day when it is closed again', async () => {
  const store = await prepared(
    bought('old', 1, '2026-01-01', '50.00'),
    bought('a', 2, '2026-01-20', '90.00'),
    ended('2026-01-20'),
    ended('2026-01-01'),
    ended('2026-01-21'),
    bought('late', 1, '2026-01-01', '500.00'),
    ended('2026-01-01', 1),
    ended('2026-01-22'),
  );
  await followed(store);
  expect(await tiers(store)).toEqual([
    ...['2026-01-20 2 platinum 90.00', '2026-01-20 1 lead 50.00'],
    '2026-01-01 1 platinum 50.00',
    '2026-01-01 1 platinum 550.00',
    ...['2026-01-22 1 platinum 550.00', '2026-01-22 2 platinum 90.00'],
  ]);
  const facts = await decidedBy(store, 'value-pyramid');
  expect(runs(facts, 'RuleRunOpened').map(({ date, restatement = 0 }) => `${date}#${restatement}`)).toEqual([
    ...['2026-01-20#0', '2026-01-01#0', '2026-01-21#0', '2026-01-01#1', '2026-01-22#0'],
  ]);
  const historical = facts.filter(({ meta, type }) => type === 'RuleRunOpened' && meta?.historical === true);
  expect(historical.map(({ data }) => data['date'])).toEqual(['2026-01-01', '2026-01-01']);
  expect(who(1) < who(2)).toBe(true);
});
