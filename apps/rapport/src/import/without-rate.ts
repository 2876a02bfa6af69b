import { Advice } from '../terminal';
import type { Ask } from './checkpoint';

/** Amounts that the ranking of customers left out at its last close: no exchange rate was set for their currency. */
export interface WithoutRate {
  readonly amounts: number;
  /** The day of that close. */
  readonly date: string;
}

interface Ranking {
  readonly date: string | null;
  readonly close: { readonly figures?: { readonly unconverted?: number } } | null;
}

/** What the last ranking left out; null when nothing was, or no ranking is there to say so. */
export const withoutRate = async (ask: Ask): Promise<WithoutRate | null> => {
  try {
    const { date, close } = (await ask('/v1/tiers?limit=1')) as Ranking;
    const amounts = close?.figures?.unconverted ?? 0;
    return date !== null && amounts > 0 ? { amounts, date } : null;
  } catch (error) {
    if (error instanceof Advice) return null;
    throw error;
  }
};
