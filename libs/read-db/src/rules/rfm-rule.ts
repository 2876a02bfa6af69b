import { lazily, readRfmParams, rfm } from '@rapport/decisions';
import { buyersOf, countingOf } from './buyers';
import { classification, type Placement } from './classification';
import { paramsOf } from './params-of';

/** RFM scores and named segments (libs/decisions/src/rfm.ts) over the customers' books. */
export const rfmRule = classification({
  place(input, previous) {
    const params = paramsOf(input, readRfmParams);
    const counting = countingOf(input, params);
    const { buyers, unconverted, uncosted } = buyersOf(input, counting, previous);
    const { placed, population, cuts } = rfm(buyers, { date: input.close.date, ...params });
    const placements = lazily(function* (): Generator<Placement> {
      for (const { member, found, ...place } of placed)
        yield { ...place, value: member.value, ...(found && { figures: found }) };
    });
    const figures = { cuts, unconverted, ...(params.basis === 'margin' && { uncosted }) };
    return { placements, counting, population, figures };
  },
  markOf: ({ score }) => (typeof score === 'string' ? score : ''),
});
