import { TOUCHPOINT_CHANNELS } from '@rapport/events';
import { DURATION, TIME_UNITS } from './duration';
import {
  byMember,
  defined,
  flag,
  list,
  named,
  number,
  object,
  oneOf,
  plain,
  text,
  type Schema,
  type Shape,
} from './shape';

/** Names of projections: they become names of tables. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME_MAX = 40;
/** Names of parts and measures: they become members of rows. */
const MEMBER = /^[a-z][A-Za-z0-9]{0,39}$/;
const FIELD = /^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)?$/;
const ZONE = /^[A-Za-z]/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const NESTED_MAX = 50;
/** Every event is counted on so many days: a longer window costs that much more. */
const WINDOW_DAYS_MAX = 92;

/** Channels whose events can be asked for: those of touchpoints, and what back offices report. */
export const CHANNELS = [...TOUCHPOINT_CHANNELS, 'business'] as const;
/** The measures, each by the member that tells it apart. */
export const MEASURES = 'count distinct sum min max avg first last quantile top funnel between ratio'.split(' ');

const field = (what: string): Shape =>
  text(what, 'the name of a field: outcome, agent, lines.sku, data.location', FIELD, 80);
const member = (what: string): Shape => text(what, 'a name: letters and digits, beginning with a small letter', MEMBER);
const zone = text('IANA time zone whose days are meant', 'a time zone: Europe/Berlin, UTC', ZONE, 60);

const value = plain('Text, number, true or false, as the field holds it; money as a decimal text');
const demands = {
  ...{ is: value, in: list('One of these', value, 1, 200), exists: flag('Whether there is anything at all') },
  ...{ moreThan: value, atLeast: value, lessThan: value, atMost: value },
};
const traitDemand = object(
  'What a trait of the customer must be, as it had been stated when the event happened',
  { trait: member('Which trait: country, language, industry'), ...demands },
  ['trait'],
);

/** Conditions, as they stand in a document, and as the document's schema holds them once. */
const conditionsOf = (more: Readonly<Record<string, Shape>>): { readonly one: Shape; readonly shape: Shape } => {
  const one: Shape = defined('condition', () => shape);
  const shape = byMember('What must be so', {
    all: object('All of these', { all: list('All of these', one, 1, NESTED_MAX) }, ['all']),
    any: object('At least one of these', { any: list('At least one of these', one, 1, NESTED_MAX) }, ['any']),
    not: object('Not this', { not: one }, ['not']),
    field: object(
      'What a field must be; several demands must hold together',
      { field: field('Which field'), ...demands },
      ['field'],
    ),
    ...more,
  });
  return { one, shape };
};

const rule = text('Which rule: value-pyramid, rfm', 'the name of a rule: small letters, digits, hyphens', NAME, 60);
const tierDemand = object(
  'What the tier of the customer by a rule must be, as it was when the event happened',
  { tier: rule, ...demands },
  ['tier'],
);

const { one: condition, shape: conditionShape } = conditionsOf({ trait: traitDemand, tier: tierDemand });
/** Conditions on an event alone, where nothing is known of what was stated before it. */
export const { one: plainCondition, shape: plainConditionShape } = conditionsOf({});

const as = member('What the rows call it');
const stretch = (name: string): Shape => object(`By local ${name}`, { [name]: zone, as }, [name]);
const part = byMember(
  'What rows are told apart by',
  {
    field: object('A field, perhaps under another name', { field: field('Which field'), as }, ['field']),
    trait: object(
      'A trait of the customer, as it had been stated when the event happened',
      { trait: member('Which trait'), as },
      ['trait'],
    ),
    tier: object('The tier of the customer by a rule, as it was when the event happened', { tier: rule, as }, ['tier']),
    ...{ day: stretch('day'), week: stretch('week'), month: stretch('month'), year: stretch('year') },
  },
  field('customer, channel, type, source, agent, location, product, or a field of the events'),
);

