import { checkData, type RuleKindName } from '@rapport/events';
import type { Append, EventStore } from '@rapport/event-store';
import { openStage, settled, type Stage } from '../world/stage';
import { SINCE_EVER } from './default-rules';
import { prepareRules } from './prepare';
import { versionEvent } from './rule-event';
import { bought, calledOff, decidedBy, ended, joined, storeOf, tell } from './world/ledger';

const NOW = () => new Date('2026-03-01T00:00:00.000Z');
const RULES = { zone: 'UTC', currency: 'EUR' };

let stage: Stage;
beforeEach(async () => {
  stage = await openStage([]);
});
afterEach(() => stage.close());

/** Lets new followers, which remember nothing, take in everything that the store has, and what they say about it. */
const followed = async (store: EventStore, ...appends: readonly Append[]): Promise<void> => {
  await tell(store, ...appends);
  const following = await stage.follow(store, { rules: RULES });
  try {
    await settled(stage, store);
  } finally {
    await following.stop();
  }
};
const published = (kind: RuleKindName, params: object): Append => {
  const version = { rule: `spec-${kind}`, version: 1, kind, params: { ...params } };
  const said = { ...version, effectiveFrom: SINCE_EVER, reason: 'a spec' };
  const { stream, event } = versionEvent(said, 'spec', NOW().toISOString());
  return { stream, expected: 0, events: [event] };
};
const prepared = async (kind: RuleKindName, params: object): Promise<EventStore> => {
  const store = await storeOf();
  await prepareRules(stage.database.pool, store, 'EUR', NOW);
  await tell(store, published(kind, params));
  return store;
};
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
