import { lazily, readRfmParams, rfm, type RfmPlaced } from '@rapport/decisions';
import { canonicalOnce } from '@rapport/events';
import { buyersInSteps, countingOf, type Buyer } from './buyers';
import { classification, type Placement } from './classification';
import { paramsOf } from './params-of';

/** Most stay where they are: of them nobody asks more than the class. */
class RfmPlacement implements Placement {
  constructor(private readonly its: RfmPlaced<Buyer>) {}

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
    return this.its.member.value;
  }
  get reason() {
    return this.its.reason;
  }
  get figures() {
    return this.its.found;
  }
}

/** RFM scores and named segments (libs/decisions/src/rfm.ts) over the customers' books. */
export const rfmRule = classification({
  *place(input, previous) {
    const params = paramsOf(input, readRfmParams);
    const counting = countingOf(input, params);
    const { buyers, unconverted, uncosted } = yield* buyersInSteps(input, counting, previous);
    const { placed, population, cuts } = rfm(buyers, { date: input.close.date, ...params });
    // Each decision names the cuts.
    if (cuts) canonicalOnce(cuts);
    const placements = lazily(function* (): Generator<Placement> {
      for (const place of placed) yield new RfmPlacement(place);
    });
    const figures = { cuts, unconverted, ...(params.basis === 'margin' && { uncosted }) };
    return { placements, counting, population, figures };
  },
  markOf: ({ score }) => (typeof score === 'string' ? score : ''),
});
