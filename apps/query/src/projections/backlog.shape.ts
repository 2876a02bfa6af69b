import { shapes } from '@rapport/edge';
import { AS_OF } from '../as-of.shape';

const { mapOf, moment, named, record, whole } = shapes;

/** What open cases are counted by. */
export const BACKLOG_PARTS = ['kind', 'reason', 'channel', 'department'] as const;

const COUNTS = mapOf(whole(), 'Open ones, by name; under an empty name where it was not said');

/** How many cases are open. */
export const BACKLOG = named(
  'Backlog',
  record(
    {
      at: moment(),
      open: whole(),
      overdue: whole('Of these, past their promised time'),
      by: record(Object.fromEntries(BACKLOG_PARTS.map((part) => [part, COUNTS]))),
    },
    { asOf: AS_OF },
  ),
);
