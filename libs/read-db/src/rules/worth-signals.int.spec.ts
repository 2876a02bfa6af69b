import type { Append, EventStore } from '@rapport/event-store';
import { checkData } from '@rapport/events';
import { openStage, type Stage } from '../world/stage';
import { followedBy, preparedIn, publishedRule } from './world/followed';
import { bought, calledOff, decidedBy, ended, idOf, told } from './world/ledger';

const RULES = { zone: 'UTC', currency: 'EUR' };

let stage: Stage;
beforeEach(async () => {
  stage = await openStage([]);
});
afterEach(() => stage.close());

const happened = (id: string, of: number, at: string, type: string, data: object = {}): Append =>
  told({ id, type, of, at, data, channel: 'business' });
const line = (category: string, amount = '9.00') => ({ sku: `a ${category}`, category, amount, quantity: 1 });
const got = (id: string, of: number, at: string, ...categories: readonly string[]): Append =>
  bought(id, of, at, '9.00', { lines: categories.map((one) => line(one)) });

/** What was decided, in words, and that each is as its schema wants it. */
const said = async (store: EventStore, kind: string): Promise<readonly string[]> =>
  (await decidedBy(store, `spec-${kind}`)).flatMap(({ type, handle, data }) => {
    expect([type, checkData(type, data)]).toEqual([type, []]);
    if (!type.startsWith('Signal')) return [];
    const { date, level, reasons, why, valueAtStake } = data as Record<string, string> & { readonly reasons?: readonly string[] }; // prettier-ignore
    const who = `${date!.slice(5)} ${parseInt(handle.slice(0, 8), 16)}`;
    return [`${who} ${type.slice(6)} ${level}: ${reasons ? `${reasons.join('; ')} (${valueAtStake})` : why}`];
  });
const found = async (store: EventStore, kind: string, type: string) =>
  (await decidedBy(store, `spec-${kind}`)).filter((one) => one.type === type).map(({ data }) => data);

it('signals who needs something again, with the purchases behind it, until they buy it', async () => {
  const store = await preparedIn(stage, 'replenishment', { minReplacements: 2, leadDays: 1 });
  await followedBy(
    stage,
    RULES,
    store,
    ...[1, 2, 3].flatMap((of) => [got(`${of} a`, of, '2026-01-01', 'coffee'), got(`${of} b`, of, '2026-01-11', 'coffee', 'cups')]),
    got('4 a', 4, '2026-01-11', 'coffee'),
    got('5 a', 5, '2026-01-11', 'coffee'),
    calledOff('5 x', 5, '2026-01-12', '5 a'),
    got('6 a', 6, '2026-01-11', 'coffee'),
    happened('no', 6, '2026-01-12', 'ConsentDenied', { purpose: 'profiling' }),
    ended('2026-01-19'),
    ended('2026-01-20'),
    got('1 c', 1, '2026-01-21', 'coffee'),
    got('2 c', 2, '2026-01-21', 'cups'),
    ended('2026-01-21'),
    ended('2026-01-22'),
  ); // prettier-ignore
  const words = (days: number, own: string): string => `coffee: needed again after 10 days (${own}3 gaps of others), last bought ${days} days ago (9.00)`; // prettier-ignore
  expect(await said(store, 'replenishment')).toEqual([
    ...[1, 2, 3].map((who) => `01-20 ${who} Raised due: ${words(9, '1 gap of their own and ')}`),
    `01-20 4 Raised due: ${words(9, '')}`,
    '01-21 1 Cleared due: bought',
    ...[2, 3].map((who) => `01-22 ${who} Changed overdue: ${words(11, '1 gap of their own and ').replace('3 gaps of others', '4 gaps of others')}`), // prettier-ignore
    `01-22 4 Changed overdue: ${words(11, '').replace('3 gaps of others', '4 gaps of others')}`,
  ]);
  const [first] = await found(store, 'replenishment', 'SignalRaised');
  expect(first!['evidence']).toEqual({ events: [idOf('1 b'), idOf('1 a')], count: 2 });
  const runs = await found(store, 'replenishment', 'RuleRunClosed');
  expect(runs[1]!['figures']).toEqual({ needing: 4, cycles: [{ item: 'coffee', medianDays: 10, replacements: 3 }] });
});

it('offers what customers with the same thing have too, never what they own, and nothing to who objects', async () => {
  const store = await preparedIn(stage, 'offer', { minCustomers: 2, minLift: 1.1 });
  await followedBy(
    stage,
    RULES,
    store,
    ...[1, 2, 3].map((of) => bought(`${of} a`, of, '2026-01-01', '60.00', { lines: [line('tent', '50.00'), line('bag', '10.00')] })),
    ...[4, 5, 6, 7].map((of) => got(`${of} a`, of, '2026-01-02', of === 7 ? 'shoes' : 'tent')),
    happened('owns', 5, '2026-01-02', 'ProductRegistered', { sku: 'b', category: 'bag' }),
    happened('no', 6, '2026-01-02', 'ConsentDenied', { purpose: 'profiling' }),
    ended('2026-01-03'),
    got('4 b', 4, '2026-01-04', 'bag'),
    ended('2026-01-04'),
  ); // prettier-ignore
  expect(await said(store, 'offer')).toEqual([
    '01-03 4 Raised likely: bag: 60 % of customers with tent have it (3 customers, 1.2× chance) (6.00)',
    '01-04 4 Cleared likely: bought',
  ]);
  const [raised] = await found(store, 'offer', 'SignalRaised');
  expect(raised).toMatchObject({
    ...{ signal: 'offer', score: 0.6, evidence: { events: [idOf('4 a')], count: 1 } },
    figures: { by: 'category', offers: [{ item: 'bag', because: 'tent', count: 3, support: 0.5, confidence: 0.6, lift: 1.2 }] }, // prettier-ignore
  });
});

