import type { QuarantineFilter, QuarantineQuery } from '@rapport/admission';
import { instant, invalid, wholeNumber } from '@rapport/edge';

/** Parameters by which refused input is chosen, as the OpenAPI document tells of them. */
export const FILTER = {
  source: { type: 'string', description: 'As the input says it' },
  code: { type: 'string', description: 'Reason of the refusal, such as `unknown-type`' },
  key: { type: 'string', description: 'Public part of the key that sent it' },
  from: { type: 'string', format: 'date-time', description: 'First received at or after' },
  to: { type: 'string', format: 'date-time', description: 'First received before' },
};
export const FILTER_NAMES = ['source', 'code', 'key', 'from', 'to'] as const;

/** Parameters of a page. */
export const PAGE = {
  limit: { type: 'integer', minimum: 1, maximum: 500, description: 'At most that many; 100 when absent' },
  cursor: { type: 'string', description: '`next` of the page before' },
};

type Given<Name extends string> = Partial<Record<Name, string>>;

/** @throws Problem 400 */
export const filterOf = (given: Given<(typeof FILTER_NAMES)[number]>): QuarantineFilter => {
  const [from, to] = [instant('from', given.from), instant('to', given.to)];
  return {
    ...(given.source === undefined ? {} : { source: given.source }),
    ...(given.code === undefined ? {} : { code: given.code }),
    ...(given.key === undefined ? {} : { keyId: given.key }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
};

/** @throws Problem 400 */
export const pageOf = (given: Given<'limit' | 'cursor'>): Pick<QuarantineQuery, 'limit' | 'cursor'> => ({
  limit: wholeNumber('limit', given.limit, 100, PAGE.limit.maximum),
  ...(given.cursor === undefined ? {} : { cursor: given.cursor }),
});

/** A page of what keeps cursors of its own. @throws Problem 400 when the cursor is none of them */
export const pageFrom = async <T>(read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    throw error instanceof RangeError ? invalid('the cursor is not one of ours') : error;
  }
};
