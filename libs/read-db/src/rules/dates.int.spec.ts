import { memoryEventStore, type Append, type EventStore } from '@rapport/event-store';
import { checkData } from '@rapport/events';
import { openStage, type Stage } from '../world/stage';
import { prepareRules } from './prepare';
import type { OpenCells } from './sealed-days';
import { followedBy, preparedIn, publishedRule } from './world/followed';
import { bought, decidedBy, ended, joined, tell, told, who } from './world/ledger';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage([]);
});
afterEach(() => stage.close());

const opened: string[] = [];
const gone = new Set<string>();
/** Opens what specs call a cell: the day stands behind the last point. */
const open: OpenCells = async (cells) => {
  opened.push(...cells);
  return cells.map((cell) => (gone.has(cell.split('.')[1]!) ? null : cell.split('.')[4]!));
};
beforeEach(() => {
  opened.length = 0;
  gone.clear();
});
const RULES = { zone: 'Europe/Berlin', currency: 'EUR', open };
const cell = (of: number, day: string): string => `1.${who(of)}.identity.2026Q1.${day}`;
const says = (id: string, of: number, type: string, data: object, sealed: Readonly<Record<string, string>> = {}): Append =>
  told({ id, type, of, at: '2026-01-02', data, channel: 'business', sealed }); // prettier-ignore
const bornOn = (of: number, day: string, more: object = {}): Append =>
  says(`born ${of} ${day}`, of, 'ProfileStated', more, { birthday: cell(of, day) });
const closed = (date: string): Append => ended(date, 0, 'Europe/Berlin');

/** What was decided, in words, and that each is as its schema wants it. */
const said = async (store: EventStore): Promise<readonly string[]> =>
  (await decidedBy(store, 'spec-dates')).flatMap(({ type, handle, data }) => {
    expect([type, checkData(type, data)]).toEqual([type, []]);
    if (!type.startsWith('Signal')) return [];
    const { date, reasons, why, dueFrom } = data as Record<string, string> & { readonly reasons?: readonly string[] };
    const words = reasons ? `${reasons.join('; ')}${dueFrom ? ` from ${dueFrom}` : ''}` : why;
    return [`${date!.slice(5)} ${parseInt(handle.slice(0, 8), 16)} ${type.slice(6)}: ${words}`];
  });

it('tells of birthdays once, where customers live, and never says when they are', async () => {
  const store = await preparedIn(stage, 'dates', { of: 'birthday', leadDays: 2 });
  await followedBy(
    stage,
    RULES,
    store,
    bornOn(1, '1986-05-08'),
    bornOn(2, '1990-05-09', { timezone: 'America/Los_Angeles' }),
    bornOn(3, '2000-05-08', { timezone: 'Asia/Shanghai' }),
    bornOn(4, '1970-05-05'),
    bornOn(5, '1971-05-08'),
    says('no', 5, 'ConsentDenied', { purpose: 'profiling' }),
    ...['2026-05-04', '2026-05-05', '2026-05-06', '2026-05-07', '2026-05-08', '2026-05-09'].map(closed),
  );
  expect(await said(store)).toEqual([
    // In Shanghai the 6th begins before Berlin's 5th is over.
    '05-04 3 Raised: birthday within 2 days from 2026-05-05T16:00:00.000Z',
    // Their day is today, at the first close that there is.
    '05-04 4 Raised: birthday within 2 days',
    '05-05 1 Raised: birthday within 2 days',
    '05-05 4 Cleared: over',
    // In Los Angeles the 7th begins nine hours later.
    '05-06 2 Raised: birthday within 2 days from 2026-05-07T07:00:00.000Z',
    '05-08 1 Cleared: over',
    '05-08 3 Cleared: over',
  ]);
  const signals = (await decidedBy(store, 'spec-dates')).filter(({ type }) => type.startsWith('Signal'));
  // The day that is closed is all that they name.
  for (const { data } of signals) {
    const { date, run: _, dueFrom: __, evidence: ___, ...others } = data;
    expect(JSON.stringify(others)).not.toMatch(/\d{4}|\d\d-\d\d/);
    expect(date).toMatch(/^2026-05-0[4-8]$/);
  }
});

it('opens each cell once while its key is there, and nothing for a past that is closed later', async () => {
  const store = await preparedIn(stage, 'dates', { of: 'birthday', leadDays: 2 });
  await tell(store, bornOn(1, '1986-05-08'), bornOn(2, '1987-05-08'));
  gone.add(who(2));
  await followedBy(stage, RULES, store, ...['2026-05-01', '2026-05-05', '2026-05-06', '2026-05-04'].map(closed));
  expect(opened.sort()).toEqual([cell(1, '1986-05-08'), cell(2, '1987-05-08')]);
  expect(await said(store)).toEqual(['05-05 1 Raised: birthday within 2 days']);
});

