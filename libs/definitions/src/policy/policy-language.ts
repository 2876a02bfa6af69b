import { ACTION_KINDS } from '@rapport/events';
import { plainCondition, plainConditionShape } from '../language';
import { list, named, number, object, oneOf, text, type Schema, type Shape } from '../shape';

const CODE = /^[^\p{Cc}\n]{1,200}$/u;
const code = (what: string): Shape => text(what, 'a text of one line, at most 200 characters', CODE);
const RULE = /^[a-z][a-z0-9-]{0,59}$/;
const TYPE = /^[A-Z]\w+$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const rule = (what: string): Shape => text(what, 'the name of a rule', RULE, 60);
const types = (what: string): Shape => list(what, text('Type of event', 'the name of an event type: PurchaseMade', TYPE, 100), 1, 50); // prettier-ignore
const time = (what: string): Shape => text(what, 'a time of day: 20:00', TIME, 5);

const consented = {
  purpose: code('What consent is needed for'),
  medium: code('The way to the customer that the consent must be about; email for mail and coupons when absent'),
};
const kind = (word: string): Shape => oneOf('What kind of action it is', [word]);
const ACTIONS: Readonly<Record<(typeof ACTION_KINDS)[number], Shape>> = {
  task: object(
    'Somebody has something to do',
    {
      ...{ kind: kind('task'), about: code('What is to be done; says nothing of the person') },
      ...{ team: code('Whose members may do it'), assignee: code('Who has to do it') },
      dueWithinHours: number('When it is due, in hours from then on; 48 when absent', 1, 8_784),
      priority: oneOf('How urgent it is', ['low', 'normal', 'high']),
      ...consented,
    },
    ['kind', 'about'],
  ),
  mail: object('A mail, by whoever sends mails for you', { kind: kind('mail'), template: code('Which mail'), ...consented }, ['kind', 'template', 'purpose']), // prettier-ignore
  coupon: object('A coupon, by whoever hands them out for you', { kind: kind('coupon'), offer: code('Which offer'), ...consented }, ['kind', 'offer', 'purpose']), // prettier-ignore
  webhook: object('Anything else, by a receiver of yours', { kind: kind('webhook'), name: code('What the receiver knows it by'), ...consented }, ['kind', 'name']), // prettier-ignore
  case: object(
    'A case in your help desk',
    {
      ...{ kind: kind('case'), about: code('What it is about; says nothing of the person') },
      caseKind: oneOf('What kind of case', ['enquiry', 'suggestion', 'complaint']),
      ...consented,
    },
    ['kind', 'about'],
  ),
};

/** The members of an action are those of its kind. */
const action: Shape = {
  schema: { oneOf: Object.values(ACTIONS).map(({ schema }) => schema), description: 'Something that is to be done' },
  check: (value, at) => {
    const named = (value as { readonly kind?: unknown } | null)?.kind;
    const shape = ACTION_KINDS.find((one) => one === named);
    return shape ? ACTIONS[shape].check(value, at) : oneOf('', ACTION_KINDS).check(named, `${at}/kind`);
  },
};

/** The shape of a policy. Which fields a condition may name is looked up afterwards. */
export const policyLanguage: Shape = object(
  'A policy: what is done about whom when something happens',
  {
    title: text('What it is for, in words', 'one line of at most 200 characters', CODE),
    on: types('What triggers it'),
    where: plainCondition,
    who: object('Whom it is for, by what rules have decided about them; all of it must hold', {
      tiers: named('In one of these tiers of each of these rules', 'names of rules', RULE, list('Tiers', code('Tier'), 1, 50), 20), // prettier-ignore
      segments: list('In every one of these segments', rule('Rule of the segment'), 1, 20),
      notSegments: list('In none of these segments', rule('Rule of the segment'), 1, 20),
    }),
    actions: list('What is done, in this order', action, 1, 5),
    quietHours: object(
      'Local times of the customer between which mail and coupons wait; equal times: never',
      { from: time('From'), to: time('To') },
      ['from', 'to'],
    ),
    atMost: object(
      'How often a customer is acted on',
      { times: number('How often', 1, 1_000), days: number('In how many days', 1, 3_660) },
      ['times', 'days'],
    ),
    holdout: number('Share of customers on whom it never acts', 0, 0.9, false),
    goal: object(
      'What it is for: that one of these happens soon enough',
      { types: types('What is hoped for'), withinDays: number('In how many days', 1, 730) },
      ['types', 'withinDays'],
    ),
    lateAfterHours: number('An older trigger is not acted on', 1, 8_784),
  },
  ['on', 'actions'],
);

/** The language of policies as JSON Schema, for editors. */
export const policySchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:rapport:policy',
  title: 'A policy',
  ...policyLanguage.schema,
  $defs: { condition: plainConditionShape.schema },
};
