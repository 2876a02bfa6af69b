import { checkData } from '@rapport/events';
import type { Append, EventStore } from '@rapport/event-store';
import { openStage, type Stage } from '../world/stage';
import { followedBy, preparedIn } from './world/followed';
import { bought, decidedBy, ended, joined, retracted, told } from './world/ledger';

const RULES = { zone: 'UTC', currency: 'EUR' };

let stage: Stage;
beforeEach(async () => {
  stage = await openStage([]);
});
afterEach(() => stage.close());

const happened = (id: string, of: number, at: string, type: string, data: object = {}): Append =>
  told({ id, type, of, at, data, channel: 'business' });
/** What was decided, in words, and that each is as its schema wants it. */
const said = async (store: EventStore): Promise<readonly string[]> =>
  (await decidedBy(store, 'spec-segment')).flatMap(({ type, handle, data }) => {
    expect([type, checkData(type, data)]).toEqual([type, []]);
    const who = `${String(data['date']).slice(5)} ${parseInt(handle.slice(0, 8), 16)}`;
    if (type === 'SegmentEntered') return [`${who} entered: ${data['reason']}`];
    return type === 'SegmentLeft' ? [`${who} left: ${data['why']} ${data['reason'] ?? ''} ${data['since']}`] : [];
  });

it('lets customers enter and leave a segment by what they buy, where, and what is stated of them', async () => {
  const shoes = {
    any: [
      { figure: 'categories', anyOf: ['shoes'] },
      { figure: 'topics', anyOf: ['shoes'] },
    ],
  };
  const often = {
    any: [
      { figure: 'daysSinceSale', below: 4 },
      { figure: 'preferences', anyOf: ['size=46'] },
    ],
  };
  const when = { all: [shoes, often, { not: { figure: 'industry', anyOf: ['retail'] } }] };
  const store = await preparedIn(stage, 'segment', { name: 'Shoes', by: 'need', window: '30d', when });
  const lines = (category: string) => ({ lines: [{ sku: 's', category, amount: '9.00' }] });
  await followedBy(
    stage,
    RULES,
    store,
    bought('1', 1, '2026-01-01', '9.00', lines('shoes')),
    bought('2', 2, '2026-01-02', '9.00', lines('hats')),
    bought('3', 3, '2026-01-02', '9.00', lines('shoes')),
    happened('asks', 4, '2026-01-01', 'AdviceRequested', { topic: 'shoes' }),
    happened('prefers', 4, '2026-01-02', 'PreferenceStated', { topic: 'size', value: '46' }),
    happened('trade', 3, '2026-01-02', 'ProfileStated', { industry: 'retail', companySize: 9 }),
    bought('5', 5, '2026-01-03', '1.00', lines('shoes')),
    ended('2026-01-03'),
    ended('2026-01-04'),
  );
  expect(await said(store)).toEqual([
    '01-03 1 entered: categories shoes (any of shoes); daysSinceSale 2 (below 4); industry not known (not any of retail)',
    '01-03 4 entered: topics shoes (any of shoes); preferences size=46 (any of size=46); industry not known (not any of retail)',
    '01-03 5 entered: categories shoes (any of shoes); daysSinceSale 0 (below 4); industry not known (not any of retail)',
  ]);
  await followedBy(
    stage,
    RULES,
    store,
    joined(2, 5, 1),
    happened('no', 4, '2026-01-05', 'ConsentDenied', { purpose: 'profiling' }),
    happened('moves', 3, '2026-01-05', 'ProfileStated', { industry: 'sports' }),
    retracted('undo', 2, '2026-01-05', '2'),
    ended('2026-01-05'),
    ended('2026-02-05'),
  );
  expect((await said(store)).slice(3)).toEqual([
    '01-05 2 entered: categories shoes (any of shoes); daysSinceSale 2 (below 4); industry not known (not any of retail)',
    '01-05 3 entered: categories shoes (any of shoes); daysSinceSale 3 (below 4); industry sports (not any of retail)',
    '01-05 1 left: no-longer daysSinceSale 4 (not below 4); preferences not known (not any of size=46) 2026-01-03',
    '01-05 4 left: objected  2026-01-03',
    '01-05 5 left: joined  2026-01-03',
    '02-05 2 left: no-longer categories not known (not any of shoes); topics not known (not any of shoes); daysSinceSale 33 (not below 4); preferences not known (not any of size=46) 2026-01-05',
    '02-05 3 left: no-longer categories not known (not any of shoes); topics not known (not any of shoes); daysSinceSale 34 (not below 4); preferences not known (not any of size=46) 2026-01-05',
  ]);
  const facts = await decidedBy(store, 'spec-segment');
  const evidence = facts.flatMap(({ type, data }) => (type === 'SegmentEntered' ? [data['evidence']] : []));
  expect(evidence.map((one) => (one as { count: number }).count)).toEqual([1, 2, 1, 1, 3]);
  const closes = facts.flatMap(({ type, data }) => (type === 'RuleRunClosed' ? [data['figures']] : []));
  expect(closes).toMatchObject([
    { members: 3, entered: 3, left: 0 },
    { members: 3, entered: 0, left: 0 },
    { members: 2, entered: 2, left: 3 },
    { members: 0, entered: 0, left: 2 },
  ]);
});
