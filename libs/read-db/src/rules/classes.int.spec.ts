import { checkData, type RuleKindName } from '@rapport/events';
import type { Append, EventStore } from '@rapport/event-store';
import { openStage, type Stage } from '../world/stage';
import { followedBy, preparedIn } from './world/followed';
import { bought, calledOff, decidedBy, ended, idOf, joined, retracted, told } from './world/ledger';

const RULES = { zone: 'UTC', currency: 'EUR' };

let stage: Stage;
beforeEach(async () => {
  stage = await openStage([]);
});
afterEach(() => stage.close());

const followed = (store: EventStore, ...appends: readonly Append[]): Promise<void> =>
  followedBy(stage, RULES, store, ...appends);
const prepared = (kind: RuleKindName, params: object): Promise<EventStore> => preparedIn(stage, kind, params);
/** What was decided, in words, and that each is as its schema wants it. */
const said = async (store: EventStore, kind: RuleKindName, more: string): Promise<readonly string[]> =>
  (await decidedBy(store, `spec-${kind}`)).flatMap(({ type, handle, data }) => {
    expect([type, checkData(type, data)]).toEqual([type, []]);
    const who = `${String(data['date']).slice(5)} ${parseInt(handle.slice(0, 8), 16)}`;
    const figures = (data['figures'] ?? {}) as Record<string, unknown>;
    if (type === 'TierEnded') return [`${who} ended ${data['why']}`];
    return type === 'TierAssigned' ? [[who, data['tier'], figures[more] ?? '', data['since']].join(' ')] : [];
  });

it('scores recency, frequency and monetary value, and decides again only who changed', async () => {
  const store = await prepared('rfm', { window: '30d' });
  const five = [1, 2, 3, 4, 5].flatMap((n) =>
    Array.from({ length: n }, (_, order) => bought(`${n}-${order}`, n, `2026-01-${10 + n}`, `${n}0.00`)),
  );
  await followed(store, ...five, ended('2026-01-20'));
  expect(await said(store, 'rfm', 'score')).toEqual([
    ...['01-20 1 Lost 111 2026-01-20', '01-20 2 Loyal Customers 222 2026-01-20'],
    ...['01-20 3 Potential Loyalist 333 2026-01-20', '01-20 4 Potential Loyalist 444 2026-01-20'],
    '01-20 5 Champions 555 2026-01-20',
  ]);
  await followed(store, ended('2026-01-21'), bought('1-later', 1, '2026-01-22', '500.00'), ended('2026-01-22'));
  await followed(store, joined(4, 5, 1), calledOff('off', 2, '2026-01-23', '2-0'), ended('2026-01-23'));
  expect((await said(store, 'rfm', 'score')).slice(5)).toEqual([
    ...[
      '01-22 1 New Customers 515 2026-01-22',
      '01-22 2 Lost 111 2026-01-22',
      '01-22 3 Loyal Customers 232 2026-01-22',
    ],
    ...['01-22 4 Potential Loyalist 343 2026-01-20', '01-22 5 Potential Loyalist 454 2026-01-22'],
    ...['01-23 1 New Customers 525 2026-01-22', '01-23 3 Loyal Customers 242 2026-01-22'],
    ...['01-23 4 Potential Loyalist 454 2026-01-20', '01-23 5 ended joined'],
  ]);
});

const happened = (id: string, of: number, at: string, type: string, data: object = {}): Append =>
  told({ id, type, of, at, data, channel: 'business' });

