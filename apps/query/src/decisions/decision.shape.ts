import { shapes, type Schema } from '@rapport/edge';

const { amount, anything, dayText, id, listOf, mapOf, maybe, moment, named, record, text, whole } = shapes;

/** How fields are that only a decision has which sets something: `maybe` where it may have ended it. */
export type Or = (schema: Schema) => Schema;

/** The field is there, and empty. */
export const nothing = (description?: string): Schema => ({ type: 'null', ...(description && { description }) });

const EVIDENCE = named(
  'Evidence',
  record({ events: listOf(id(), 'Newest first, at most 20'), count: whole('How many there are altogether') }),
);

const CUTOFF = named(
  'Cutoff',
  record(
    { tier: text('The tier that ends here'), rank: whole('Of its last member; 0 = nobody is ranked') },
    { value: amount('Of its last member; absent without members') },
  ),
);

/** Where the tiers of a ranking end. */
export const CUTOFFS = listOf(CUTOFF, 'Best tier first; empty where the rule ranks nobody');

/** What a rule has found out, by name. */
export const FIGURES = mapOf(anything(), 'What the rule found out, by name; its kind says which');

/** What a rule has looked at besides. */
export const FIGURES_OR_NONE = maybe(mapOf(anything(), 'What else the rule looked at, by name; its kind says which'));

/** What every decision about a customer says. */
export const DECISION: shapes.Fields = {
  eventId: id(),
  decidedAbout: id('The customer as of the close; may have been joined with another one since'),
  rule: text(),
  run: id(),
  date: dayText('The day at whose end it was decided'),
  evidence: EVIDENCE,
  recordedAt: moment(),
  position: text(),
};

/** What is said of a decision that holds. */
export const HELD: shapes.Fields = { heldAt: dayText('The last close of the rule, which left it so') };

/** Whom an entry of a list is about. */
export const WHOM: shapes.Fields = { customerId: id() };
