import { shapes } from '@rapport/edge';
import { RULE_KINDS } from '@rapport/events';
import { CUTOFFS, FIGURES } from './decision.shape';

const { amount, anything, dayText, figure, id, listOf, mapOf, maybe, moment, named, record, text, whole, word } =
  shapes;

/** Where somebody is in truth and where they would be: a tier, a stage, a level of a signal; `in` of a segment. */
export const PLACES: shapes.Fields = {
  from: maybe(text('Where they are in truth; null = nowhere')),
  to: maybe(text('Where they would be; null = nowhere')),
};

const LAST_CLOSE = record(
  { date: dayText(), population: whole('Customers that it ranked or judged'), cutoffs: CUTOFFS, figures: FIGURES },
  {},
  'What the draft found at the newest close that it decided; null = it decided none',
);

const WORTH = record({ amount: amount(), currency: text(), basis: text() }, {}, 'All movers together');

const RESULT = named(
  'WhatIfResult',
  record({
    date: maybe(dayText('Who moves is about the end of this day, the newest that is closed; null = none is')),
    ...{ closes: whole('That the draft decided'), decisions: whole('That it would have written down') },
    lastClose: maybe(LAST_CLOSE),
    places: record({ live: mapOf(whole(), 'In truth'), draft: mapOf(whole()) }, {}, 'Customers by place'),
    movers: whole('Customers who would be elsewhere'),
    meanwhile: whole('Customers who would have been elsewhere for a time only'),
    flows: listOf(named('WhatIfFlow', record({ ...PLACES, count: whole(), value: amount() })), 'Greatest first'),
    value: maybe(WORTH),
  }),
);

/** A rule as it might be, and what it would have decided. */
export const WHAT_IF = named(
  'WhatIf',
  record({
    ...{ id: id(), rule: text(), kind: word(RULE_KINDS), params: mapOf(anything(), 'With all that was left out') },
    effectiveFrom: dayText('First day whose close the draft decides'),
    basedOn: whole('The newest published version of the rule when it was asked for; 0 = there was none'),
    ...{ reason: text(), by: text('The key on whose behalf it was asked') },
    state: word(['requested', 'running', 'ready', 'published', 'cancelled', 'failed']),
    wish: maybe(word(['cancel'], 'Asked for, not done yet')),
    attempts: whole('How often it was begun; more than once after a crash of the projector'),
    position: text('It knows the log up to here; empty before it begins'),
    ...{ events: whole('Read so far'), total: whole('There are to read'), eventsPerSecond: maybe(figure()) },
    ...{ closes: whole('Passed so far'), closedTo: maybe(dayText('The newest of them')) },
    result: maybe(RESULT),
    fault: maybe(text('Why it failed')),
    published: maybe(whole('The version of the rule that it was published as')),
    ...{ askedAt: moment(), startedAt: maybe(moment()), endedAt: maybe(moment()) },
  }),
);
