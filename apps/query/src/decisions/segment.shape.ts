import { shapes } from '@rapport/edge';
import { DECISION, HELD, nothing, WHOM, type Or } from './decision.shape';
import { RULE_CLOSE } from './rule.shape';

const { amount, anything, dayText, mapOf, maybe, named, record, text, whole, word } = shapes;

const fields = (kinds: readonly string[], or: Or): shapes.Fields => ({
  ...DECISION,
  kind: word(kinds),
  version: whole('Of the rule'),
  since: dayText('The day since which they are in it, or were'),
  why: kinds.includes('left') ? maybe(text('Why they left')) : nothing(),
  population: or(whole('Customers that were looked at')),
  currency: or(text()),
  basis: or(text('What the value is: gross, net, margin')),
  value: or(amount('In the window, at that close')),
  figures: or(mapOf(anything(), 'Those that decided, by name')),
  reason: text('In words'),
});
const entered = fields(['entered'], (schema) => schema);

/** One decision about a customer and a segment; of those who left much is null. */
export const SEGMENT_DECISION = named('SegmentDecision', record(fields(['entered', 'left'], maybe)));

/** A segment that a customer is in. */
export const HELD_SEGMENT = named('HeldSegment', record({ ...entered, ...HELD }));

/** Somebody who is in a segment. */
export const SEGMENT_MEMBER = named('SegmentMember', record({ ...WHOM, ...entered }));

/** A segment at the end of a day. */
export const SEGMENT = named(
  'Segment',
  record({
    rule: text('The rule that makes it'),
    name: text('What people call it'),
    by: word(['need', 'industry', 'use', 'behaviour'], 'What it is made by'),
    version: whole('Of the rule'),
    params: mapOf(anything(), 'Its condition and what else the rule was given'),
    date: maybe(dayText('Of the close; null when nothing was decided yet')),
    ...{ members: whole(), entered: whole('At that close'), left: whole('At that close') },
    close: maybe(RULE_CLOSE),
  }),
);
