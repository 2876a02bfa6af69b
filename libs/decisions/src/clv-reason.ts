import { counted } from './counted';

/** What a predicted value rests on. */
export interface ClvReasoned {
  readonly expected: number;
  readonly spend: number;
  readonly purchaseDays: number;
  readonly daysSince: number;
}

/** Why somebody has a predicted value, in words. */
export const clvReason = (
  { expected, spend, purchaseDays, daysSince }: ClvReasoned,
  { rank, of, horizonDays }: { readonly rank: number; readonly of: number; readonly horizonDays: number },
): string =>
  `rank ${rank} of ${of}: ${expected.toFixed(2)} purchases of ${spend.toFixed(2)} are expected in ` +
  `${counted(horizonDays, 'day')}, from ${counted(purchaseDays, 'purchase day')}, the last ${counted(daysSince, 'day')} ago`;
