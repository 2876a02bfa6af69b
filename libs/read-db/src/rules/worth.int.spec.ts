import type { Append, EventStore } from '@rapport/event-store';
import { canonicalJson, checkData } from '@rapport/events';
import { openStage, type Stage } from '../world/stage';
import { followedBy, preparedIn } from './world/followed';
import { bought, calledOff, decidedBy, ended, gaveBack, idOf, joined, rateSet, retracted, told } from './world/ledger';

const RULES = { zone: 'UTC', currency: 'EUR' };
const RULE = 'spec-worth';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage([]);
});
afterEach(() => stage.close());

const happened = (id: string, of: number, at: string, type: string, data: object = {}): Append =>
  told({ id, type, of, at, data, channel: 'business' });

/** A cost that was booked for nobody in particular. */
const booked = (id: string, at: string, data: object): Append => {
  const append = happened(id, 900, at, 'CostBooked', { kind: 'acquisition', currency: 'EUR', ...data });
  const events = append.events.map((event) => {
    const body = JSON.parse(event.body) as { readonly handle: string };
    const nobody = [{ handle: body.handle, type: 'event', sealed: '' }];
    return { ...event, body: canonicalJson({ ...body, handles: nobody } as never) };
  });
  return { ...append, events };
};

/** What was decided, each as its schema wants it. */
const decided = async (store: EventStore) =>
  (await decidedBy(store, RULE)).map(({ type, handle, data }) => {
    expect([type, checkData(type, data)]).toEqual([type, []]);
    const { date, tier, value, reason, evidence, figures } = data as Record<string, any>;
    return { type, who: parseInt(handle.slice(0, 8), 16), date, tier, value, reason, evidence, figures };
  });
const said = async (store: EventStore): Promise<readonly string[]> =>
  (await decided(store))
    .filter(({ type }) => type === 'TierAssigned')
    .map(({ who, date, tier, value }) => `${date.slice(5)} ${who} ${tier} ${value}`);

