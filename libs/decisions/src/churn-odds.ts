/** Lower bounds of the bands of scores and of own gaps: customers in one band of both are alike. */
export const SCORE_BANDS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;
const GAP_BANDS = [0, 1, 3, 6, 12] as const;
/** Weight of what holds for any number of gaps, in customers (Cestnik's m). */
const PRIOR_WEIGHT = 20;

const boundOf = (bounds: readonly number[], value: number): number => bounds.findLast((bound) => bound <= value)!;

/** Customers who were alike on a day that is past, and how many of them bought again within the horizon. */
export interface ChurnOddsCell {
  readonly scoreFrom: number;
  readonly gapsFrom: number;
  readonly n: number;
  readonly again: number;
}

/** What one customer looked like on that day, and what came of it. */
export interface Outcome {
  readonly score: number;
  readonly gaps: number;
  readonly isBack: boolean;
}

/** The table of a day's customers, by score and gaps. */
export const churnOdds = (outcomes: Iterable<Outcome>): readonly ChurnOddsCell[] => {
  const cells = new Map<string, { scoreFrom: number; gapsFrom: number; n: number; again: number }>();
  for (const { score, gaps, isBack } of outcomes) {
    const [scoreFrom, gapsFrom] = [boundOf(SCORE_BANDS, score), boundOf(GAP_BANDS, gaps)];
    const key = `${scoreFrom} ${gapsFrom}`;
    const cell = cells.get(key) ?? { scoreFrom, gapsFrom, n: 0, again: 0 };
    cell.n++;
    if (isBack) cell.again++;
    cells.set(key, cell);
  }
  return [...cells.values()].sort((a, b) => a.scoreFrom - b.scoreFrom || a.gapsFrom - b.gapsFrom);
};

/**
 * The share of customers like one who came back, and how many of like score and gaps there were. Smoothed as the odds of the own
 * cadence are: Jeffreys' prior for the score alone, (k + ½) / (n + 1), to which score and gaps together are drawn by an
 * m-estimate (B. Cestnik, "Estimating probabilities: a crucial task in machine learning", ECAI 1990).
 */
export const likeOdds = (
  table: readonly ChurnOddsCell[],
  score: number,
  gaps: number,
): { readonly share: number; readonly n: number } => {
  const like = table.filter(({ scoreFrom }) => scoreFrom === boundOf(SCORE_BANDS, score));
  const cell = like.find(({ gapsFrom }) => gapsFrom === boundOf(GAP_BANDS, gaps)) ?? { n: 0, again: 0 };
  const of = (key: 'n' | 'again'): number => like.reduce((sum, one) => sum + one[key], 0);
  const prior = (of('again') + 0.5) / (of('n') + 1);
  const share = (cell.again + PRIOR_WEIGHT * prior) / (cell.n + PRIOR_WEIGHT);
  return { share: Math.round(share * 1e6) / 1e6, n: cell.n };
};
