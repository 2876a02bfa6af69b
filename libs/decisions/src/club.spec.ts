import fc from 'fast-check';
import { club, clubMark, type ClubBill, type ClubMember } from './club';
import { pointsLedger } from './club-points';
import { fullMonths, lastFullMonth, monthOf, monthText } from './club-months';
import { readClubParams, type ClubParams } from './club-params';

const read = readClubParams({});
const defaults = (read.ok && read.params) as ClubParams;
const bill = (month: string, amount: string, isLate = false): ClubBill => ({ month, amount, isLate });
const member = (
  bills: readonly ClubBill[],
  since = '2025-01-01',
  redeemed: ClubMember['redeemed'] = [],
): ClubMember => ({
  ...{ customer: 'us', since, bills, redeemed },
});
const at = (date: string, one: ClubMember, more: Partial<ClubParams> = {}) =>
  club([one], { date, ...defaults, ...more })[0]!;

describe('months', () => {
  it.each([
    ['2026-03-30', '2026-02'],
    ['2026-03-31', '2026-03'],
    ['2024-02-28', '2024-01'],
    ['2024-02-29', '2024-02'],
    ['2026-01-01', '2025-12'],
  ])('over at the end of %s: the last is %s', (date, month) => expect(monthText(lastFullMonth(date))).toBe(month));

  it.each([
    ['2026-03-01', '2026-03', 1],
    ['2026-03-02', '2026-03', 0],
    ['2026-03-31', '2026-04', 1],
    ['2024-12-15', '2026-01', 13],
    ['2026-05-01', '2026-03', 0],
  ])('full from %s to the end of %s: %i', (since, month, count) =>
    expect(fullMonths(since, monthOf(month))).toBe(count),
  );
});

