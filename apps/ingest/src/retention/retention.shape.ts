import { shapes } from '@rapport/edge';
import { DATA_CLASSES } from '@rapport/events';

const { listOf, moment, named, record, text, whole, word } = shapes;

const dataClass = word(DATA_CLASSES);
const quarter = { ...text('In which it happened (UTC), such as 2026Q4'), pattern: '^\\d{4}Q[1-4]$' };
const months = whole('How long it is kept after the end of the quarter');

/** How long personal data is kept. */
export const RETENTION = named(
  'Retention',
  record({
    months: record(
      {},
      Object.fromEntries(DATA_CLASSES.map((name) => [name, whole()])),
      'Classes that are absent are kept for ever',
    ),
    endings: listOf(record({ dataClass, quarter, months, endsAt: moment() }), 'To come, the soonest first'),
    ended: listOf(record({ dataClass, quarter, destroyedAt: moment() }), 'By quarter'),
  }),
);
