import type { Fact } from '@rapport/events';
import { type CustomerProjection, type EntryProjection, replay } from '@rapport/fold';
import { corrected, fact, handleNamed, retracted } from '@rapport/fold/given';
import type { CustomerGroups, PlaceRow } from './fold';
import { compiled, mergedRows } from './given';
import type { Group } from './group';

/** The rows of a definition, by place. */
const rowsOf = (definition: object, facts: readonly Fact[]): readonly object[] => {
  const { scope, grouping, projection } = compiled(definition);
  const groups: [string, Group][] =
    scope === 'entry'
      ? [...replay(projection(1) as EntryProjection<PlaceRow>, facts).values()].map((row) => [row.place, row.state])
      : Object.entries(replay(projection(1) as CustomerProjection<CustomerGroups>, facts).groups);
  const shown = groups.filter(([, [n]]) => n > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return shown.map(([place, group]) => grouping.show(place, group));
};

const bought = (amount: string, at: string, more: object = {}, overrides: Partial<Fact> = {}): Fact =>
  fact(
    'PurchaseMade',
    { orderId: `o${amount}`, currency: 'EUR', amount, ...more },
    { occurredAt: `2026-${at}.000Z`, ...overrides },
  ) as Fact;
const ended = (outcome: string, queueSeconds: number | undefined, at = '01-02T10:00:00'): Fact =>
  fact('CallEnded', { callId: '1', outcome, ...(queueSeconds === undefined ? {} : { queueSeconds }) } as never, {
    channel: 'call',
    occurredAt: `2026-${at}.000Z`,
  }) as Fact;

describe('a defined fold', () => {
  it('counts, sums and divides by what it is asked for, exactly, money by currency', () => {
    const turnover = {
      events: { types: ['PurchaseMade'] },
      by: [{ month: 'Europe/Berlin' }],
      measures: { orders: 'count', revenue: { sum: 'amount' }, mean: { avg: 'amount' }, perOrder: { ratio: { of: 'revenue', to: 'orders' } } }, // prettier-ignore
    };
    const facts = [
      bought('0.10', '01-31T22:59:59'),
      bought('0.2', '01-31T23:00:00'),
      bought('10.005', '02-10T00:00:00'),
      bought('500', '02-10T00:00:00', { currency: 'JPY' }),
    ];
    expect(rowsOf(turnover, facts)).toEqual([
      { month: '2026-01', orders: 1, revenue: { EUR: '0.10' }, mean: { EUR: '0.10' }, perOrder: { EUR: 0.1 } },
      {
        ...{ month: '2026-02', orders: 3, revenue: { EUR: '10.205', JPY: '500' } },
        ...{ mean: { EUR: '5.1025', JPY: '500' }, perOrder: { EUR: 3.401667, JPY: 166.666667 } },
      },
    ]);
  });

  it('takes an event back when it is corrected or retracted, as if it had never been', () => {
    const byDay = { events: {}, by: [{ day: 'UTC' }], measures: { n: 'count', seconds: { sum: 'queueSeconds' } } };
    const [one, two, three] = [ended('answered', 30), ended('answered', 12.5), ended('missed', undefined)];
    const moved = corrected(two, { data: { callId: '1', queueSeconds: 2 }, occurredAt: '2026-01-03T00:00:00.000Z' });
    expect(rowsOf(byDay, [one, two, three, moved, retracted(one)])).toEqual([
      { day: '2026-01-02', n: 1, seconds: null },
      { day: '2026-01-03', n: 1, seconds: 2 },
    ]);
  });

  it('looks at each line when lines are asked for', () => {
    const byProduct = {
      events: { each: 'lines', types: ['PurchaseMade'] },
      by: ['product'],
      measures: { lines: 'count', pieces: { sum: 'lines.quantity' }, revenue: { sum: 'lines.amount' } },
    };
    const lines = [
      { sku: 'A', quantity: 2, amount: '3' },
      { sku: 'B', quantity: 1, amount: '1' },
      { sku: 'A', quantity: 0.5, amount: '1.5' },
    ];
    expect(rowsOf(byProduct, [bought('5.5', '01-01T00:00:00', { lines }), bought('1', '01-01T00:00:00')])).toEqual([
      { product: 'A', lines: 2, pieces: 2.5, revenue: { EUR: '4.50' } },
      { product: 'B', lines: 1, pieces: 1, revenue: { EUR: '1.00' } },
    ]);
  });

  it('keeps first, last, least, greatest, different and most frequent values', () => {
    const values = {
      events: { channels: ['call'] },
      measures: {
        ...{ first: { first: 'outcome' }, last: { last: 'outcome' }, least: { min: 'queueSeconds' } },
        ...{ most: { max: 'queueSeconds' }, since: { min: 'occurredAt' }, kinds: { distinct: 'outcome' } },
        ...{ top: { top: 'outcome', most: 1 }, who: { distinct: 'customer' } },
      },
    };
    const facts = [
      ended('missed', 9, '01-03T00:00:00'),
      ended('answered', 10, '01-02T00:00:00'),
      ended('missed', undefined, '01-01T00:00:00'),
      ended('abandoned', 100, '01-04T00:00:00'),
    ];
    expect(rowsOf(values, facts)).toEqual([
      {
        ...{ first: 'missed', last: 'abandoned', least: 9, most: 100, since: '2026-01-01T00:00:00.000Z' },
        ...{ kinds: 3, top: [{ value: 'missed', count: 2 }], who: 1 },
      },
    ]);
  });

  it('combines conditions; a field that is absent fulfils none but that it is absent', () => {
    const counted = (where: object): number => {
      const facts = [ended('answered', 5), ended('answered', 50), ended('missed', undefined)];
      return (rowsOf({ events: { where }, measures: { n: 'count' } }, facts)[0] as { n?: number })?.n ?? 0;
    };
    expect(counted({ field: 'queueSeconds', atLeast: 5, lessThan: 50 })).toBe(1);
    expect(counted({ field: 'queueSeconds', exists: false })).toBe(1);
    expect(counted({ not: { field: 'queueSeconds', moreThan: 5 } })).toBe(2);
    expect(
      counted({
        any: [
          { field: 'outcome', is: 'missed' },
          { field: 'queueSeconds', atMost: 5 },
        ],
      }),
    ).toBe(2);
    expect(counted({ all: [{ field: 'outcome', in: ['missed', 'answered'] }, { field: 'queueSeconds', is: 50 }] })).toBe(1); // prettier-ignore
    expect(counted({ field: 'occurredAt', atLeast: '2026-01-02T10:00:00.000Z' })).toBe(3);
  });

  it('keeps rows per place where it can, and per customer where somebody must be told apart', () => {
    const scopeOf = (by: readonly string[], measure: object): string =>
      compiled({ events: { types: ['PurchaseMade'] }, by, measures: { m: measure } }).scope;
    expect(scopeOf(['channel'], { sum: 'amount' })).toBe('entry');
    expect(scopeOf(['channel'], { quantile: 'amount', at: 0.5 })).toBe('entry');
    expect(scopeOf(['customer'], { sum: 'amount' })).toBe('customer');
    expect(scopeOf(['channel'], { distinct: 'customer' })).toBe('customer');
    expect(scopeOf(['channel'], { max: 'amount' })).toBe('customer');
  });

  it('counts customers by how far they came, each step after the one before, and takes the time between two things', () => {
    const [asked, offered, bought] = ['QuoteRequested', 'PageViewed', 'PurchaseMade'].map((is) => ({
      field: 'type',
      is,
    }));
    const steps = [
      { step: 'asked', where: asked },
      { step: 'looked', where: offered },
      { step: 'bought', where: bought },
    ];
    const journey = {
      events: { types: ['QuoteRequested', 'PageViewed', 'PurchaseMade'] },
      measures: {
        ever: { funnel: steps },
        soon: { funnel: steps, within: '2d' },
        waited: { between: { from: asked, to: bought }, unit: 'hours' },
        waitedShort: { between: { from: asked, to: bought }, unit: 'hours', within: '2d' },
      },
    };
    const by = (who: string, type: string, day: number): Fact =>
      fact(type as 'PageViewed', {} as never, { handle: handleNamed(who), occurredAt: `2026-01-0${day}T00:00:00.000Z` }) as Fact; // prettier-ignore
    const facts = [
      ...[by('a', 'QuoteRequested', 1), by('a', 'PageViewed', 2), by('a', 'PurchaseMade', 5)],
      ...[by('b', 'PurchaseMade', 1), by('b', 'QuoteRequested', 2), by('b', 'PageViewed', 2)],
      ...[by('c', 'PageViewed', 3), by('c', 'PageViewed', 4)],
      ...[by('d', 'PurchaseMade', 4), by('d', 'PageViewed', 3), by('d', 'QuoteRequested', 3)],
    ];
    expect(mergedRows(compiled(journey), facts)).toEqual([
      {
        ever: { asked: 3, looked: 3, bought: 2 },
        soon: { asked: 3, looked: 3, bought: 1 },
        waited: { count: 2, median: 24.12, mean: 60 },
        waitedShort: { count: 1, median: 24.12, mean: 24 },
      },
    ]);
  });

  it('looks at a stretch of time only, where one is given', () => {
    const stretch = {
      events: { channels: ['call'], from: '2026-01-02T00:00:00+01:00', to: '2026-01-03T00:00:00Z' },
      measures: { n: 'count' },
    };
    const facts = ['01-01T22:59:59', '01-01T23:00:00', '01-02T23:59:59', '01-03T00:00:00'].map((at) => ended('missed', 1, at)); // prettier-ignore
    expect(rowsOf(stretch, facts)).toEqual([{ n: 2 }]);
  });

  it('is one row when it is told apart by nothing, and none when nothing came', () => {
    const all = { events: {}, measures: { n: 'count' } };
    expect(rowsOf(all, [])).toEqual([]);
    expect(rowsOf(all, [bought('1', '01-01T00:00:00', {}, { handle: handleNamed('a') }), ended('missed', 1)])).toEqual([
      { n: 2 },
    ]);
    expect(rowsOf(all, [fact('IdentifiersLinked', {}, { channel: 'identity' }) as Fact])).toEqual([]);
  });
});
