import { FILTER } from './quarantine-filter';
import { SETTLED_MANY } from './settled.shape';

/** Entries of a page: at most, and when nothing is said. */
export const PAGE_MAX = 500;
export const PAGE_USUAL = 200;

const REASON = { type: 'string', minLength: 3, maxLength: 500, description: 'Kept as it is: nothing personal' };
/** What chooses many refused inputs, as the OpenAPI document tells of it. */
export const PROPERTIES = {
  ...FILTER,
  limit: {
    type: 'integer',
    minimum: 1,
    maximum: PAGE_MAX,
    description: `At most that many; ${PAGE_USUAL} when absent`,
  },
  cursor: { type: 'string', description: '`next` of the answer before' },
  reason: REASON,
};
/** What is answered when many were settled. */
export const ANSWERS = {
  200: {
    description: 'What became of them, in numbers; call again with `next` as `cursor` until it is null',
    schema: SETTLED_MANY,
  },
  400: 'Some fields are not as they should be',
};
