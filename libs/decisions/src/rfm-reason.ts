import { counted } from './counted';
import type { RfmCuts, RfmScore } from '@rapport/models';

/** What an RFM segment rests on. */
export interface RfmFound extends RfmScore {
  /** Recency, frequency, monetary as one word: `545`. */
  readonly score: string;
  /** Whole days from the last sale to the close. */
  readonly recencyDays: number;
  readonly orders: number;
  /** Where the classes of each measure end. */
  readonly cuts: RfmCuts;
}

/** Why somebody has an RFM score, in words. */
export const rfmReason = ({ recencyDays, orders, recency, frequency, monetary }: RfmFound, value: string): string =>
  `last sale ${counted(recencyDays, 'day')} ago (recency ${recency}), ${counted(orders, 'order')} (frequency ${frequency}), worth ${value} (monetary ${monetary})`;
