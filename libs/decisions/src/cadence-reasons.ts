const percent = (share: number): string => `${Math.round(share * 100)} %`;
const days = (count: number): string => (count === 1 ? 'day' : `${count} days`);

/** How late somebody is, and how it went with others who were. */
export interface Lateness {
  readonly medianGapDays: number;
  readonly daysSince: number;
  readonly overdueRatio: number;
  readonly gaps: number;
  readonly odds: { readonly share: number; readonly n: number };
}

/** Why a customer is signalled, in words that somebody on the phone can use. */
export const cadenceReasons = (
  { medianGapDays, daysSince, overdueRatio, gaps, odds }: Lateness,
  horizonDays: number,
): readonly string[] => [
  `usually buys every ${days(medianGapDays)} (median of ${gaps} gaps), last bought ${daysSince} days ago (${overdueRatio.toFixed(1)}×)`,
  odds.n > 0
    ? `of ${odds.n} like situations ${percent(odds.share)} bought again within ${horizonDays} days`
    : `no like situation yet; ${percent(odds.share)} of those as overdue bought again within ${horizonDays} days`,
];
