import type { Sums } from '@rapport/projections';

const minorUnits = new Map<string, number>();

/** Places of a currency's minor unit (ISO 4217): 2 of EUR, 0 of JPY. */
const placesOf = (currency: string): number => {
  const known = minorUnits.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const places = format.resolvedOptions().maximumFractionDigits ?? 2;
  minorUnits.set(currency, places);
  return places;
};

/** An amount with at least the places of its currency; exact, so there may be more. */
export const shownAmount = (currency: string, amount: string): string => {
  const [whole, fraction = ''] = amount.split('.') as [string, string?];
  const places = fraction.padEnd(/^[A-Z]{3}$/.test(currency) ? placesOf(currency) : 0, '0');
  return places === '' ? whole : `${whole}.${places}`;
};

const AMOUNTS = ['sold', 'returned', 'cancelled', 'net', 'margin'] as const;

/** Sums as they are shown. The margin is null where the cost of no sale is known. */
export const shownSums = (currency: string, sums: Sums): object => ({
  ...sums,
  ...Object.fromEntries(AMOUNTS.map((name) => [name, shownAmount(currency, sums[name])])),
  ...(sums.costed === 0 ? { margin: null } : {}),
});
