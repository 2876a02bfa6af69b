import { shapes } from '@rapport/edge';

const { anything, dayText, figure, flag, id, listOf, mapOf, maybe, moment, named, record, text, whole, word } = shapes;

/** A model of a rule as it was fitted at a close, or as somebody had it judged. */
export const RULE_MODEL = named(
  'RuleModel',
  record({
    eventId: id('Decisions that rest on the model name it'),
    kind: word(['fitted', 'evaluated']),
    rule: text(),
    version: whole('Of the rule'),
    model: text('Which one, such as pareto-nbd'),
    date: dayText('The day at whose end it was fitted, or frozen'),
    until: maybe(dayText('Last day of the outcome that it was held against')),
    parameters: mapOf(mapOf(figure()), 'By part of the model; times are in weeks'),
    logLikelihood: figure(),
    customers: whole('Customers that it was fitted to'),
    atBounds: listOf(text(), 'Parameters that went to their bounds: the data do not say them'),
    judged: mapOf(anything(), 'How it did on days that it had not seen, beside plain baselines; the kind of rule says which figures there are'), // prettier-ignore
    promoted: flag('It beats the plain baseline, and so may decide'),
    reason: text('Why it decides or does not, in words'),
    run: maybe(id('The run that fitted it; null when somebody had it judged')),
    by: maybe(text('The key on whose behalf it was judged; null for a run')),
    recordedAt: moment(),
    position: text(),
  }),
);