it('takes what came back for neither owned nor used, at closes from then on', async () => {
  const back = (id: string, of: number, at: string, category: string): Append =>
    happened(id, of, at, 'ItemReturned', { currency: 'EUR', amount: '9.00', lines: [line(category)] });
  const store = await preparedIn(stage, 'replenishment', { minReplacements: 2, leadDays: 1 });
  await followedBy(
    stage,
    RULES,
    store,
    publishedRule('offer', { minCustomers: 2, minLift: 1 }),
    ...[1, 2, 3].flatMap((of) => [got(`${of} a`, of, '2026-01-01', 'coffee', 'cups'), got(`${of} b`, of, '2026-01-11', 'coffee')]),
    got('4 a', 4, '2026-01-11', 'coffee', 'cups'),
    got('5 a', 5, '2026-01-11', 'coffee'),
    back('4 back', 4, '2026-01-12', 'cups'),
    ended('2026-01-20'),
    back('5 back', 5, '2026-01-21', 'coffee'),
    ended('2026-01-21'),
  ); // prettier-ignore
  const words = await said(store, 'replenishment');
  expect(words.filter((one) => /^01-20 5|^01-21/.test(one) && one.includes(' 5 '))).toEqual([
    '01-20 5 Raised due: coffee: needed again after 10 days (3 gaps of others), last bought 9 days ago (9.00)',
    '01-21 5 Cleared due: no-longer',
  ]);
  // Customer 4 gave the cups back and is offered them; 5 has no coffee any more that could speak for them.
  expect((await said(store, 'offer')).map((one) => one.slice(0, 23))).toEqual([
    ...['01-20 4 Raised likely: ', '01-20 5 Raised likely: ', '01-21 5 Cleared likely:'],
  ]);
});

it('signals who can move up one tier, by their last quarter and by what they look at', async () => {
  const store = await preparedIn(stage, 'upgrade', { window: '100d', share: 1, premium: ['laptop'], minReachInterested: 0.6 }); // prettier-ignore
  await followedBy(
    stage,
    RULES,
    store,
    ...Array.from({ length: 10 }, (_, n) => bought(`old ${n}`, n + 1, '2026-01-05', `${100 - n * 10}.00`)),
    bought('new 6', 6, '2026-04-01', '25.00'),
    bought('new 7', 7, '2026-04-01', '15.00'),
    bought('new 8', 8, '2026-04-01', '15.00'),
    happened('looks', 8, '2026-04-02', 'ProductConfigured', { sku: 'x', category: 'laptop', options: {} }),
    happened('cart', 7, '2026-04-02', 'ProductConfigured', { sku: 'y', category: 'cable', options: {} }),
    ended('2026-04-10'),
  );
  expect(await said(store, 'upgrade')).toEqual([
    '04-10 6 Raised likely: lead; at the pace of the last quarter worth 100.00, iron begins at 90.00 (15.00)',
    '04-10 8 Raised likely: lead; at the pace of the last quarter worth 60.00, iron begins at 90.00; 1 sign of interest in premium products (45.00)',
  ]);
  const [, second] = await found(store, 'upgrade', 'SignalRaised');
  expect(second!['evidence']).toMatchObject({ events: [idOf('looks'), idOf('new 8'), idOf('old 7')], count: 3 });
});

it('signals who can move up by what they spend elsewhere, as it was last told, in the currency of the rule', async () => {
  const store = await preparedIn(stage, 'upgrade', { window: '73d', share: 1, minReachRoom: 0.6 });
  await followedBy(
    stage,
    RULES,
    store,
    ...Array.from({ length: 10 }, (_, n) => bought(`old ${n}`, n + 1, '2026-02-05', `${100 - n * 10}.00`)),
    ...[6, 7, 8, 9].map((n) => bought(`new ${n}`, n, '2026-04-01', '15.00')),
    // A fifth of a year: 700 in the window for 7 and 8, of which 8 has only said so in 2023; 9 spends all of it here.
    happened('rate', 0, '2026-01-01', 'ExchangeRateSet', { from: 'USD', to: 'EUR', rate: '0.5' }),
    happened('more', 7, '2026-01-02', 'WalletStated', { currency: 'EUR', yearly: '1.00', basis: 'estimate' }),
    happened('wallet', 7, '2026-01-03', 'WalletStated', { currency: 'USD', yearly: '7000.00', basis: 'customer' }),
    happened('of old', 8, '2023-01-03', 'WalletStated', { currency: 'EUR', yearly: '3500.00', basis: 'customer' }),
    happened('all here', 9, '2026-01-03', 'WalletStated', { currency: 'EUR', yearly: '175.00', basis: 'customer' }),
    happened('no rate', 6, '2026-01-03', 'WalletStated', { currency: 'CNY', yearly: '9000.00', basis: 'customer' }),
    ended('2026-04-10'),
  );
  expect(await said(store, 'upgrade')).toEqual([
    '04-10 7 Raised likely: lead; at the pace of the last quarter worth 60.00, iron begins at 90.00; 8 % of the 700.00 that they spend on such things is spent here (35.00)',
  ]);
  const [one] = await found(store, 'upgrade', 'SignalRaised');
  expect(one!['evidence']).toMatchObject({ events: [idOf('new 7'), idOf('old 6'), idOf('wallet')], count: 3 });
  const [closed] = await found(store, 'upgrade', 'RuleRunClosed');
  expect(closed!['figures']).toMatchObject({ below: 9, rising: 1, unconverted: 1 });
});
