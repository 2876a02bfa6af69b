import { shapes } from '@rapport/edge';
import { WHOM } from './decision.shape';

const { amount, dayText, id, listOf, maybe, named, record, text, whole } = shapes;

const PLACES = {
  from: maybe(text('Null = they were not in any')),
  to: maybe(text('Null = they are not in any more')),
};

const MOVER = named(
  'Mover',
  record({
    ...{ ...WHOM, ...PLACES },
    eventId: maybe(id('The decision that holds at the end; null when there is none')),
    date: maybe(dayText('Its day')),
    value: maybe(amount('As it says')),
  }),
);

/** Who moved between two closes, and how many from where to where. */
export const MOVERS: shapes.Fields = {
  since: maybe(dayText('At the end of that day they were elsewhere; null = there is no close before')),
  flows: listOf(named('Flow', record({ ...PLACES, count: whole() }))),
  movers: listOf(MOVER, 'Highest value first'),
};
