import { COMPANY_ZONE, type CustomerValue, valueAsOf, type ValueAsOf } from '@rapport/projections';
import { shownSums } from './money';

/** A customer's value as of a day, as readers get it; without figures when nothing had been bought by then. */
export const shownValue = (customerId: string, asOf: string, row: Omit<CustomerValue, 'key'> | null): object => {
  const value = row ? valueAsOf(row, asOf) : null;
  return { customerId, asOf, zone: COMPANY_ZONE, ...figuresOf(value) };
};

/** What lists show of everybody; the same members for who has not bought yet. */
export const figuresOf = (value: ValueAsOf | null): object => ({
  ...{ x: value?.x ?? null, t_x: value?.tX ?? null, T: value?.T ?? null },
  purchaseDays: value ? value.x + 1 : 0,
  firstPurchaseDay: value?.firstPurchaseDay ?? null,
  lastPurchaseDay: value?.lastPurchaseDay ?? null,
  gaps: value ? { n: value.gaps.n, medianDays: value.gaps.median, meanDays: value.gaps.mean } : NO_GAPS,
  sums: Object.fromEntries(
    Object.entries(value?.sums ?? {}).map(([currency, sums]) => [currency, shownSums(currency, sums)]),
  ),
  sumsExact: value?.sumsExact ?? true,
});

const NO_GAPS = { n: 0, medianDays: null, meanDays: null };
