import type { CadenceParams } from './cadence-params';
import { paceOf, type Pace } from './cadence-pace';

/** Lower bounds of the bands: situations in one band of both are alike. */
export const RATIO_BANDS = [0, 0.5, 1, 1.5, 2, 3, 4, 6, 10] as const;
export const GAP_BANDS = [1, 2, 3, 4, 6, 10, 20] as const;
/** Weight of what holds for any number of gaps, in situations (Cestnik's m). */
const PRIOR_WEIGHT = 20;
/** Days between two situations of one customer. */
const STEP_DAYS = 7;

const bandOf = (bounds: readonly number[], value: number): number => {
  let band = bounds.length - 1;
  while (band > 0 && value < bounds[band]!) band--;
  return band;
};

/** Past situations that are alike, and in how many of them the customer bought again in time. */
interface Cell {
  n: number;
  again: number;
}

/** One cell of the table as the record of a run has it. */
export interface OddsCell {
  /** Lower bounds of the bands. */
  readonly ratioFrom: number;
  readonly gapsFrom: number;
  readonly n: number;
  readonly again: number;
}

/** What came of situations like one. */
export interface Likelihood {
  /** Smoothed share of those who bought again within the horizon. */
  readonly share: number;
  /** Situations of a like ratio and a like number of gaps. */
  readonly n: number;
  /** Situations of a like ratio, whatever the number of gaps. */
  readonly ofRatio: number;
}

/**
 * How often customers came back, from this installation's own past. A situation is a customer at the end of a day
 * s = close − horizon − 7k (k = 0, 1, …) at which they had `minGaps` gaps: how overdue they were, of how many gaps the median
 * was, and whether they bought in the horizon after s. All of that is known at the close, so nothing looks ahead; one
 * customer gives many situations, so n counts situations and not customers.
 */
export class Odds {
  readonly #cells = RATIO_BANDS.map(() => GAP_BANDS.map((): Cell => ({ n: 0, again: 0 })));
  readonly #ofRatio = RATIO_BANDS.map((): Cell => ({ n: 0, again: 0 }));

  constructor(
    private readonly close: number,
    private readonly params: Pick<CadenceParams, 'minGaps' | 'horizonDays'>,
  ) {}

  /** Takes in a customer's past. `days` are day numbers, rising; those after the close must not be there. */
  add(days: ArrayLike<number>): void {
    const { minGaps, horizonDays } = this.params;
    const last = this.close - horizonDays;
    const pace = paceOf();
    for (let nth = 0; nth < days.length; nth++) {
      const from = days[nth]!;
      if (nth > 0) pace.add(from - days[nth - 1]!);
      if (pace.gaps() < minGaps) continue;
      if (from > last) return;
      this.#between(pace, from, days[nth + 1] ?? Number.POSITIVE_INFINITY, last);
    }
  }

  /** The situations of one customer from a purchase day on, before the next one. */
  #between(pace: Pace, from: number, next: number, last: number): void {
    const median = pace.median();
    const column = bandOf(GAP_BANDS, pace.gaps());
    const end = Math.min(next - 1, last);
    // Every seventh day back from the last one whose horizon is over.
    for (let at = last - STEP_DAYS * Math.ceil((last - end) / STEP_DAYS); at >= from; at -= STEP_DAYS) {
      const row = bandOf(RATIO_BANDS, (at - from) / median);
      const again = next <= at + this.params.horizonDays ? 1 : 0;
      for (const cell of [this.#cells[row]![column]!, this.#ofRatio[row]!]) {
        cell.n++;
        cell.again += again;
      }
    }
  }

  /**
   * The share of like situations that ended with a purchase. For a ratio alone it is smoothed by Jeffreys' prior,
   * (k + ½) / (n + 1); for ratio and number of gaps it is drawn to that by an m-estimate with m = 20, (k + 20 p) / (n + 20)
   * (B. Cestnik, "Estimating probabilities: a crucial task in machine learning", ECAI 1990), so a thin cell says little more
   * than its ratio does.
   */
  of(overdueRatio: number, gaps: number): Likelihood {
    const row = bandOf(RATIO_BANDS, overdueRatio);
    const cell = this.#cells[row]![bandOf(GAP_BANDS, gaps)]!;
    const like = this.#ofRatio[row]!;
    const prior = (like.again + 0.5) / (like.n + 1);
    const share = (cell.again + PRIOR_WEIGHT * prior) / (cell.n + PRIOR_WEIGHT);
    return { share: Math.round(share * 1e6) / 1e6, n: cell.n, ofRatio: like.n };
  }

  /** Every cell that has situations. */
  table(): readonly OddsCell[] {
    return this.#cells.flatMap((row, r) =>
      row.flatMap((cell, g) => (cell.n > 0 ? [{ ratioFrom: RATIO_BANDS[r]!, gapsFrom: GAP_BANDS[g]!, ...cell }] : [])),
    );
  }
}
