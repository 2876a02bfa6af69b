import { readWorthParams, worthInSteps, worthMark, type WorthFound } from '@rapport/decisions';
import { countingOf } from './buyers';
import { classification } from './classification';
import { paramsOf } from './params-of';
import { acquisitionCosts, referralSides, worthSubjects } from './worth-subjects';

/** Historical lifetime value (libs/decisions/src/worth) over the customers' books, contacts and costs. */
export const worthRule = classification({
  ...{ looksAtOccurrences: true, looksAtCosts: true },
  *place(input) {
    const params = paramsOf(input, readWorthParams);
    const counting = countingOf(input, { window: 'all', basis: 'net', reportingCurrency: params.reportingCurrency });
    const subjects = yield* worthSubjects(input, params, counting);
    const general = acquisitionCosts(input, counting);
    const referrals = referralSides(input, counting.to);
    const { placed, boundaries, total, channels, unspread } = yield* worthInSteps(subjects, { costs: general.costs, referrals, params }); // prettier-ignore
    const unconverted = subjects.reduce((sum, one) => sum + one.unconverted, general.unconverted);
    return {
      ...{ placed, counting, basis: 'historical', population: placed.length, cutoffs: boundaries },
      figures: { total, channels, unspread, unconvertedCosts: unconverted },
    };
  },
  told({ member: { behind, unconverted }, value, rank, found }) {
    const figures = { ...found, ...(unconverted > 0 && { unconvertedCosts: unconverted }) };
    return { value, rank, occurrences: behind, figures };
  },
  markOf: (figures) => worthMark(figures as unknown as WorthFound),
});
