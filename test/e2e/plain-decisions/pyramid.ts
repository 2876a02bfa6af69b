import { figuresOf, windowFrom } from './books';
import type { Judge } from './world';

/** The value pyramid: of equal values the earlier first sale goes first, then the handle. */
export const pyramid: Judge = ({ books, day, facts, convertTo }, { window, basis, reportingCurrency }) => {
  const convert = convertTo(reportingCurrency);
  const all = [...books]
    .map(([customer, book]) => ({ customer, ...figuresOf(book, windowFrom(window, day), basis, convert) }))
    .filter(({ ever }) => ever.length > 0);
  const ranked = all
    .filter(({ sales }) => sales.length > 0)
    .sort((a, b) => a.value !== b.value ? (a.value > b.value ? -1 : 1) : a.ever[0]!.at - b.ever[0]!.at || (a.customer < b.customer ? -1 : 1)); // prettier-ignore
  const ends = [1, 5, 20].map((percent) => Math.ceil((percent * ranked.length) / 100));
  return new Map(
    all.map((one) => {
      const { customer, value, sales, unconverted, uncosted } = one;
      // How many amounts a part that was called off is, nobody says.
      const isPlain = !facts.some((fact) => fact.customer === customer && fact.type === 'OrderCancelled');
      const rank = ranked.indexOf(one) + 1 || null;
      const tier = rank === null ? 'inactive' : (['platinum', 'gold', 'iron'].find((_, nth) => rank <= ends[nth]!) ?? 'lead'); // prettier-ignore
      return [customer, { tier, value, rank, sales: sales.length, figures: isPlain ? { unconverted, uncosted } : {} }];
    }),
  );
};
