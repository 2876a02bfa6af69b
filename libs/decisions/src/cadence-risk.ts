import type { Likelihood, Odds } from './cadence-odds';
import { paceOver } from './cadence-pace';
import type { CadenceParams } from './cadence-params';
import { cadenceReasons } from './cadence-reasons';
import { valueAtStake } from './cadence-stake';

export type ChurnLevel = 'watch' | 'at-risk' | 'critical';

/** One customer's purchases as the rule sees them. */
export interface Rhythm {
  readonly customer: string;
  /** Purchase days up to the close as day numbers (`dayNumber`), rising, each once. */
  readonly days: ArrayLike<number>;
  /** Total of all of them, a decimal text in the reporting currency. */
  readonly value: string;
}

/** What is known of a customer who may be leaving. */
export interface Risk {
  readonly level: ChurnLevel | null;
  /** 1 − odds.share, six places. */
  readonly score: number;
  readonly odds: Pick<Likelihood, 'share' | 'n'>;
  /** Days since the last purchase ÷ own median gap, four places. */
  readonly overdueRatio: number;
  readonly medianGapDays: number;
  readonly gaps: number;
  readonly daysSince: number;
  readonly valueAtStake: string;
  readonly reasons: readonly string[];
}

/** How late somebody is, and the level of that; what it comes to in words and money is made where somebody is told. */
export interface Judged extends Pick<Risk, 'level'> {
  readonly risk: () => Risk;
}

/** What the odds say of one customer; null when they have too few gaps. */
export const riskOf = (rhythm: Rhythm, close: number, odds: Odds, params: CadenceParams): Judged | null => {
  const { days } = rhythm;
  if (days.length - 1 < params.minGaps) return null;
  const pace = paceOver(days);
  const [gaps, median] = [pace.gaps(), pace.median()];
  const daysSince = close - days[days.length - 1]!;
  const ratio = daysSince / median;
  const { share, n, ofRatio } = odds.of(ratio, gaps);
  const score = Math.round((1 - share) * 1e6) / 1e6;
  const isGrounded = ratio > params.overdueFrom && ofRatio >= params.minSituations;
  const level = isGrounded ? levelOf(score, params) : null;
  const risk = (): Risk => {
    const facts = {
      ...{ score, odds: { share, n }, overdueRatio: Math.round(ratio * 1e4) / 1e4 },
      ...{ medianGapDays: median, gaps, daysSince },
    };
    const { value } = rhythm;
    return {
      ...{ ...facts, level },
      valueAtStake: valueAtStake({ value, purchaseDays: days.length, medianGapDays: median, ...params }),
      reasons: cadenceReasons(facts, params.horizonDays),
    };
  };
  return { level, risk };
};

/** The level of a score. */
export const levelOf = (
  score: number,
  { watch, atRisk, critical }: Pick<CadenceParams, 'watch' | 'atRisk' | 'critical'>,
): ChurnLevel | null =>
  score >= critical ? 'critical' : score >= atRisk ? 'at-risk' : score >= watch ? 'watch' : null;