describe('the club', () => {
  it('scores the last month by tenure and bill, and gives the discount of the table', () => {
    const us = member([
      bill('2025-11', '99.99'),
      bill('2025-12', '20.00'),
      bill('2025-12', '19.99'),
      bill('2026-01', '500.00'),
    ]);
    const { found, tier, spent, reason, mark } = at('2026-01-30', us);
    expect(found).toEqual({
      ...{ month: '2025-12', tenureMonths: 12, bill: '39.99', points: 3, late: false, score: 15, discountPercent: 2 },
      ...{ accrued: 12, redeemed: 0, expired: 0, balance: 12 },
    });
    expect([tier, spent, mark]).toEqual(['silver', '639.98', '2025-12 15 2 12-0-0']);
    expect(reason()).toBe(
      '2025-12: 12 full months and 3 points of the bill, score 15, discount 2 %; spent 639.98 so far',
    );
    expect(at('2026-01-31', us).found).toMatchObject({ month: '2026-01', score: 63, discountPercent: 6 });
  });

  it('has no score for a month that was paid late, and only that month, unless lateness ends the tenure', () => {
    const us = member([bill('2025-11', '100.00', true), bill('2025-12', '100.00')]);
    expect(at('2025-12-05', us).found).toMatchObject({ month: '2025-11', late: true, score: 0, discountPercent: 0 });
    expect(at('2026-01-05', us).found).toMatchObject({ tenureMonths: 12, score: 22 });
    const resets = { latenessResetsTenure: true };
    expect(at('2026-01-05', us, resets).found).toMatchObject({ tenureMonths: 1, score: 11, discountPercent: 0 });
    expect(at('2025-11-05', us, resets).found).toMatchObject({ month: '2025-10', tenureMonths: 10 });
    expect(at('2026-01-05', member(us.bills, '2026-01-01'), resets).found.tenureMonths).toBe(0);
  });

  it('has levels by what was spent in all', () => {
    const levels = ['0', '499.99', '500', '1999.995', '2000.00', '10000'].map(
      (amount) => at('2026-01-05', member([bill('2025-01', amount)])).tier,
    );
    expect(levels).toEqual(['member', 'member', 'silver', 'silver', 'gold', 'diamond']);
    expect(at('2026-01-05', member([])).tier).toBe('member');
  });

  it('adds up exactly in any order of bills, and never gives less for a greater bill', () => {
    const bills = fc.array(
      fc.record({
        month: fc.constantFrom('2025-11', '2025-12'),
        amount: fc.nat(99_999).map((cents) => (cents / 100).toFixed(2)),
        isLate: fc.boolean(),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(bills, fc.boolean(), (given, latenessResetsTenure) => {
        const found = (list: readonly ClubBill[]) => at('2026-01-05', member(list), { latenessResetsTenure });
        const { found: entry, spent } = found(given);
        expect(found([...given].reverse()).found).toEqual(entry);
        expect(Math.round(Number(spent) * 100)).toBe(given.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0)); // prettier-ignore
        const more = found([...given, bill('2025-12', '10.00')]).found;
        expect(more.score).toBe(entry.late ? 0 : entry.score + 1);
        expect(more.discountPercent).toBeGreaterThanOrEqual(entry.discountPercent);
        expect(clubMark(entry)).toBe(`2025-12 ${entry.score} ${entry.discountPercent} ${entry.accrued}-0-0`);
      }),
    );
  });
});

describe('points', () => {
  const redeemed = (month: string, points: number) => ({ month: monthOf(month), points });
  const bills = [bill('2025-10', '100.00'), bill('2025-11', '50.00'), bill('2025-12', '30.00')];
  const ledger = (spent: ClubMember['redeemed'], pointsLastMonths = 0, own = bills, date = '2026-01-05') => {
    const { accrued, expired, balance } = at(date, member(own, '2025-01-01', spent), { pointsLastMonths }).found;
    return [accrued, expired, balance];
  };

  it('are given when a month is over, and redeemed', () => {
    expect(ledger([])).toEqual([18, 0, 18]);
    expect(ledger([], 0, bills, '2025-12-30')).toEqual([15, 0, 15]);
    expect(ledger([redeemed('2025-12', 4), redeemed('2026-01', 5)])).toEqual([18, 0, 9]);
  });

  it('expire unless they were redeemed before, the oldest first', () => {
    expect(ledger([], 2)).toEqual([18, 10, 8]);
    expect(ledger([], 2, bills, '2025-12-31')).toEqual([18, 10, 8]);
    expect(ledger([], 2, bills, '2025-12-30')).toEqual([15, 0, 15]);
    expect(ledger([redeemed('2025-12', 4)], 2)).toEqual([18, 6, 8]);
    expect(ledger([redeemed('2026-01', 4)], 2)).toEqual([18, 10, 4]);
    expect(ledger([redeemed('2025-12', 12)], 2)).toEqual([18, 0, 6]);
    expect(ledger([redeemed('2025-12', 12)], 1, bills, '2026-02-05')).toEqual([18, 10, -4]);
  });

  it('are taken back by a late payment, also when they are spent already', () => {
    const late = [bill('2025-10', '100.00', true), ...bills.slice(1)];
    expect(ledger([], 0, late)).toEqual([8, 0, 8]);
    expect(ledger([redeemed('2025-11', 10)], 0, late)).toEqual([8, 0, -2]);
    expect(ledger([redeemed('2025-11', 10)], 1, late, '2026-02-05')).toEqual([8, 0, -2]);
  });

  it('are told in words once some were redeemed or have expired', () => {
    const { reason, mark } = at('2026-01-05', member(bills, '2025-01-01', [redeemed('2025-12', 4)]), { pointsLastMonths: 2 }); // prettier-ignore
    expect(reason()).toMatch(/; spent 180.00 so far; 4 points redeemed, 6 expired, 8 left$/);
    expect(mark).toMatch(/ 18-4-6$/);
  });

  it('add up, expire no more than was given, and in any order', () => {
    const some = fc.array(fc.record({ month: fc.integer({ min: 24_300, max: 24_312 }), points: fc.integer({ min: 1, max: 30 }) }), { maxLength: 8 }); // prettier-ignore
    fc.assert(
      fc.property(some, some, fc.nat(6), (accrued, spent, lastMonths) => {
        const terms = { until: 24_313, lastMonths };
        const found = pointsLedger(accrued, spent, terms);
        expect(found.balance).toBe(found.accrued - found.redeemed - found.expired);
        expect(found.expired).toBeGreaterThanOrEqual(0);
        expect(found.expired).toBeLessThanOrEqual(found.accrued);
        if (lastMonths === 0) expect(found.expired).toBe(0);
        expect(pointsLedger([...accrued].reverse(), [...spent].reverse(), terms)).toEqual(found);
        const longer = pointsLedger(accrued, spent, { ...terms, lastMonths: lastMonths === 0 ? 0 : lastMonths + 1 });
        expect(longer.expired).toBeLessThanOrEqual(found.expired);
      }),
    );
  });
});

it.each([
  [{ pointsLastMonths: -1 }, 'pointsLastMonths must be'],
  [{ perPoint: 0 }, 'perPoint must be'],
  [{ discounts: [] }, 'discounts must be'],
  [{ discounts: [{ from: 2, percent: 1 }, { from: 2, percent: 2 }] }, 'discounts must be'], // prettier-ignore
  [{ discounts: [{ from: 2, percent: 101 }] }, 'discounts must be'],
  [{ levels: [{ name: 'a', from: '1' }] }, 'levels must be'],
  [{ levels: [{ name: 'a', from: '0' }, { name: 'a', from: '5' }] }, 'levels must be'], // prettier-ignore
  [{ levels: [{ name: 'a', from: 0 }] }, 'levels must be'],
  [{ levels: [{ name: 'a', from: '0', to: '9' }] }, 'levels must be'],
  [{ latenessResetsTenure: 'no' }, 'latenessResetsTenure must be true or false'],
  [{ reportingCurrency: 'euro' }, 'reportingCurrency must be'],
])('refuses %j', (given, fault) =>
  expect(readClubParams(given)).toEqual({ ok: false, faults: [expect.stringContaining(fault)] }),
);
