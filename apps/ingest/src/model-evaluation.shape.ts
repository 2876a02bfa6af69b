import { shapes } from '@rapport/edge';
import { POSITION } from './receipt.shape';

const { anything, dayText, figure, flag, id, listOf, mapOf, named, record, text, whole } = shapes;

/** How a rule’s model did on days that it had not seen. */
export const MODEL_EVALUATION = named(
  'ModelEvaluation',
  record({
    ...{ eventId: id('Of the event that keeps it'), position: POSITION },
    ...{ rule: text(), version: whole('Of the rule'), model: text('Which one, such as pareto-nbd') },
    frozenOn: dayText('The last day that the model knew'),
    until: dayText('The last day whose outcome is known'),
    parameters: mapOf(mapOf(figure()), 'By part of the model; times are in weeks'),
    logLikelihood: figure(),
    customers: whole('Customers that it was fitted to'),
    atBounds: listOf(text(), 'Parameters that went to their bounds: the data do not say them'),
    judged: mapOf(anything(), 'How it did, beside plain baselines; the kind of rule says which figures there are'),
    promoted: flag('It beats the plain baseline'),
    reason: text('Why, in words'),
  }),
);
