import {
  lazily,
  readWorthParams,
  worthInSteps,
  worthMark,
  type WorthFound,
  type WorthPlaced,
} from '@rapport/decisions';
import { countingOf } from './buyers';
import { classification, type Placement } from './classification';
import { paramsOf } from './params-of';
import { acquisitionCosts, referralSides, worthSubjects, type WorthSubject } from './worth-subjects';

/** One customer; what is told of them is made when somebody is told. */
class WorthPlacement implements Placement {
  constructor(private readonly its: WorthPlaced<WorthSubject>) {}

  get customer() {
    return this.its.customer;
  }
  get tier() {
    return this.its.tier;
  }
  get mark() {
    return this.its.mark;
  }
  get value() {
    return this.its.value;
  }
  get rank() {
    return this.its.rank;
  }
  get reason() {
    return this.its.reason;
  }
  get occurrences() {
    return this.its.member.behind;
  }
  get figures() {
    const { unconverted } = this.its.member;
    return { ...this.its.found, ...(unconverted > 0 && { unconvertedCosts: unconverted }) };
  }
}

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
    const placements = lazily(function* (): Generator<Placement> {
      for (const one of placed) yield new WorthPlacement(one);
    });
    const unconverted = subjects.reduce((sum, one) => sum + one.unconverted, general.unconverted);
    return {
      ...{ placements, counting, basis: 'historical', population: placed.length, cutoffs: boundaries },
      figures: { total, channels, unspread, unconvertedCosts: unconverted },
    };
  },
  markOf: (figures) => worthMark(figures as unknown as WorthFound),
});
