import { shapes } from '@rapport/edge';
import { DECISION, FIGURES_OR_NONE, HELD, WHOM, type Or } from './decision.shape';

const { amount, figure, id, listOf, maybe, moment, named, record, text, whole, word } = shapes;

const ODDS = named(
  'Odds',
  record({
    share: figure('Of such customers who bought again in time, smoothed'),
    n: whole('Past situations of this installation that it comes from'),
  }),
);

const CONTRIBUTION = named(
  'Contribution',
  record(
    { factor: text('What counted'), value: figure('Its figure: a share that fell away, a ratio, days since') },
    { events: listOf(id(), 'Those behind it') },
  ),
);

const fields = (kinds: readonly string[], or: Or): shapes.Fields => ({
  ...DECISION,
  kind: word(kinds),
  signal: text('What it says: churn, or what the rule is about'),
  version: or(whole('Of the rule')),
  level: or(text('How urgent or how sure it is')),
  previousLevel: maybe(text()),
  score: maybe(figure('From 0 to 1; null where the rule cannot tell')),
  odds: maybe(ODDS),
  overdueRatio: maybe(figure('Days since the last purchase divided by the median gap')),
  medianGapDays: maybe(figure()),
  gaps: maybe(whole('Gaps of their own between days with purchases')),
  daysSince: maybe(whole('Days since the last purchase')),
  valueAtStake: or(amount()),
  currency: or(text()),
  reasons: listOf(text('In words')),
  dueFrom: maybe(moment('Nothing is to be done before; null = at once')),
  contributions: maybe(listOf(CONTRIBUTION, 'What speaks for it; null where one figure decides')),
  figures: FIGURES_OR_NONE,
  model: maybe(id('The event by which the model was fitted; null = there is none')),
});
const raised = fields(['raised', 'changed'], (schema) => schema);

/** One decision about a signal; those that cleared it leave most fields null. */
export const SIGNAL_DECISION = named('SignalDecision', record(fields(['raised', 'changed', 'cleared'], maybe)));

/** A signal that holds, by one rule. */
export const HELD_SIGNAL = named('HeldSignal', record({ ...raised, ...HELD }));

/** Somebody of whom a signal holds. */
export const SIGNALLED_CUSTOMER = named('SignalledCustomer', record({ ...WHOM, ...raised }));
