import { Problem } from '@rapport/edge';
import { isAnotherLog, RESUME_ADVICE } from '@rapport/read-db';
import type { QueryParts } from '../parts';

/** Rows of the past are those of the log that is there. @throws Problem 409 when that is another one than the views have followed */
export const checkThisLog = async ({ pool }: Pick<QueryParts, 'pool'>): Promise<void> => {
  if (await isAnotherLog(pool))
    throw new Problem(409, 'other-history', `these rows are of another log: ${RESUME_ADVICE}`);
};
