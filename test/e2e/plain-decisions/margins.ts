import type { Movement } from './books';
import type { Convert } from './money';

/** An amount that is not rounded before the end; millionths. */
const share = (amount: bigint, of: number): number => Number(amount) * of;

/** What one movement adds to margins; null = no rate. */
export const marginOf = ({ kind, amount, cost, currency, fact }: Movement, margin: number, convert: Convert): number | null => {
  const worth = convert(cost === null ? amount : amount - cost, currency, fact.at);
  if (worth === null) return null;
  return share(worth, (kind === 'sale' ? 1 : -1) * (cost === null ? margin : 1));
}; // prettier-ignore

/** Compared to the cent: how shares are rounded on the way, nobody says. */
export const near = (millionth: number): object => ({ near: (millionth / 1e6).toFixed(6) });
