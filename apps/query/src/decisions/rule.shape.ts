import { shapes } from '@rapport/edge';
import { RULE_KINDS } from '@rapport/events';
import { CUTOFFS, FIGURES } from './decision.shape';

const { anything, dayText, flag, id, listOf, mapOf, maybe, moment, named, record, text, whole, word } = shapes;

/** A run of a rule that was closed: what it decided holds. */
export const RULE_CLOSE = named(
  'RuleClose',
  record({
    run: id(),
    rule: text(),
    version: whole('Of the rule'),
    zone: text('IANA time zone of the day'),
    date: dayText('The day at whose end it decided'),
    endsAt: moment('Exclusive end of that day'),
    basis: text('Position of the log up to which it knew'),
    restatement: whole('How often the day was decided before'),
    until: maybe(dayText('The next day that was decided before this one: its decisions hold only until then')),
    historical: flag('It decided about an imported past'),
    ...{ openedAt: moment(), openedPosition: text(), closedAt: moment(), closedPosition: text() },
    count: whole('Decisions of the run'),
    population: whole('Customers that the rule ranked or judged'),
    cutoffs: CUTOFFS,
    digest: text('SHA-256 of the decisions as stored, in log order'),
    figures: FIGURES,
  }),
);

const version = {
  eventId: id(),
  kind: word(RULE_KINDS),
  version: whole('From 1'),
  params: mapOf(anything(), 'All of them; the kind says which there are'),
  effectiveFrom: dayText('First day whose close it decides'),
  reason: text(),
  by: maybe(text('The key on whose behalf it was published; null for those that Rapport starts with')),
  ...{ publishedAt: moment(), position: text() },
};

/** A rule: its newest version, and all of them. */
export const RULE = named(
  'Rule',
  record({
    ...{ rule: text(), ...version },
    lastClose: maybe(RULE_CLOSE),
    versions: listOf(named('RuleVersion', record(version)), 'Newest first'),
  }),
);