it('follows a customer’s life, also of those who never bought, through joins and retractions', async () => {
  const store = await prepared('lifecycle', { minGaps: 2, quoteDays: 30 });
  await followed(
    store,
    ...['2026-01-01', '2026-01-11', '2026-01-21', '2026-01-31'].map((day) => bought(`1 ${day}`, 1, day, '10.00')),
    bought('2', 2, '2026-01-30', '10.00'),
    happened('asks', 3, '2026-01-30', 'AdviceRequested', { topic: 'shoes' }),
    happened('tomorrow', 4, '2026-02-01', 'AdviceRequested', { topic: 'shoes' }),
    happened('open', 5, '2026-01-01', 'OpportunityOpened', { opportunityId: 'O-1', stage: 'new' }),
    happened('quote', 6, '2026-01-10', 'QuoteRequested'),
    ended('2026-01-31'),
  );
  expect(await said(store, 'lifecycle', 'purchaseDays')).toEqual([
    ...['01-31 1 loyal 4 2026-01-31', '01-31 2 customer 1 2026-01-31', '01-31 3 prospect 0 2026-01-31'],
    ...['01-31 5 opportunity 0 2026-01-31', '01-31 6 opportunity 0 2026-01-31'],
  ]);
  await followed(
    store,
    happened('lost', 5, '2026-02-05', 'OpportunityLost', { opportunityId: 'O-1' }),
    retracted('never asked', 3, '2026-02-05', 'asks'),
    joined(2, 4, 1),
    ended('2026-02-20'),
  );
  expect((await said(store, 'lifecycle', 'purchaseDays')).slice(5)).toEqual([
    ...['02-20 1 lapsed 4 2026-02-20', '02-20 2 lapsed 1 2026-02-20', '02-20 3 target 0 2026-02-20'],
    ...['02-20 5 target 0 2026-02-20', '02-20 6 prospect 0 2026-02-20'],
  ]);
  await followed(store, bought('1 again', 1, '2026-02-21', '10.00'), ended('2026-02-21'), ended('2026-02-22'));
  expect((await said(store, 'lifecycle', 'wonBackDays')).slice(10)).toEqual(['02-21 1 won-back 0 2026-02-21']);
  const facts = await decidedBy(store, 'spec-lifecycle');
  const asked = facts.find(({ data }) => data['tier'] === 'prospect')!;
  expect(asked.data['evidence']).toMatchObject({ count: 1 });
});

it('tells key accounts from relational and transactional customers, and changes its mind with what people say', async () => {
  const store = await prepared('relationship', { window: '30d' });
  await followed(
    store,
    ...[1, 2, 3].flatMap((n) => [
      bought(`${n}-0`, n, '2026-01-10', '5.00'),
      bought(`${n}-1`, n, '2026-01-12', '5.00'),
      happened(`${n}-asks`, n, '2026-01-11', 'AdviceRequested', { topic: 'shoes' }),
    ]),
    bought('4', 4, '2026-01-10', '300.00'),
    bought('5', 5, '2026-01-10', '299.99'),
    happened('6 acts', 6, '2026-01-10', 'AccountJoined', { accountId: 'A' }),
    happened('7 acts', 7, '2026-01-10', 'AccountJoined', { accountId: 'A' }),
    happened('6 is key', 6, '2026-01-10', 'StrategicValueSet', { value: 'key-account', owner: 'team-k' }),
    ended('2026-01-20'),
  );
  expect(await said(store, 'relationship', 'keyBy')).toEqual([
    ...['01-20 1 R  2026-01-20', '01-20 2 R  2026-01-20', '01-20 3 R  2026-01-20', '01-20 4 K value 2026-01-20'],
    ...['01-20 5 T  2026-01-20', '01-20 6 K named 2026-01-20', '01-20 7 K account 2026-01-20'],
  ]);
  await followed(
    store,
    happened('7 leaves', 7, '2026-01-21', 'AccountLeft', { accountId: 'A' }),
    happened('5 is to grow', 5, '2026-01-21', 'StrategicValueSet', { value: 'develop' }),
    happened('6 is theirs', 6, '2026-01-21', 'StrategicValueSet', { value: 'key-account', owner: 'team-x' }),
    ended('2026-01-21'),
  );
  await followed(store, ended('2026-01-22'), ended('2026-02-10'));
  expect((await said(store, 'relationship', 'plan')).slice(7)).toEqual([
    ...['01-21 5 T develop 2026-01-20', '01-21 6 K develop 2026-01-20', '01-21 7 prospect  2026-01-21'],
    ...['02-10 1 T  2026-02-10', '02-10 2 T  2026-02-10', '02-10 3 T  2026-02-10', '02-10 4 inactive  2026-02-10'],
    '02-10 5 inactive develop 2026-02-10',
  ]);
});

