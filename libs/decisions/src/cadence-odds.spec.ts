import fc from 'fast-check';
import { GAP_BANDS, Odds, RATIO_BANDS } from './cadence-odds';
import { dayNumber, paceOver } from './cadence-pace';

const params = { minGaps: 1, horizonDays: 14 };

const lastBound = (bounds: readonly number[], value: number): number => bounds.findLast((bound) => bound <= value)!;

/** The definition, word by word: every customer at every seventh day back from the last one whose horizon is over. */
const byDefinition = (close: number, { minGaps, horizonDays }: typeof params, customers: readonly number[][]) => {
  const cells = new Map<string, { ratioFrom: number; gapsFrom: number; n: number; again: number }>();
  for (let at = close - horizonDays; at >= -1_000; at -= 7)
    for (const days of customers) {
      const by = days.filter((day) => day <= at);
      if (by.length - 1 < minGaps) continue;
      const pace = paceOver(by);
      const ratioFrom = lastBound(RATIO_BANDS, (at - by.at(-1)!) / pace.median());
      const gapsFrom = lastBound(GAP_BANDS, pace.gaps());
      const cell = cells.get(`${ratioFrom} ${gapsFrom}`) ?? { ratioFrom, gapsFrom, n: 0, again: 0 };
      cell.n++;
      if (days.some((day) => day > at && day <= at + horizonDays)) cell.again++;
      cells.set(`${ratioFrom} ${gapsFrom}`, cell);
    }
  return [...cells.values()].sort((a, b) => a.ratioFrom - b.ratioFrom || a.gapsFrom - b.gapsFrom);
};

it('counts what one customer did at each step, computed by hand', () => {
  const odds = new Odds(100, params);
  odds.add([50, 60, 80]);
  // From day 60 on the median of one gap is 10: days 65, 72, 79; the purchase of day 80 comes within 14 days of the last two.
  // From day 80 on the median of two gaps is 15: day 86, and nothing comes.
  expect(odds.table()).toEqual([
    { ratioFrom: 0, gapsFrom: 2, n: 1, again: 0 },
    { ratioFrom: 0.5, gapsFrom: 1, n: 1, again: 0 },
    { ratioFrom: 1, gapsFrom: 1, n: 1, again: 1 },
    { ratioFrom: 1.5, gapsFrom: 1, n: 1, again: 1 },
  ]);
});

it('smooths as it says', () => {
  const odds = new Odds(100, params);
  odds.add([50, 60, 80]);
  expect(odds.of(1.2, 1)).toEqual({ share: 0.761905, n: 1, ofRatio: 1 }); // (1 + 20 × ¾) / 21
  expect(odds.of(1.2, 8)).toEqual({ share: 0.75, n: 0, ofRatio: 1 });
  expect(odds.of(0.7, 1)).toEqual({ share: 0.238095, n: 1, ofRatio: 1 }); // (0 + 20 × ¼) / 21
  expect(new Odds(100, params).of(3, 3)).toEqual({ share: 0.5, n: 0, ofRatio: 0 });
});

it('looks at nothing whose outcome is still open', () => {
  const odds = new Odds(100, params);
  odds.add([80, 87, 94]);
  expect(odds.table()).toEqual([]);
});

it('counts what the definition counts', () => {
  const customer = fc
    .uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 30 })
    .map((days) => days.sort((a, b) => a - b));
  const some = fc.record({ minGaps: fc.integer({ min: 1, max: 4 }), horizonDays: fc.integer({ min: 1, max: 120 }) });
  fc.assert(
    fc.property(fc.array(customer, { maxLength: 6 }), some, fc.integer({ min: 0, max: 30 }), (all, given, later) => {
      const close = 400 + later;
      const odds = new Odds(close, given);
      for (const days of all) odds.add(days);
      expect(odds.table()).toEqual(byDefinition(close, given, all));
    }),
    { numRuns: 60 },
  );
});

it('numbers days', () => {
  expect(dayNumber('1970-01-01')).toBe(0);
  expect(dayNumber('1998-06-30') - dayNumber('1997-01-01')).toBe(545);
  expect(dayNumber('2024-03-01') - dayNumber('2024-02-28')).toBe(2);
});

it('takes the middle gap, or the mean of the two middle ones', () => {
  expect(paceOver([0, 30, 35, 45]).median()).toBe(10);
  expect(paceOver([0, 30, 35, 45, 57]).median()).toBe(11);
  expect(paceOver([0, 2, 4]).median()).toBe(2);
  expect(paceOver([5]).gaps()).toBe(0);
});
