import { quantile, sortedInPlace } from '../numeric/quantile';

/** What is known of one customer, in the window that the caller chose. */
export interface RfmFigures {
  /** Days since the last sale. */
  readonly recencyDays: number;
  /** Orders. */
  readonly frequency: number;
  /** Amount in one currency. */
  readonly monetary: number;
}

/** Four cut points, rising or equal; they part a measure into five classes. */
export type FourCuts = readonly [number, number, number, number];

/**
 * How a value is held against cut points.
 * - `above`: score = 1 + number of cuts strictly below the value, so a cut is the last value of its class.
 * - `rfm-r`: each quantile plus 1 is a cut, and score = 1 + number of cuts that the value reaches. That is what the R package
 *   rfm 0.3.0 does (rsquaredacademy.com/rfm); it is meant for whole numbers.
 */
export type RfmBinning = 'above' | 'rfm-r';

/** Where the classes end, and how a value on a cut is held. Store them: scores of another day may be compared with these. */
export interface RfmCuts {
  readonly binning: RfmBinning;
  readonly recencyDays: FourCuts;
  readonly frequency: FourCuts;
  readonly monetary: FourCuts;
}

/** The measures of RFM. */
export const RFM_MEASURES = ['recencyDays', 'frequency', 'monetary'] as const;

/**
 * Cuts at the 20, 40, 60 and 80 % quantiles (type 7) of a population: Hughes, "Strategic Database Marketing", 1994, and
 * domain.md 4.3.
 * @throws RangeError on an empty population or a figure that is not finite
 */
export const quintileCuts = (population: readonly RfmFigures[], binning: RfmBinning = 'above'): RfmCuts =>
  quintileCutsOf(
    population.length,
    {
      recencyDays: (nth) => population[nth]!.recencyDays,
      frequency: (nth) => population[nth]!.frequency,
      monetary: (nth) => population[nth]!.monetary,
    },
    binning,
  );

/**
 * The same of `size` customers whose measures are asked for one by one, so that figures of a million need not be there at once.
 * @throws RangeError on an empty population or a figure that is not finite
 */
export const quintileCutsOf = (
  size: number,
  measures: Readonly<Record<keyof RfmFigures, (nth: number) => number>>,
  binning: RfmBinning = 'above',
): RfmCuts => {
  const shift = binning === 'rfm-r' ? 1 : 0;
  const cutsOf = (measure: (typeof RFM_MEASURES)[number]): FourCuts => {
    const values = new Float64Array(size);
    for (let nth = 0; nth < size; nth++) values[nth] = measures[measure](nth);
    const sorted = sortedInPlace(values);
    const cut = (part: number): number => quantile(sorted, part, 5) + shift;
    return [cut(1), cut(2), cut(3), cut(4)];
  };
  return {
    binning,
    recencyDays: cutsOf('recencyDays'),
    frequency: cutsOf('frequency'),
    monetary: cutsOf('monetary'),
  };
};

/**
 * Cuts that somebody fixed, for scores that do not depend on the population: `[30, 90, 180, 365]` days are the classes up to
 * 30, 90, 180 and 365 days, and above.
 * @throws RangeError unless each measure has four finite cuts, none lower than the one before
 */
export const fixedCuts = (cuts: Omit<RfmCuts, 'binning'>): RfmCuts => {
  for (const measure of RFM_MEASURES) {
    const given = cuts[measure];
    const rise = given.every((cut, at) => Number.isFinite(cut) && (at === 0 || cut >= given[at - 1]!));
    if (given.length !== 4 || !rise) throw new RangeError(`the cuts of ${measure} must be four numbers that rise`);
  }
  return { binning: 'above', recencyDays: cuts.recencyDays, frequency: cuts.frequency, monetary: cuts.monetary };
};