const where = condition;
const lastDays = number('Over so many days, of which the day of the row is the last', 2, WINDOW_DAYS_MAX);
/** What every measure may have that is kept. */
const kept = { where, lastDays };
const within = text('How long at most, from the beginning: 30m, 36h, 7d', 'a whole number and s, m, h or d: 7d', DURATION); // prettier-ignore
const step = object('A step', { step: member('What rows call it'), where: condition }, ['step', 'where']);
const pair = object(
  'From what to what',
  { from: condition, to: condition, same: field('Only what has the same value here belongs together: caseId') },
  ['from', 'to'],
);
const of = (name: string, what: string): Shape => object(what, { [name]: field('Of which field'), ...kept }, [name]);
const measure = byMember(
  'A figure',
  {
    count: object('How many', { count: oneOf('What is counted', ['events']), ...kept }, ['count']),
    distinct: of('distinct', 'How many different values, exactly; `customer`: how many customers'),
    sum: of('sum', 'Sum, exactly; money by currency'),
    min: of('min', 'Least value'),
    max: of('max', 'Greatest value'),
    avg: of('avg', 'Mean: sum by number'),
    first: of('first', 'Value of the earliest event'),
    last: of('last', 'Value of the latest event'),
    quantile: object(
      'A quantile, at most 1 % off',
      { quantile: field('Of which field'), at: number('0.5 is the median', 0, 1, false), ...kept },
      ['quantile', 'at'],
    ),
    top: object(
      'The most frequent values with how often, exactly',
      { top: field('Of which field'), most: number('How many of them; 10 when absent', 1, 100), ...kept },
      ['top'],
    ),
    funnel: object(
      'How many customers took each step after the ones before it',
      { funnel: list('Steps, in order', step, 2, 10), within, ...kept },
      ['funnel'],
    ),
    between: object(
      'Time from one thing to the first other thing after it, in one customer: how many times, median (1 % off at most), mean',
      { between: pair, within, unit: oneOf('In what; seconds when absent', Object.keys(TIME_UNITS)), ...kept },
      ['between'],
    ),
    ratio: object(
      'One measure by another',
      { ratio: object('Names of measures', { of: member('Dividend'), to: member('Divisor') }, ['of', 'to']) },
      ['ratio'],
    ),
  },
  oneOf('Short for {"count": "events"}', ['count']),
);

/** The shape of a definition. What fields there are, and which are personal, is looked up afterwards. */
export const language: Shape = object(
  'A projection: which events, told apart by what, with which figures',
  {
    name: text('Name of the projection', 'small letters, digits and single hyphens, 40 at most', NAME, NAME_MAX),
    title: text('The question, in words', 'one line of at most 200 characters', /^[^\n]+$/),
    events: object('Which events; everything from touchpoints and back offices when empty', {
      types: list('Types of events', text('Type of event', 'the name of an event type: PurchaseMade', /^[A-Z]\w+$/), 1, 100), // prettier-ignore
      channels: list('Channels', oneOf('Channel', CHANNELS), 1, CHANNELS.length),
      each: oneOf('What is counted and summed: the event, or each line of an order', ['event', 'lines']),
      from: text('Only what happened from this moment on', 'a moment with an offset: 2026-01-01T00:00:00Z', MOMENT),
      to: text('Only what happened before this moment', 'a moment with an offset: 2027-01-01T00:00:00Z', MOMENT),
      where: condition,
    }),
    by: list('What rows are told apart by; one row when absent', part, 0, 8),
    measures: named(
      'The figures, by name',
      'names of letters and digits that begin with a small letter, each with its measure',
      MEMBER,
      measure,
      30,
    ),
  },
  ['name', 'events', 'measures'],
);

/** The language as JSON Schema, for editors. */
export const languageSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:rapport:projection-definition',
  title: 'Definition of a projection',
  ...language.schema,
  $defs: { condition: conditionShape.schema },
};
