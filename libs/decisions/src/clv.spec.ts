import { dayNumber, dayText } from './cadence-pace';
import { clv } from './clv';
import { readClvParams, type ClvParams } from './clv-params';
import type { ClvSubject } from './clv-subject';
import { repeatSpending, Valuer } from './clv-value';
import { learnModel } from './learn-model';
import type { LearnedModel } from './learned-model';

const read = readClvParams({}, 'USD');
const defaults = (read.ok ? read.params : undefined) as ClvParams;
const start = dayNumber('2026-01-01');
const subject = (
  customer: string,
  days: readonly number[],
  spent: readonly number[] = days.map(() => 20),
): ClvSubject => ({
  ...{ customer, spent, days: days.map((day) => start + day) },
});
/** The published parameters of CDNOW (Fader, Hardie & Lee 2005; Fader & Hardie 2013). */
const CDNOW = {
  ...{ model: 'bg-nbd', logLikelihood: 0, customers: 2_357, atBounds: [], judged: {}, promoted: true, reason: '' },
  parameters: {
    buying: { r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 },
    spend: { p: 6.25, q: 3.74, gamma: 15.44 },
  },
} satisfies LearnedModel;
const close = (subjects: readonly ClvSubject[], params: Partial<ClvParams> = {}, day = 272) =>
  clv(subjects, { date: dayText(start + day), model: CDNOW, params: { ...defaults, ...params } });

it('expects of a published customer what is published, and values it', () => {
  // x = 2, t_x = 30.43, T = 38.86 weeks: 1.226 transactions in the next 39 weeks.
  const days = [0, 100, 213];
  const plain = { margin: 1, yearlyDiscount: 0, costPerPurchase: 0 };
  const { expected, spend, value } = new Valuer(CDNOW, 273, plain).of(subject('us', days), start + 272);
  expect(expected).toBeCloseTo(1.226, 3);
  expect(spend).toBeCloseTo((6.25 * (15.44 + 2 * 20)) / (6.25 * 2 + 3.74 - 1), 6);
  expect(value).toBeCloseTo(expected * spend, 9);
  const less = new Valuer(CDNOW, 273, { margin: 0.5, yearlyDiscount: 0.1, costPerPurchase: 1 }).of(subject('us', days), start + 272); // prettier-ignore
  expect(less.value).toBeLessThan(expected * (spend / 2 - 1));
  expect(less.value).toBeGreaterThan((expected * (spend / 2 - 1)) / 1.1);
});

it('takes the first purchase day for no repeat, and days without a price for none', () => {
  expect(repeatSpending(subject('us', [0, 10, 20], [90, 10, 20]))).toEqual({ transactions: 2, mean: 15 });
  expect(repeatSpending(subject('us', [0]))).toEqual({ transactions: 0, mean: 0 });
  expect(repeatSpending(subject('us', [0, 10], [90, 0]))).toEqual({ transactions: 0, mean: 0 });
});

const crowd = Array.from({ length: 40 }, (_, n) => subject(`c${String(n).padStart(2, '0')}`, Array.from({ length: 1 + (n % 8) }, (_d, nth) => nth * 30 + n), Array.from({ length: 1 + (n % 8) }, () => 10 + n))); // prettier-ignore

it('ranks, keeps where classes end, and does not depend on the order of customers', () => {
  const { placed, boundaries, total } = close(crowd);
  expect(boundaries.map(({ tier, rank }) => [tier, rank])).toEqual([['top', 1], ['high', 2], ['medium', 8], ['low', 40]]); // prettier-ignore
  expect(placed.map(({ rank }) => rank)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  const values = placed.map(({ value }) => Number(value));
  expect([...values].sort((a, b) => b - a)).toEqual(values);
  expect(boundaries.map(({ value }) => value)).toEqual([0, 1, 7, 39].map((nth) => placed[nth]!.value));
  expect(Number(total)).toBeCloseTo(
    values.reduce((sum, value) => sum + value, 0),
    6,
  );
  expect(close([...crowd].reverse()).placed.map(({ customer }) => customer)).toEqual(
    placed.map(({ customer }) => customer),
  );
  expect(placed[0]!.reason()).toMatch(
    /^rank 1 of 40: \d+\.\d\d purchases of \d+\.\d\d are expected in 365 days, from \d purchase days, /,
  );
});

it('tells another value once it differs by a step, and not before', () => {
  const mark = (day: number, step: number) => close([subject('us', [0, 30, 60, 90])], { step }, day).placed[0]!.mark;
  expect(mark(93, 5)).toBe(mark(92, 5));
  expect(mark(250, 0.25)).not.toBe(mark(92, 0.25));
  const free = close([subject('us', [0])], { margin: 0, costPerPurchase: 5 }).placed[0]!;
  expect([Number(free.value) < 0, free.mark]).toEqual([true, '0']);
});

it('learns both models and says whether they tell more than what was spent so far', () => {
  const many = Array.from({ length: 120 }, (_, n) => {
    const [gap, until] = [5 + ((n * 7) % 40), n % 3 ? 400 : 120];
    const days = Array.from(
      { length: Math.max(1, Math.floor((until - (n % 60)) / gap)) },
      (_d, nth) => (n % 60) + nth * gap,
    );
    return subject(`c${n}`, days, days.map((_day, nth) => 10 + ((n * 13 + nth * 5) % 30))); // prettier-ignore
  });
  const learned = learnModel({ kind: 'clv', close: start + 400, params: defaults, subjects: many }) as LearnedModel;
  expect(Object.keys(learned.parameters['spend']!)).toEqual(['p', 'q', 'gamma']);
  const { correlation, baseline, spent, predicted } = learned.judged as Record<string, number>;
  // A third has gone who had spent as the others: the models see it, the sum of the past does not.
  expect(correlation).toBeGreaterThan(baseline!);
  expect(learned).toMatchObject({ promoted: true, reason: expect.stringMatching(/^promoted: tells better/) });
  expect(Math.abs(predicted! / spent! - 1)).toBeLessThan(0.35);
  expect(learnModel({ kind: 'clv', close: start + 60, params: defaults, subjects: many })).toEqual({ none: expect.stringContaining('fewer than 100') }); // prettier-ignore
});

it.each([
  [{ margin: 1.2 }, 'margin must be a number from 0 to 1'],
  [{ model: 'tarot' }, 'model must be one of pareto-nbd, bg-nbd'],
  [{ horizonDays: 0 }, 'horizonDays must be a whole number from 1'],
  [{ reportingCurrency: 'usd' }, 'reportingCurrency must be an ISO 4217 code like EUR'],
  [{ discount: 0.1 }, expect.stringContaining('discount is no parameter')],
])('refuses %j', (given, fault) => expect(readClvParams(given)).toEqual({ ok: false, faults: [fault] }));
