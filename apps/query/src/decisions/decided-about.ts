import { READ_ANSWERS, READ_QUERY } from '../common-about';

/** Rules that lists are about when none is named: those that Rapport starts with. */
export const USUAL_PYRAMID = 'value-pyramid';
export const USUAL_CADENCE = 'own-cadence';

/** Parameters of lists of decisions. */
export const LIST_QUERY = {
  cursor: { type: 'string', description: '`next` of the page before' },
  limit: { type: 'integer', minimum: 1, maximum: 500, description: 'At most that many; 50 when absent' },
  ...READ_QUERY,
} as const;
export const LIMIT_MAX = 500;

/** Parameters of the decisions of one rule at the end of a day. */
export const AT_CLOSE_QUERY = {
  date: {
    type: 'string',
    format: 'date',
    description: 'At the end of this day, in the zone of the closes; the last closed day when absent',
  },
} as const;

export const LIST_ANSWERS = { ...READ_ANSWERS, 404: 'There is no such rule' } as const;