it('counts what customers brought and cost, by what was booked, by contacts and by their share of what it took to get them', async () => {
  const contactCosts = { call: '4.00', email: '0.50', chat: '2.00', store: '1.00', field: '30.00', campaign: '0.80' };
  const store = await preparedIn(stage, 'worth', { margin: 0.5, contactCosts });
  await followedBy(
    stage,
    RULES,
    store,
    rateSet('rate', '2026-01-01', 'USD', 'EUR', '0.5'),
    bought('a', 1, '2026-01-05', '100.00', { cost: '60.00' }),
    bought('a2', 1, '2026-01-06', '80.00'),
    gaveBack('back', 1, '2026-01-07', '20.00'),
    bought('b', 2, '2026-01-05', '50.00', { cost: '10.00' }),
    bought('c', 3, '2026-01-06', '70.00'),
    calledOff('off', 3, '2026-01-07', 'c'),
    happened('call', 1, '2026-01-07', 'CallStarted', { callId: 'C1', direction: 'inbound' }),
    happened('again', 1, '2026-01-07', 'CallStarted', { callId: 'C2', direction: 'inbound' }),
    happened('ours', 1, '2026-01-07', 'CallStarted', { callId: 'C3', direction: 'outbound' }),
    happened('mail', 1, '2026-01-07', 'MailReceived', { messageId: 'M1' }),
    happened('visit', 1, '2026-01-07', 'StoreVisited', { store: 'berlin-3' }),
    happened('letter', 2, '2026-01-03', 'CampaignSent', { campaign: 'spring', currency: 'USD', cost: '3.00' }),
    happened('letter 4', 4, '2026-01-03', 'CampaignSent', { campaign: 'spring' }),
    happened('own', 2, '2026-01-04', 'CostBooked', { kind: 'acquisition', currency: 'EUR', amount: '6.00' }),
    happened('no rate', 2, '2026-01-04', 'CostBooked', { kind: 'serving', currency: 'CNY', amount: '6.00' }),
    booked('ads', '2026-01-08', { amount: '10.00', costChannel: 'store' }),
    booked('spring', '2026-01-08', { amount: '2.00', campaign: 'spring' }),
    booked('radio', '2026-01-08', { amount: '5.00', costChannel: 'web' }),
    booked('rent', '2026-01-08', { kind: 'serving', amount: '500.00' }),
    booked('later', '2026-01-20', { amount: '70.00' }),
    happened('referrer', 1, '2026-01-05', 'CustomerReferred', { referralId: 'R', role: 'referrer' }),
    happened('referee', 2, '2026-01-05', 'CustomerReferred', { referralId: 'R', role: 'referee' }),
    ended('2026-01-10'),
  );
  // 1: 40 + 40 − 10 margin; 5 of the ads, 4 for our call, 4 + 4 + 0.5 + 1 for theirs. 2: 40; 6 of their own, 5 of the ads, 2 for spring; 1.50 for the letter.
  expect(await said(store)).toEqual(['01-10 1 top 51.50', '01-10 2 low 25.50', '01-10 4 loss -0.80']);
  const all = await decided(store);
  const [first, second] = all.filter(({ type }) => type === 'TierAssigned');
  expect(first).toMatchObject({
    reason:
      'rank 1 of 3: margin 70.00 less 5.00 for getting them, 4.00 for selling and 9.50 for serving; 1 customer whom they referred brought 40.00 besides',
    figures: { margin: '70.00', acquiring: '5.00', selling: '4.00', serving: '9.50', referred: { referees: 1, value: '40.00' } },
  }); // prettier-ignore
  expect(first!.evidence).toMatchObject({ count: 7 });
  expect(second!.figures).toMatchObject({ acquiring: '13.00', selling: '1.50', serving: '0.00', unconvertedCosts: 1 });
  expect(second!.evidence.events).toEqual([idOf('b'), idOf('own'), idOf('letter')]);
  expect(all.find(({ type }) => type === 'RuleRunClosed')).toMatchObject({
    figures: {
      channels: { store: { customers: 2, cost: '18.00', perCustomer: '9.00', paybackDays: 0 } },
      ...{ total: '76.20', unspread: '5.00', unconvertedCosts: 1 },
    },
  });
}); // prettier-ignore

it('restates what is corrected, joined, retracted, and who objects is not judged', async () => {
  const store = await preparedIn(stage, 'worth', { contactCosts: { call: '4.00' } });
  const call = (id: string, of: number, at: string) => happened(id, of, at, 'CallStarted', { callId: id, direction: 'inbound' });
  await followedBy(
    stage,
    RULES,
    store,
    bought('a', 1, '2026-01-05', '100.00'),
    bought('b', 2, '2026-01-05', '50.00'),
    bought('c', 3, '2026-01-05', '20.00'),
    call('1', 2, '2026-01-06'),
    booked('ads', '2026-01-08', { amount: '30.00' }),
    ended('2026-01-10'),
    retracted('no call', 2, '2026-01-11', '1'),
    retracted('no ads', 900, '2026-01-11', 'ads'),
    happened('no', 3, '2026-01-11', 'ConsentDenied', { purpose: 'profiling' }),
    ended('2026-01-11'),
    joined(1, 2, 1),
    ended('2026-01-12'),
  );
  const words = (await decided(store))
    .filter(({ type }) => type.startsWith('Tier'))
    .map(({ type, who, date, tier, value }) => `${date.slice(5)} ${who} ${type} ${tier} ${value ?? ''}`.trim());
  expect(words).toEqual([
    ...['01-10 1 TierAssigned top 90.00', '01-10 2 TierAssigned low 36.00', '01-10 3 TierAssigned low 10.00'],
    ...['01-11 1 TierAssigned top 100.00', '01-11 2 TierAssigned low 50.00', '01-11 3 TierEnded low'],
    ...['01-12 1 TierAssigned top 150.00', '01-12 2 TierEnded low'],
  ]);
}); // prettier-ignore
