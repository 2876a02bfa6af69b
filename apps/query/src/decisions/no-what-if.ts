import { notFound } from '@rapport/edge';

/** What was found of a what-if. @throws Problem 404 when there is none */
export const orNoWhatIf = <T>(found: T | null): T => {
  if (found === null) throw notFound('what-if');
  return found;
};
