import { lazily, pyramidInSteps, readPyramidParams, type PyramidStanding, type Steps } from '@rapport/decisions';
import { canonicalOnce } from '@rapport/events';
import { buyersInSteps, countingOf } from './buyers';
import { EVIDENCE_MAX } from './evidence-max';
import { evidenceOf } from './figures';
import { leftOutOf, leftOutReason } from './left-out';
import { paramsOf } from './params-of';
import { whyEnded, type Decision, type RuleInput, type RuleKind, type RuleLeaving } from './rule';

const decide = function* (
  input: RuleInput,
  previous: ReadonlyMap<string, PyramidStanding>,
): Steps<RuleLeaving<PyramidStanding>> {
  const { close, version, run } = input;
  const { date, endsAt } = close;
  const params = paramsOf(input, readPyramidParams);
  const counting = countingOf(input, params);
  const { buyers, unconverted, uncosted } = yield* buyersInSteps(input, counting, previous);
  const outcome = yield* pyramidInSteps(buyers, previous, { date, dampingCloses: params.dampingCloses });
  const { population, cutoffs } = outcome;
  const { rule, version: number } = version;
  const cuts = canonicalOnce(cutoffs);
  const { basis, reportingCurrency: currency } = params;
  const decisions = lazily(function* (): Generator<Decision> {
    for (const { member, previousTier, rank, rankTier, reason, share, since, tier, below } of outcome.assigned) {
      const { customer, value } = member;
      const movements = input.books.get(customer) ?? [];
      const leftOut = leftOutOf(movements, counting);
      // All members at once and in canonical order: of a close there may be millions. Absent ones are undefined.
      // prettier-ignore
      const data = {
        basis, below, currency, cutoffs: cuts, date, endsAt,
        evidence: evidenceOf(movements, counting, EVIDENCE_MAX),
        figures: leftOut, population, previousTier, rank, rankTier,
        reason: leftOut ? `${reason}; ${leftOutReason(leftOut)}` : reason,
        rule, run, share, since, tier, value, version: number,
      };
      yield { customer, type: 'TierAssigned', data };
    }
    for (const { customer, tier } of outcome.ended) {
      const why = whyEnded(input, customer);
      yield { customer, type: 'TierEnded', data: { run, rule, date, tier, why } };
    }
  }, outcome.assigned.length + outcome.ended.length);
  return {
    ...{ decisions, population, cutoffs, kept: outcome.standings },
    figures: { ...outcome.figures, unconverted, ...(basis === 'margin' && { uncosted }) },
  };
};

/** The value pyramid (libs/decisions/src/pyramid.ts) over the customers' books. */
export const pyramidRule: RuleKind<PyramidStanding> = {
  decide,
  said: ({ type, data: { tier, rankTier, below, since } }) =>
    type === 'TierAssigned' ? { tier, rankTier, below, since } : null,
  kept: ({ said, closesSince }) => {
    const standing = said as unknown as PyramidStanding;
    // While a tier is held against the ranking every close adds one without a word.
    return standing.below > 0 ? { ...standing, below: standing.below + closesSince } : standing;
  },
};
