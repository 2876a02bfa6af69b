import type { Installation } from './installation';
import { sumOf } from './sums';

export const TIERS = ['platinum', 'gold', 'iron', 'lead'] as const;

/** Publishes a pyramid over everything, and waits until reads know it. */
export const publishPyramid = async (
  rapport: Installation,
  rule: string,
  basis: string,
  currency: string,
): Promise<void> => {
  await rapport.send('PUT', `/v1/rules/${rule}`, {
    kind: 'pyramid',
    params: { window: 'all', basis, reportingCurrency: currency, dampingCloses: 30 },
    reason: 'compared with published figures',
  });
  await rapport.drained();
};

/** Closes a day and waits until a rule has decided at its end. */
export const closeDay = async (rapport: Installation, date: string, rules: readonly string[]): Promise<void> => {
  await rapport.send('POST', '/v1/clock/closes', { from: date, to: date, every: 'day', reason: 'published figures' });
  for (const rule of rules)
    for (const until = Date.now() + 120_000; ; await new Promise((done) => setTimeout(done, 250))) {
      const { closes } = await rapport.get(`/v1/rules/${rule}/closes`);
      if (closes.some((close: any) => close.date === date)) break;
      if (Date.now() > until) throw new Error(`${rule} did not decide at the end of ${date}`);
    }
  await rapport.drained();
};

/** The tiers of a day as the product lists them, in the form of the published figures. */
export const pyramidOf = async (rapport: Installation, rule: string, date: string): Promise<Record<string, object>> => {
  const customers = await rapport.all(`/v1/tiers?rule=${rule}&date=${date}&limit=500`, 'customers');
  const total = sumOf(customers.map(({ value }) => value));
  return Object.fromEntries(
    TIERS.map((tier) => {
      const own = customers.filter(({ rankTier }) => rankTier === tier);
      const value = sumOf(own.map((one) => one.value));
      const least = Math.min(...own.map((one) => Number(one.value)));
      return [tier, { customers: own.length, value, share: Math.round((value / total) * 1e6) / 1e6, min_value: least }];
    }),
  );
};

/** Published figures without the names of first and last: those tied at a boundary are interchangeable. */
export const withoutNames = (published: Record<string, any>): Record<string, object> =>
  Object.fromEntries(
    Object.entries(published).map(([tier, { customers, value, share, min_value }]) => [
      tier,
      { customers, value, share, min_value },
    ]),
  );
