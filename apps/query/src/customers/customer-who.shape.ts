import { shapes } from '@rapport/edge';
import { PERSONAL, personal } from '../cell.shape';
import { STATED } from './stated.shape';

const { flag, mapOf, maybe, moment, named, record, text, word } = shapes;

const TRAIT = named('Trait', record({ ...STATED, value: PERSONAL }));

const PREFERENCE = named('Preference', record({ ...STATED, value: text(), personal: personal('Their own words') }));

const IMPORTANT_DATE = named(
  'ImportantDate',
  record({ ...STATED, yearly: maybe(flag('Null: not said')), personal: personal('The day') }),
);

const ACCOUNT = named(
  'AccountMembership',
  record({ ...STATED, status: word(['joined', 'left']), role: maybe(text()), personal: personal() }),
);

const CONSENT = named(
  'CustomerConsent',
  record({
    ...STATED,
    purpose: text(),
    medium: maybe(text('Way to the customer; null = every way')),
    status: word(['given', 'withdrawn', 'denied']),
    lawfulBasis: maybe(text()),
    textVersion: maybe(text('Version of the text that was shown')),
    expiresAt: maybe(moment()),
    source: text(),
    personal: personal('The proof'),
  }),
);

/** What was said about the person, each as it was said last. */
export const WHO = {
  traits: mapOf(TRAIT, 'By name'),
  preferences: mapOf(PREFERENCE, 'By topic'),
  importantDates: mapOf(IMPORTANT_DATE, 'By occasion'),
  accounts: mapOf(ACCOUNT, 'By account id'),
};

/** What they agreed to. */
export const CONSENTS = { consents: mapOf(CONSENT, 'By `purpose/medium`; `purpose/*` is about every way') };
