import { quintileCuts, RFM_MEASURES, type FourCuts, type RfmBinning, type RfmCuts, type RfmFigures } from './cuts';

/** 1 to 5 of each measure, 5 the best: bought lately, often, for much. */
export interface RfmScore {
  readonly recency: number;
  readonly frequency: number;
  readonly monetary: number;
}

const classOf = (value: number, cuts: FourCuts, binning: RfmBinning): number => {
  let score = 1;
  for (const cut of cuts) if (binning === 'rfm-r' ? value >= cut : value > cut) score++;
  return score;
};

/** The score of one customer against cuts; recency is reversed. @throws RangeError when a figure is not finite */
export const rfmScore = (figures: RfmFigures, cuts: RfmCuts): RfmScore => {
  for (const measure of RFM_MEASURES)
    if (!Number.isFinite(figures[measure])) throw new RangeError(`${measure} must be a finite number`);
  return {
    recency: 6 - classOf(figures.recencyDays, cuts.recencyDays, cuts.binning),
    frequency: classOf(figures.frequency, cuts.frequency, cuts.binning),
    monetary: classOf(figures.monetary, cuts.monetary, cuts.binning),
  };
};

/**
 * Scores of a whole population against its own quintiles, in the order given; `cuts` is null when there is nobody.
 * @throws RangeError when a figure is not finite
 */
export const rfmScores = (
  population: readonly RfmFigures[],
  binning: RfmBinning = 'above',
): { readonly cuts: RfmCuts | null; readonly scores: readonly RfmScore[] } => {
  if (population.length === 0) return { cuts: null, scores: [] };
  const cuts = quintileCuts(population, binning);
  return { cuts, scores: population.map((figures) => rfmScore(figures, cuts)) };
};

/** `545`: recency, frequency, monetary in one word. */
export const rfmCode = ({ recency, frequency, monetary }: RfmScore): string => `${recency}${frequency}${monetary}`;