it('says how many it could not read in a process that can open nothing', async () => {
  const store = await preparedIn(stage, 'dates', { of: 'birthday' });
  await followedBy(stage, { zone: 'Europe/Berlin', currency: 'EUR' }, store, bornOn(1, '1986-05-08'), closed('2026-05-05'));
  const [run] = (await decidedBy(store, 'spec-dates')).filter(({ type }) => type === 'RuleRunClosed');
  expect(run!.data).toMatchObject({ count: 0, population: 1, figures: { due: 0, told: 0, unread: 1 } });
}); // prettier-ignore

it('tells nothing of days that were over when the close was recorded', async () => {
  const recordedAt = Date.parse('2026-05-09T10:00:00.000Z');
  const store = memoryEventStore({ now: () => recordedAt });
  await prepareRules(stage.database.pool, store, 'EUR', () => new Date(recordedAt));
  await tell(store, publishedRule('dates', { of: 'birthday', leadDays: 2 }));
  const missed = ['2026-05-04', '2026-05-05', '2026-05-06', '2026-05-07', '2026-05-08'];
  await followedBy(stage, RULES, store, bornOn(1, '1986-05-08'), bornOn(2, '1986-05-10'), ...missed.map(closed));
  expect(await said(store)).toEqual(['05-07 2 Raised: birthday within 2 days']);
});

const CASES: readonly (readonly [string, object, readonly Append[], readonly string[]])[] = [
  ['lunar birthdays', { of: 'lunar-birthday', leadDays: 0 }, [bornOn(1, '1986-05-16')], ['05-23 1 Raised: birthday by the lunar calendar today', '05-24 1 Cleared: over']],
  [
    'days that customers stated',
    { of: 'stated', occasion: 'wedding', leadDays: 1 },
    [
      says('w', 1, 'ImportantDateStated', { occasion: 'wedding' }, { day: cell(1, '2012-05-24') }),
      says('g', 2, 'ImportantDateStated', { occasion: 'graduation' }, { day: cell(2, '2012-05-24') }),
      says('o', 3, 'ImportantDateStated', { occasion: 'wedding', yearly: false }, { day: cell(3, '2012-05-24') }),
    ],
    ['05-22 1 Raised: wedding within 1 day', '05-24 1 Cleared: over'],
  ],
  [
    'anniversaries',
    { of: 'anniversary', leadDays: 1 },
    [says('s', 1, 'ProfileStated', { customerSince: '2016-05-24' }), bought('b', 2, '2025-05-24', '9.00'), bought('c', 3, '2026-05-24', '9.00')],
    ['05-22 1 Raised: customer for 10 years on 2026-05-24', '05-22 2 Raised: customer for 1 year on 2026-05-24', '05-24 1 Cleared: over', '05-24 2 Cleared: over'],
  ],
  [
    'contracts that end',
    { of: 'contract-end', leadDays: 3 },
    [
      says('k1', 1, 'ContractStarted', { contractId: 'K-1', endsOn: '2026-05-24' }),
      says('k2', 2, 'ContractStarted', { contractId: 'K-2', endsOn: '2026-05-24' }),
      told({ id: 'k3', type: 'ContractRenewed', of: 2, at: '2026-05-23', data: { contractId: 'K-2', endsOn: '2028-05-24' }, channel: 'business' }),
    ],
    ['05-20 1 Raised: contract ends on 2026-05-24', '05-20 2 Raised: contract ends on 2026-05-24', '05-23 2 Cleared: over', '05-24 1 Cleared: over'],
  ],
  [
    'warranties that end',
    { of: 'warranty-end', leadDays: 0 },
    [says('p', 1, 'ProductRegistered', { sku: 'XPS', warrantyUntil: '2026-05-24' }), says('q', 2, 'ProductRegistered', { sku: 'XPS' })],
    ['05-23 1 Raised: warranty ends on 2026-05-24', '05-24 1 Cleared: over'],
  ],
  [
    'years since the last visit',
    { of: 'last-visit', leadDays: 0 },
    [bought('v', 1, '2024-05-24', '9.00'), bought('x', 2, '2025-05-24', '9.00'), told({ id: 'y', type: 'StoreVisited', of: 2, at: '2026-05-21', data: {} })],
    ['05-23 1 Raised: last visit 2 years ago on 2026-05-24', '05-24 1 Cleared: over'],
  ],
]; // prettier-ignore
it.each(CASES)('tells of %s', async (_, params, history, expected) => {
  const store = await preparedIn(stage, 'dates', params);
  const days = ['2026-05-20', '2026-05-21', '2026-05-22', '2026-05-23', '2026-05-24'];
  await followedBy(stage, RULES, store, ...history, ...days.map(closed));
  expect(await said(store)).toEqual(expected);
});

it('keeps what the survivor was told of when customers are joined', async () => {
  const store = await preparedIn(stage, 'dates', { of: 'birthday' });
  await followedBy(stage, RULES, store, bornOn(1, '1986-05-08'), bornOn(2, '1986-05-08'), closed('2026-05-02'));
  await followedBy(stage, RULES, store, joined(1, 2, 1), closed('2026-05-03'), closed('2026-05-04'));
  expect(await said(store)).toEqual([
    '05-02 1 Raised: birthday within 7 days',
    '05-02 2 Raised: birthday within 7 days',
    '05-03 2 Cleared: joined',
  ]);
});
