/** Where promoters begin and detractors end. */
export interface NpsScale {
  readonly promotersFrom: number;
  readonly detractorsTo: number;
}

/** Net promoter score with how sure it is; in points, −100 to 100. */
export interface Nps {
  readonly answers: number;
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  readonly nps: number;
  readonly standardError: number;
  /** Between which it lies with 95 % confidence. */
  readonly interval: readonly [number, number];
}

/**
 * Share of promoters less that of detractors, times 100 (Reichheld 2003, "The one number you need to grow", Harvard Business Review
 * 81(12)), with the standard error of such a difference, 100 √((p + d − (p − d)²) / n), and the interval of 1.96 of them. Null without an answer.
 * @throws RangeError when an answer is no whole number from 0 to 10, or the scale overlaps
 */
export const netPromoterScore = (
  scores: readonly number[],
  { promotersFrom, detractorsTo }: NpsScale = { promotersFrom: 9, detractorsTo: 6 },
): Nps | null => {
  if (!(detractorsTo < promotersFrom)) throw new RangeError('detractors must end below where promoters begin');
  const wrong = scores.find((score) => !(Number.isInteger(score) && score >= 0 && score <= 10));
  if (wrong !== undefined) throw new RangeError(`an answer is a whole number from 0 to 10, not ${wrong}`);
  const n = scores.length;
  if (n === 0) return null;
  const promoters = scores.filter((score) => score >= promotersFrom).length;
  const detractors = scores.filter((score) => score <= detractorsTo).length;
  const difference = (promoters - detractors) / n;
  const nps = 100 * difference;
  const standardError = 100 * Math.sqrt(((promoters + detractors) / n - difference ** 2) / n);
  return {
    ...{ answers: n, promoters, passives: n - promoters - detractors, detractors, nps, standardError },
    interval: [nps - 1.96 * standardError, nps + 1.96 * standardError],
  };
};
