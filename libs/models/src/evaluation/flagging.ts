import { checkScores } from './ranking';

/** How well those who were flagged are those who have the outcome. */
export interface Flagging {
  readonly flagged: number;
  /** Share of the flagged who have the outcome; null when nobody was flagged. */
  readonly precision: number | null;
  /** Share of those with the outcome who were flagged; null when nobody has it. */
  readonly recall: number | null;
}

/** Precision and recall when everybody with a score from `threshold` on is flagged. @throws RangeError as `auc` */
export const flagging = (scores: ArrayLike<number>, outcomes: ArrayLike<boolean>, threshold: number): Flagging => {
  checkScores(scores, outcomes);
  let [flagged, hits, all] = [0, 0, 0];
  for (let at = 0; at < scores.length; at++) {
    if (outcomes[at]) all++;
    if (scores[at]! < threshold) continue;
    flagged++;
    if (outcomes[at]) hits++;
  }
  return { flagged, precision: flagged === 0 ? null : hits / flagged, recall: all === 0 ? null : hits / all };
};
