import type { NotSettled } from '@rapport/admission';
import { Problem, notFound } from '@rapport/edge';

/** Why refused input was left alone, as a client reads it. */
export const notSettled = ({ why, detail }: NotSettled): Problem => {
  if (why === 'unknown') return notFound('refused input');
  return why === 'forbidden' ? new Problem(403, 'source-forbidden', detail) : new Problem(409, why, detail);
};
