import { shapes } from '@rapport/edge';

const { maybe, moment, named, record, text } = shapes;

/** The moments that an answer about the past is about. */
export const AS_OF = named(
  'AsOf',
  record({
    recorded: maybe(moment('As it was known then; null = as it is known now')),
    occurred: maybe(moment('As it was then; null = as it is now')),
    position: text('Position of the log up to which the answer was made'),
  }),
);
