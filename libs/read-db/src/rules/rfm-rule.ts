import { readRfmParams, rfm } from '@rapport/decisions';
import { canonicalOnce } from '@rapport/events';
import { buyersInSteps, countingOf } from './buyers';
import { classification } from './classification';
import { paramsOf } from './params-of';

/** RFM scores and named segments (libs/decisions/src/rfm.ts) over the customers' books. */
export const rfmRule = classification({
  *place(input, previous) {
    const params = paramsOf(input, readRfmParams);
    const counting = countingOf(input, params);
    const { buyers, unconverted, uncosted } = yield* buyersInSteps(input, counting, previous);
    const { placed, population, cuts } = rfm(buyers, { date: input.close.date, ...params });
    // Each decision names the cuts.
    if (cuts) canonicalOnce(cuts);
    const figures = { cuts, unconverted, ...(params.basis === 'margin' && { uncosted }) };
    return { placed, counting, population, figures };
  },
  told: ({ member, found }) => ({ value: member.value, figures: found }),
  markOf: ({ score }) => (typeof score === 'string' ? score : ''),
});
