import type { RfmScore } from './score';

/** Least and greatest score that belong to a segment, both included. */
export type ScoreRange = readonly [number, number];

/** One named segment: who has each score within its range. */
export interface RfmSegment {
  readonly name: string;
  readonly recency: ScoreRange;
  readonly frequency: ScoreRange;
  readonly monetary: ScoreRange;
}

const segment = (name: string, recency: ScoreRange, frequency: ScoreRange, monetary: ScoreRange): RfmSegment => ({
  ...{ name, recency, frequency, monetary },
});

/**
 * The segments of the vignette of the R package rfm 0.3.0, in their order, which matters: the first match wins. They leave
 * gaps (a customer of 3, 1, 5 is in Promising, one of 5, 4, 1 is in none).
 */
export const RFM_SEGMENTS: readonly RfmSegment[] = [
  segment('Champions', [5, 5], [5, 5], [5, 5]),
  segment('Potential Loyalist', [3, 5], [3, 5], [2, 5]),
  segment('Loyal Customers', [2, 4], [2, 4], [2, 4]),
  segment('Promising', [3, 4], [1, 3], [3, 5]),
  segment('New Customers', [4, 5], [1, 3], [1, 5]),
  segment("Can't Lose Them", [1, 2], [3, 4], [4, 5]),
  segment('At Risk', [1, 2], [2, 5], [4, 5]),
  segment('Need Attention', [1, 3], [3, 5], [3, 5]),
  segment('About To Sleep', [2, 3], [1, 3], [1, 4]),
  segment('Lost', [1, 1], [1, 5], [1, 5]),
];

const within = (score: number, [least, greatest]: ScoreRange): boolean => score >= least && score <= greatest;

/** The name of the first segment of a table that a score is in; null when it is in none. */
export const rfmSegment = (score: RfmScore, table: readonly RfmSegment[] = RFM_SEGMENTS): string | null =>
  table.find(
    ({ recency, frequency, monetary }) =>
      within(score.recency, recency) && within(score.frequency, frequency) && within(score.monetary, monetary),
  )?.name ?? null;

/** What is wrong with a table of segments, in words; empty when it is fine. */
export const segmentFaults = (table: readonly RfmSegment[]): readonly string[] =>
  table.flatMap((one, at) => {
    const faults = (['recency', 'frequency', 'monetary'] as const)
      .filter((measure) => !isRange(one[measure]))
      .map((measure) => `${measure} of ${one.name} must be two whole numbers from 1 to 5, the lesser first`);
    const again = table.findIndex(({ name }) => name === one.name) < at ? [`${one.name} is there twice`] : [];
    return [...(one.name === '' ? [`segment ${at + 1} has no name`] : []), ...faults, ...again];
  });

const isRange = (range: ScoreRange): boolean =>
  Array.isArray(range) &&
  range.length === 2 &&
  range.every((score) => Number.isInteger(score) && score >= 1 && score <= 5) &&
  range[0] <= range[1];
