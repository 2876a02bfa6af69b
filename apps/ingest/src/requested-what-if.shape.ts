import { shapes } from '@rapport/edge';
import { RULE_KINDS } from '@rapport/events';

const { anything, dayText, id, mapOf, moment, named, record, text, whole, word } = shapes;

const LATER = ['wish', 'eventsPerSecond', 'closedTo', 'result', 'fault', 'published', 'startedAt', 'endedAt'];
const later: shapes.Fields = Object.fromEntries(LATER.map((name) => [name, { type: 'null' }]));
const none = { ...whole(), const: 0 };

/** A what-if as it was asked for: nothing has come of it yet. */
export const REQUESTED_WHAT_IF = named(
  'RequestedWhatIf',
  record({
    ...{ id: id(), rule: text(), kind: word(RULE_KINDS), params: mapOf(anything(), 'With all that was left out') },
    effectiveFrom: dayText('First day whose close the draft decides'),
    basedOn: whole('The newest published version of the rule; 0 = there is none'),
    ...{
      reason: text(),
      by: text('The key on whose behalf it was asked'),
      state: word(['requested']),
      position: { ...text(), const: '' },
    },
    ...{ attempts: none, events: none, total: none, closes: none, ...later, askedAt: moment() },
  }),
);
