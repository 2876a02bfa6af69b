import { Problem } from '@rapport/edge';
import { requestWhatIf, TooManyWhatIfs, type WhatIf } from '@rapport/read-db';
import type { IngestParts } from './parts';
import { newestVersion, soundParams, type RuleWish } from './publish-rule';
import { orUnavailable } from './store-answers';

/**
 * Asks what a rule would have decided in this form, beside the newest version that it has.
 * @throws Problem 409 when the rule is of another kind or too many wait, 422 when parameters are wrong
 */
export const askWhatIf = async (
  { pool, store, currency }: Pick<IngestParts, 'pool' | 'store' | 'currency'>,
  wish: RuleWish,
): Promise<WhatIf> => {
  const params = soundParams(wish, currency);
  const { last } = await orUnavailable(() => newestVersion(store, wish.rule));
  if (last && last.data.kind !== wish.kind)
    throw new Problem(409, 'other-kind', `this rule is of the kind ${last.data.kind}`);
  const asked = { ...wish, params, basedOn: last?.data.version ?? 0 };
  return requestWhatIf(pool, asked).catch((error: unknown) => {
    if (error instanceof TooManyWhatIfs) throw new Problem(409, 'too-many-what-ifs', error.message);
    throw error;
  });
};
