import { shapes } from '@rapport/edge';
import { CUTOFFS, DECISION, FIGURES_OR_NONE, HELD, nothing, WHOM, type Or } from './decision.shape';

const { amount, dayText, either, figure, maybe, named, record, text, whole, word } = shapes;

const NEXT_TIER = named(
  'NextTier',
  record({
    tier: text('The next better one that has members'),
    distance: amount('What its last member is worth more; 0 = the earlier first sale decided'),
  }),
);

const fields = (kinds: readonly string[], or: Or): shapes.Fields => ({
  ...DECISION,
  kind: word(kinds),
  version: or(whole('Of the rule')),
  tier: or(text('The tier that holds')),
  rankTier: or(text('The exact tier of that day')),
  previousTier: maybe(text()),
  since: or(dayText('The day since which the tier holds')),
  rank: maybe(whole('By value, 1 is the best; null for those who are not ranked')),
  population: or(whole('Customers that were ranked')),
  share: maybe(figure('Rank divided by population')),
  value: or(amount('In the window, at that close')),
  currency: or(text('Of the value and of the cut-offs')),
  basis: or(text('What the value is: gross, net, margin, …')),
  below: or(whole('Closes in a row at which the exact tier lay below the one that holds')),
  cutoffs: CUTOFFS,
  figures: FIGURES_OR_NONE,
  reason: text('In words'),
  nextTier: maybe(NEXT_TIER),
});
const assigned = fields(['assigned'], (schema) => schema);

/** One decision about the tier of a customer; those that ended it leave most fields null. */
export const TIER_DECISION = named('TierDecision', record(fields(['assigned', 'ended'], maybe)));

const unwritten = {
  eventId: nothing('Nobody wrote it down'),
  ...{ rule: text(), tier: text(), rankTier: text(), ...HELD },
  ...{ nextTier: nothing(), reason: text('In words') },
};

/** The tier of a customer by one rule; of whom it has decided nothing up to its last close what they are by that. */
export const HELD_TIER = named(
  'HeldTier',
  either(named('WrittenTier', record({ ...assigned, ...HELD })), named('UnwrittenTier', record(unwritten))),
);

/** Somebody of the population of a rule. */
export const RANKED_CUSTOMER = named('RankedCustomer', record({ ...WHOM, ...assigned }));
