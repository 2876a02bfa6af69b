/** @throws RangeError unless there is an outcome for each finite score */
export const checkScores = (scores: ArrayLike<number>, outcomes: ArrayLike<boolean>): void => {
  if (scores.length !== outcomes.length) throw new RangeError('there must be one outcome for each score');
  for (let at = 0; at < scores.length; at++)
    if (!Number.isFinite(scores[at])) throw new RangeError(`score ${at + 1} is not a finite number`);
};

/** Places from the highest score to the lowest; the order of equal scores means nothing. */
const ranked = (scores: ArrayLike<number>): Uint32Array =>
  Uint32Array.from({ length: scores.length }, (_, at) => at).sort((one, other) => scores[other]! - scores[one]!);

/** Calls back for each run of equal scores, highest first: how many there are, and how many of them have the outcome. */
const eachTie = (
  scores: ArrayLike<number>,
  outcomes: ArrayLike<boolean>,
  visit: (size: number, positives: number) => void,
): void => {
  const order = ranked(scores);
  for (let from = 0; from < order.length;) {
    let [to, positives] = [from, 0];
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) if (outcomes[order[to++]!]) positives++;
    visit(to - from, positives);
    from = to;
  }
};

/**
 * The area under the ROC curve: the probability that of one with the outcome and one without it the first has the higher score, ties
 * half (Hanley & McNeil 1982, "The meaning and use of the area under a receiver operating characteristic curve", Radiology
 * 143(1); it is the Mann–Whitney statistic). Null when all have the outcome, or nobody has.
 * @throws RangeError when scores and outcomes do not belong together
 */
export const auc = (scores: ArrayLike<number>, outcomes: ArrayLike<boolean>): number | null => {
  checkScores(scores, outcomes);
  let [above, won, negatives] = [0, 0, 0];
  eachTie(scores, outcomes, (size, positives) => {
    const others = size - positives;
    won += others * (above + positives / 2);
    above += positives;
    negatives += others;
  });
  return above === 0 || negatives === 0 ? null : won / (above * negatives);
};

/**
 * How many times as frequent the outcome is among the highest scores (`share` of all, 0.1 for the top decile) as among all. Where
 * the cut goes through equal scores, each of them counts in part, so that their order means nothing. Null when nobody has the outcome.
 * @throws RangeError when scores and outcomes do not belong together, or the share is not above 0 and at most 1
 */
export const lift = (scores: ArrayLike<number>, outcomes: ArrayLike<boolean>, share: number): number | null => {
  checkScores(scores, outcomes);
  if (!(share > 0 && share <= 1)) throw new RangeError(`a share lies above 0 and at most at 1, not at ${share}`);
  const top = Math.max(1, Math.round(share * scores.length));
  let [taken, found, all] = [0, 0, 0];
  eachTie(scores, outcomes, (size, positives) => {
    const part = Math.min(1, (top - taken) / size);
    taken += part * size;
    found += part * positives;
    all += positives;
  });
  return all === 0 ? null : found / taken / (all / scores.length);
};