it('keeps a club’s ledger by month, voids what was paid late, and gives back what was wrong', async () => {
  const store = await prepared('club', {});
  const issued = (id: string, month: string, amount: string, dueAt: string): Append =>
    happened(id, 1, `${month}-02`, 'BillIssued', {
      billId: id,
      currency: 'EUR',
      amount,
      periodFrom: `${month}-01`,
      dueAt,
    });
  const paid = (id: string, bill: string, at: string, amount: string, more: object = {}): Append =>
    happened(id, 1, at, 'BillPaid', { billId: bill, currency: 'EUR', amount, ...more });
  await followed(
    store,
    happened('contract', 1, '2025-01-01', 'ContractStarted', { contractId: 'K', startsOn: '2025-01-01' }),
    issued('B1', '2026-01', '250.00', '2026-02-10T00:00:00.000Z'),
    paid('P1a', 'B1', '2026-02-01', '200.00'),
    ended('2026-01-31'),
    paid('P1b', 'B1', '2026-02-05', '50.00'),
    issued('B2', '2026-02', '260.00', '2026-03-10T00:00:00.000Z'),
    ended('2026-02-28'),
    ended('2026-03-09'),
    ended('2026-03-10'),
    ended('2026-03-11'),
  );
  const redeemed = happened('spent', 1, '2026-03-13', 'PointsRedeemed', { points: 20, reward: 'voucher-10' });
  await followed(store, paid('P2', 'B2', '2026-03-05', '260.00'), ended('2026-03-12'), redeemed, ended('2026-03-13'));
  expect(await said(store, 'club', 'score')).toEqual([
    ...['01-31 1 member 38 2026-01-31', '02-28 1 silver 40 2026-02-28'],
    ...['03-10 1 silver 0 2026-02-28', '03-12 1 silver 40 2026-02-28', '03-13 1 silver 40 2026-02-28'],
  ]);
  const ledger = (await decidedBy(store, 'spec-club')).flatMap(({ data }) => (data['tier'] ? [data] : []));
  expect(ledger.map(({ basis, value }) => [basis, value])).toEqual([
    ...[['billed', '250.00'], ...Array.from({ length: 4 }, () => ['billed', '510.00'])], // prettier-ignore
  ]);
  expect(ledger[2]).toMatchObject({ figures: { month: '2026-02', late: true, discountPercent: 0 } });
  const points = ledger.map(({ figures }) => figures as { accrued: number; balance: number });
  expect(points.map(({ accrued, balance }) => [accrued, balance])).toEqual([[25, 25], [51, 51], [25, 25], [51, 51], [51, 31]]); // prettier-ignore
  expect(ledger[4]).toMatchObject({ evidence: { events: expect.arrayContaining([idOf('spent')]) } });
});

it('gives no points for a month of which a bill was paid late, also where nobody knows what that bill comes to', async () => {
  const store = await prepared('club', {});
  const bill = (id: string, currency: string, more: object = {}): Append =>
    happened(id, 1, '2026-01-02', 'BillIssued', { billId: id, currency, amount: '20.00', ...more });
  await followed(
    store,
    bill('B1', 'EUR'),
    bill('B2', 'CHF', { dueAt: '2026-01-20T00:00:00.000Z' }),
    ended('2026-01-31'),
  );
  const [entry] = (await decidedBy(store, 'spec-club')).flatMap(({ data }) => (data['tier'] ? [data] : []));
  expect(entry).toMatchObject({ value: '20.00', figures: { late: true, score: 0, accrued: 0, unconverted: 1 } });
  expect(entry!['reason']).toMatch(/; without 1 amount that no exchange rate was set for$/);
});

it('judges nobody who objects to profiling, from the next close on, until they allow it again', async () => {
  const store = await prepared('rfm', {});
  const consent = (id: string, of: number, at: string, type: string, more: object = {}): Append =>
    told({ id, type, of, at, data: { purpose: 'profiling', ...more }, channel: 'privacy' });
  const days = ['2026-01-01', '2026-01-04', '2026-01-07', '2026-01-10'];
  await followed(
    store,
    ...days.flatMap((day) => [bought(`1 ${day}`, 1, day, '10.00'), bought(`2 ${day}`, 2, day, '20.00')]),
    consent('mail', 2, '2026-01-10', 'ConsentDenied', { medium: 'email' }),
    ended('2026-01-10'),
    consent('no', 1, '2026-01-11', 'ConsentDenied'),
    ended('2026-01-11'),
  );
  await followed(store, consent('yes', 1, '2026-01-12', 'ConsentGiven'), ended('2026-01-12'), joined(1, 2, 1));
  await followed(store, consent('no more', 2, '2026-01-13', 'ConsentWithdrawn'), ended('2026-01-13'));
  const of = async (rule: string) =>
    (await decidedBy(store, rule)).flatMap(({ type, handle, data }) =>
      type.startsWith('Tier')
        ? [`${String(data['date']).slice(8)} ${handle.slice(7, 8)} ${data['why'] ?? data['tier']}`]
        : [],
    );
  expect(await of('spec-rfm')).toEqual([
    ...['10 1 New Customers', '10 2 New Customers', '11 2 New Customers', '11 1 objected'],
    ...['12 1 New Customers', '12 2 New Customers', '13 1 objected', '13 2 joined'],
  ]);
  expect(await of('value-pyramid')).toEqual([
    ...['10 2 platinum', '10 1 lead', '11 1 objected', '12 1 lead', '13 1 objected', '13 2 joined'],
  ]);
});
