import { shapes } from '@rapport/edge';
import { WHOM } from './decision.shape';
import { PLACES } from './what-if.shape';

const { amount, dayText, id, maybe, named, pageOf, record, text } = shapes;

const DECISION = {
  ...record({ type: text('Of the event that it would have been'), rule: text() }),
  additionalProperties: true,
  description: 'What the draft would have written down about them last: such an event, without its run; null = nothing',
};

const MOVER = named(
  'WhatIfMover',
  record({
    ...{ ...WHOM, ...PLACES },
    firstDay: dayText('The closed day at which they would first have been elsewhere'),
    since: dayText('The closed day from which on they would have been elsewhere without a break'),
    value: amount(),
    decision: maybe(DECISION),
  }),
);

/** A page of those who would move, highest value first. */
export const WHAT_IF_MOVERS = pageOf('movers', MOVER, {
  ...{ whatIf: id(), rule: text() },
  currency: maybe(text('Of the values; null when no day was closed')),
});
