import fc from 'fast-check';
import { dayNumber } from './cadence-pace';
import { RFM_OTHERS, rfm, type RfmMember } from './rfm';
import { readRfmParams, type RfmParams } from './rfm-params';

const read = readRfmParams({}, 'EUR');
const defaults = (read.ok && read.params) as RfmParams;
const date = '2026-03-01';
const at = '2025-06-01T00:00:00.000Z';
const member = (customer: string, daysAgo: number | null, orders: number, value: string): RfmMember => ({
  ...{ customer, orders, value, lastDay: daysAgo === null ? null : dayNumber(date) - daysAgo, firstSaleAt: at },
});
/** Ten who bought the later, the oftener, for the more; so that each quintile has two. */
const ten = Array.from({ length: 10 }, (_, n) => member(`c${n}`, 100 - 10 * n, n + 1, `${n * 100}.50`));
const close = (members: readonly RfmMember[], more: Partial<RfmParams> = {}) => {
  const { placed, ...rest } = rfm(members, { date, ...defaults, ...more });
  return { placed: [...placed], ...rest };
};
const tierOf = (customer: string, members: readonly RfmMember[], more: Partial<RfmParams> = {}) =>
  close(members, more).placed.find((one) => one.customer === customer)!;

it('scores who bought in the window by quintiles, and says from what', () => {
  const { placed, population, cuts } = close(ten);
  expect(population).toBe(10);
  expect(placed.map(({ mark }) => mark)).toEqual(
    ['111', '111', '222', '222', '333', '333', '444', '444', '555', '555'], // prettier-ignore
  );
  expect(cuts).toEqual({
    binning: 'above',
    recencyDays: [28, 46, 64, 82],
    frequency: [2.8, 4.6, 6.4, 8.2],
    monetary: [180.5, 360.5, 540.5, 720.5],
  });
  expect(placed[9]).toMatchObject({
    ...{ member: ten[9], customer: 'c9', tier: 'Champions', mark: '555' },
    found: { recency: 5, frequency: 5, monetary: 5, score: '555', recencyDays: 10, orders: 10, cuts },
    reason: expect.any(Function),
  });
  expect(placed[9]!.reason()).toBe(
    'last sale 10 days ago (recency 5), 10 orders (frequency 5), worth 900.50 (monetary 5)',
  );
  expect(placed[0]!.reason()).toContain('1 order (frequency 1)');
});

it('takes the first segment that holds, of whatever table, and calls the rest others', () => {
  expect(close(ten).placed.map(({ tier }) => tier)).toEqual([
    ...['Lost', 'Lost', 'Loyal Customers', 'Loyal Customers', 'Potential Loyalist', 'Potential Loyalist'],
    ...['Potential Loyalist', 'Potential Loyalist', 'Champions', 'Champions'],
  ]);
  const segments = [
    { name: 'Late', recency: [1, 2], frequency: [1, 5], monetary: [1, 5] },
    { name: 'Very late', recency: [1, 1], frequency: [1, 5], monetary: [1, 5] },
  ] as const;
  expect(tierOf('c0', ten, { segments }).tier).toBe('Late');
  expect(tierOf('c9', ten, { segments }).tier).toBe(RFM_OTHERS);
});

it('does not score who bought nothing in the window, or nothing at all', () => {
  const never = { ...member('never', null, 0, '0.00'), firstSaleAt: null };
  const outcome = close([...ten, member('long ago', null, 0, '0.00'), never]);
  expect(outcome.population).toBe(10);
  expect(outcome.cuts).toEqual(close(ten).cuts);
  expect(outcome.placed.slice(10).map(({ customer, tier, mark }) => [customer, tier, mark])).toEqual([
    ['long ago', 'inactive', ''],
    ['never', 'prospect', ''],
  ]);
});

it('scores a loss as the least, and nobody when there is nobody', () => {
  expect(tierOf('loss', [...ten, member('loss', 0, 20, '-30.00')]).mark).toBe('551');
  expect(close([])).toEqual({ placed: [], population: 0, cuts: null });
});

it('does not depend on the order of customers, and one more day ages everybody alike', () => {
  const some = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 9 }), fc.integer({ min: -99, max: 999 })), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(some, fc.constantFrom('above', 'rfm-r'), (given, binning) => {
      const members = given.map(([days, orders, value], n) => member(`c${n}`, days, orders, `${value}.00`));
      const marks = (list: readonly RfmMember[], day = date) =>
        new Map([...rfm(list, { ...defaults, binning, date: day }).placed].map((one) => [one.customer, one.mark]));
      expect(marks([...members].reverse())).toEqual(marks(members));
      if (binning === 'above') expect(marks(members, '2026-03-02')).toEqual(marks(members));
    }),
  );
});

it.each([
  [{ window: '1y' }, 'window must be all, or days like 365d'],
  [{ binning: 'quartiles' }, 'binning must be above or rfm-r'],
  [{ segments: [] }, 'segments must be a list of 1 to 125'],
  [{ segments: [{ name: 'A', recency: [1, 2], frequency: [1, 5], monetary: [1, 5], age: 3 }] }, 'segments must be a'],
  [{ segments: [{ name: 'A', recency: [2, 1], frequency: [1, 5], monetary: [1, 5] }] }, 'recency of A must be two'],
  [{ segments: [{ name: 'A', frequency: [1, 5], monetary: [1, 5] }] }, 'recency of A must be two'],
  [
    { dampingCloses: 3 },
    'dampingCloses is no parameter; there are window, basis, reportingCurrency, binning, segments',
  ],
])('refuses %j', (given, fault) => {
  const refused = readRfmParams(given);
  expect(refused).toEqual({ ok: false, faults: [expect.stringContaining(fault)] });
});
