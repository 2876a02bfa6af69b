import { counted } from './counted';
import type { UsualGaps } from './lifecycle-gaps';

/** What a stage rests on. */
export interface LifecycleFound {
  readonly purchaseDays: number;
  readonly interests: number;
  readonly opportunities: number;
  /** Days since the last purchase; absent for those who never bought. */
  readonly idleDays?: number;
  /** Category of the last purchase. */
  readonly category?: string;
  /** How long others stay away; absent when nobody can say yet. */
  readonly usual?: UsualGaps;
  /** Days since they came back after they had lapsed. */
  readonly wonBackDays?: number;
}

/** Why somebody is in a stage of life, in words. */
export const lifecycleReason = (found: LifecycleFound): string => {
  const { purchaseDays, idleDays, usual, wonBackDays, interests, opportunities } = found;
  if (idleDays === undefined)
    return `never bought; ${counted(interests, 'sign')} of interest, ${counted(opportunities, 'opportunity').replace('opportunitys', 'opportunities')}`;
  return [
    `bought on ${counted(purchaseDays, 'day')}, last ${counted(idleDays, 'day')} ago`,
    ...(wonBackDays === undefined ? [] : [`came back ${counted(wonBackDays, 'day')} ago after they had lapsed`]),
    ...(usual
      ? [
          `of ${counted(usual.gaps, 'gap')}${usual.category === null ? '' : ` in ${usual.category}`} few are longer than ${usual.lapsingAfter} days, very few than ${usual.lapsedAfter}`,
        ]
      : []),
  ].join('; ');
};
