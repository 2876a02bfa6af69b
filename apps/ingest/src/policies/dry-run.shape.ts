import { shapes } from '@rapport/edge';
import { ACTION_KINDS, HELD_BECAUSE } from '@rapport/events';

const { id, listOf, maybe, moment, named, record, text, whole, word } = shapes;

const outcome = {
  kind: word(ACTION_KINDS),
  outcome: word(['ordered', 'held', 'not-for-them']),
  why: maybe(word(HELD_BECAUSE, 'Why it would have been held back')),
};
const EXAMPLE = record({
  ...{ customerId: id(), ...outcome, at: moment('When it would have been decided') },
  ...{ trigger: id('The event because of which'), triggerType: text('Its type') },
});

/** What a policy would have done in the past. */
export const DRY_RUN = named(
  'PolicyDryRun',
  record({
    ...{ from: moment(), to: moment() },
    cutAt: maybe(moment('The stretch was too long and was read up to here; null = all of it was read')),
    triggers: whole('Events that would have triggered it'),
    silent: whole('Triggers that were imported, restated the past or were about nobody: nothing is ever done because of them'), // prettier-ignore
    customers: whole(),
    outcomes: listOf(record({ ...outcome, count: whole() }), 'What is most often comes first'),
    examples: listOf(EXAMPLE, 'The first 100, in the order in which they would have been decided'),
  }),
);
