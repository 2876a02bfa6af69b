import { shapes } from '@rapport/edge';

const { amount, anything, dayText, figure, id, listOf, mapOf, maybe, moment, named, record, text, whole, word } =
  shapes;

const TIER = named(
  'CardTier',
  record({
    rule: text(),
    tier: text('The tier that holds'),
    rankTier: text('The exact tier of that day'),
    since: dayText('The day since which the tier holds'),
    date: dayText('The day at whose end it was decided'),
    rank: maybe(whole('1 is the best; null = not ranked')),
    population: whole('Customers that were ranked'),
    value: amount(),
    currency: text(),
    eventId: id('Of the decision'),
  }),
);

const SIGNAL = named(
  'CardSignal',
  record({
    rule: text(),
    signal: text('`churn`, or what the rule is about'),
    level: text('How urgent it is'),
    score: maybe(figure()),
    odds: maybe(record({ share: figure('Of such customers, who bought again in time'), n: whole() })),
    reasons: listOf(text()),
    valueAtStake: amount(),
    currency: text(),
    date: dayText('The day at whose end it was decided'),
    dueFrom: maybe(moment('Nothing is to be done before; null = at once')),
    figures: maybe(mapOf(anything(), 'What else the rule looked at')),
    eventId: id('Of the decision'),
  }),
);

const TASK = named(
  'CardTask',
  record({
    taskId: id(),
    about: text(),
    dueAt: moment(),
    priority: word(['low', 'normal', 'high']),
    assignee: maybe(text()),
    team: maybe(text()),
    policy: maybe(text('That wants it; null = a person does')),
  }),
);

/** What rules decided, in short. */
export const DECIDED = {
  tiers: listOf(TIER, 'Of each rule that ranks'),
  signals: listOf(SIGNAL, 'Those that hold'),
};

/** What there is to do. */
export const TASKS = { tasks: listOf(TASK, 'Open ones, those due first; ten at most') };
