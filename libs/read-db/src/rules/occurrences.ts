import type { DataOf, EventType, Fact } from '@rapport/events';
import type { DayOf } from './book';

/** What rules look at besides sales. */
export type OccurrenceKind =
  | 'service'
  | 'interest'
  | 'quote'
  | 'opportunity'
  | 'strategic'
  | 'wallet'
  | 'reached'
  | 'cost'
  | 'referral'
  | 'account'
  | 'profiling'
  | 'contract'
  | 'plan'
  | 'bill'
  | 'paid'
  | 'redeemed'
  | 'case'
  | 'wrap-up'
  | 'bad'
  | 'term'
  | 'trait'
  | 'preference'
  | 'date'
  | 'warranty';

/** Something that happened with a customer, as the rules keep it. */
export interface OccurrenceRow {
  readonly eventId: string;
  readonly handle: string;
  readonly occurredAt: string;
  readonly kind: OccurrenceKind;
  /** What rules want to know of it. */
  readonly about: Readonly<Record<string, string>>;
}

/** The same in a customer's book. */
export interface Occurrence extends OccurrenceRow {
  /** The moment in milliseconds. */
  readonly at: number;
  /** Its local day, a day number. */
  readonly day: number;
}

type Told = Pick<OccurrenceRow, 'kind'> & { readonly about?: OccurrenceRow['about'] };
type Tellers = {
  readonly [Type in EventType]?: (data: DataOf<Type>, source: string, sealed: Fact['sealed']) => Told | null;
};

/** What they looked at, where it is named. */
const lookedAt =
  (kind: 'interest' | 'quote') =>
  ({ sku, category }: { readonly sku?: string; readonly category?: string }): Told => ({
    ...{ kind, about: texts({ sku, category }) },
  });
const interest = (): Told => ({ kind: 'interest' });
const quote = (): Told => ({ kind: 'quote' });
const opportunity =
  (state: 'open' | 'closed') =>
  ({ opportunityId }: { readonly opportunityId: string }): Told => ({
    ...{ kind: 'opportunity', about: { id: opportunityId, state } },
  });
/** Account numbers are those of the source; no source can name another one's. */
const account =
  (state: 'joined' | 'left') =>
  ({ accountId }: { readonly accountId: string }, source: string): Told => ({
    ...{ kind: 'account', about: { account: `${source} ${accountId}`, state } },
  });

/** Case numbers are those of the source. */
const ofCase =
  (state: 'answered' | 'reopened' | 'over') =>
  ({ caseId }: { readonly caseId: string }, source: string): Told => ({
    ...{ kind: 'case', about: { case: `${source} ${caseId}`, state } },
  });
/** A contract goes on, is given notice of, or is over. */
const term =
  (state: 'runs' | 'notice' | 'over') =>
  ({ contractId, ...terms }: { readonly contractId: string } & Partial<DataOf<'ContractRenewed'>>, source: string): Told => ({
    ...{ kind: 'term', about: texts({ contract: `${source} ${contractId}`, state, ...termsOf(terms) }) },
  }); // prettier-ignore
/** How long a contract is, and what it costs, as texts. */
const termsOf = ({ endsOn, termMonths, autoRenew, monthlyAmount, currency }: Partial<DataOf<'ContractRenewed'>>) => ({
  ...{ endsOn, termMonths: termMonths?.toString(), autoRenew: autoRenew?.toString() },
  ...(monthlyAmount !== undefined && { monthlyAmount, currency }),
});
/** Another plan, and what it costs from now on; a smaller one is a bad experience. */
const plan = ({ contractId, direction, toMonthlyAmount, currency }: DataOf<'PlanChanged'>, source: string): Told | null => {
  const priced = toMonthlyAmount !== undefined && { monthlyAmount: toMonthlyAmount, currency };
  const about = texts({ contract: `${source} ${contractId}`, ...priced });
  if (direction === 'down') return { kind: 'bad', about: { ...about, what: 'downgraded' } };
  return priced ? { kind: 'plan', about } : null;
}; // prettier-ignore
const bad = (what: string): Told => ({ kind: 'bad', about: { what } });
/** Moods from -1 to 1; from here down somebody is angry or disappointed. */
const NEGATIVE = -0.3;
const isNegative = (sentiment: number | undefined): boolean => sentiment !== undefined && sentiment <= NEGATIVE;
const mood = ({ sentiment }: { readonly sentiment?: number }): Told | null =>
  isNegative(sentiment) ? bad('negative-words') : null;
/** What a contact was about, by the number of its own system, and whether it went badly. */
const wrapUp = ({ contactId, caseId, reason, sentiment }: DataOf<'WrapUpRecorded'>, source: string): Told | null => {
  const about = texts({ contact: contactId, reason, ...(caseId !== undefined && { case: `${source} ${caseId}` }) });
  if (isNegative(sentiment)) return { kind: 'bad', about: { ...about, what: 'negative-words' } };
  return caseId === undefined && reason === undefined ? null : { kind: 'wrap-up', about };
};
/** A contact for service that the customer began, by the number of its own system, and what group of reasons it was about. */
const contact = (id: string | undefined, theme?: string, via?: string): Told => ({ kind: 'service', about: texts({ contact: id, theme, via }) }); // prettier-ignore
/** A contact that we began: it costs something, too. */
const reached = (via: string, more: Readonly<Record<string, string | undefined>> = {}): Told => ({
  ...{ kind: 'reached', about: texts({ via, ...more }) },
});
/** A call to us is a contact that they began, any other is ours. */
const called = (direction: string, call: string, more: { readonly told?: 'end' } = {}): Told => ({
  ...{ kind: direction === 'inbound' ? 'service' : 'reached', about: { contact: call, via: 'call', ...more } },
});

/** Whether somebody may be put into classes and signalled at all. */
const profiling =
  (state: 'allowed' | 'objected') =>
  ({ purpose, medium }: { readonly purpose: string; readonly medium?: string }): Told | null =>
    purpose === 'profiling' && medium === undefined ? { kind: 'profiling', about: { state } } : null;

/**
 * Stated traits that say what somebody does and where, as texts. Gender, age, family and income are no part of it: sets that are
 * made by them treat people differently for what nobody may ask.
 */
const traits = (said: DataOf<'ProfileStated'>, _: string, sealed: Fact['sealed']): Told | null => {
  const { industry, occupation, jobTitle, companySize, country, region, language, origin } = said;
  const stated = { industry, occupation, jobTitle, country, region, language, origin };
  const about = texts({ ...stated, companySize: companySize?.toString() });
  // A birthday stays sealed here; `sealedDays` opens it while a close is decided.
  const { customerSince, timezone } = said;
  const dates = texts({ birthday: sealed['birthday'], customerSince, timezone });
  if (Object.keys(about).length > 0) return { kind: 'trait', about: { ...about, ...dates } };
  return Object.keys(dates).length > 0 ? { kind: 'date', about: dates } : null;
};

/** The fields of an event that are there, as texts. */
const texts = (fields: Readonly<Record<string, string | undefined>>): OccurrenceRow['about'] =>
  Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined));

/**
 * What each type of event is to the rules; others are nothing to them. `service` are contacts for service or advice that the
 * customer began, `interest` is what somebody does who may want to buy; that a page was shown is no interest yet.
 */
const TOLD: Tellers = {
  CallStarted: ({ direction, callId }) => called(direction, callId),
  CallEnded: ({ direction, callId }) => (direction === undefined ? null : called(direction, callId, { told: 'end' })),
  CallbackRequested: ({ callId, topic }) => contact(callId, topic),
  MailReceived: ({ messageId }) => contact(messageId, undefined, 'email'),
  MailSent: ({ campaign }) => reached('email', { campaign }),
  CampaignSent: ({ campaign, currency, cost }) => reached('campaign', { campaign, currency, cost }),
  VisitMade: () => reached('field'),
  CostBooked: ({ kind, currency, amount }) => ({ kind: 'cost', about: { of: kind, currency, amount } }),
  CustomerReferred: ({ referralId, role }, source) => ({
    ...{ kind: 'referral', about: { referral: `${source} ${referralId}`, role } },
  }),
  ChatStarted: ({ conversationId, topic }) => contact(conversationId, topic, 'chat'),
  CaseOpened: ({ caseId, kind, dueAt, reason, topic }, source) => ({
    ...{ kind: 'service', about: texts({ case: `${source} ${caseId}`, of: kind, dueAt, reason, theme: topic }) },
  }),
  CaseAnswered: ofCase('answered'),
  CaseReopened: ofCase('reopened'),
  CaseConfirmed: ofCase('over'),
  CaseClosed: ofCase('over'),
  SurveyAnswered: ({ score, scaleMax, aspect }) =>
    score < scaleMax && aspect !== 'expected' ? bad('not-satisfied') : null,
  WrapUpRecorded: wrapUp,
  PostPublished: mood,
  DeliveryFailed: () => bad('delivery-failed'),
  PromiseBroken: () => bad('promise-broken'),
  PlanChanged: plan,
  AdviceRequested: ({ topic }) => ({ kind: 'service', about: { topic } }),
  ProductConfigured: lookedAt('interest'),
  ItemAddedToCart: lookedAt('interest'),
  CheckoutStarted: interest,
  FormSubmitted: interest,
  SignedUp: interest,
  StoreVisited: () => ({ kind: 'interest', about: { via: 'store' } }),
  QuoteRequested: lookedAt('quote'),
  QuoteGiven: quote,
  OpportunityOpened: opportunity('open'),
  OpportunityStageChanged: opportunity('open'),
  OpportunityWon: opportunity('closed'),
  OpportunityLost: opportunity('closed'),
  WalletStated: ({ currency, yearly }) => ({ kind: 'wallet', about: { currency, yearly } }),
  StrategicValueSet: ({ value, owner }) => ({ kind: 'strategic', about: texts({ value, owner }) }),
  ContractStarted: ({ contractId, startsOn, ...terms }, source) => ({
    ...{ kind: 'contract', about: texts({ contract: `${source} ${contractId}`, startsOn, ...termsOf(terms) }) },
  }),
  ContractRenewed: term('runs'),
  NoticeGiven: term('notice'),
  NoticeWithdrawn: term('runs'),
  ContractEnded: term('over'),
  ConsentGiven: profiling('allowed'),
  ConsentWithdrawn: profiling('objected'),
  ConsentDenied: profiling('objected'),
  BillIssued: ({ billId, currency, amount, dueAt, periodFrom }, source) => ({
    ...{ kind: 'bill', about: texts({ bill: `${source} ${billId}`, currency, amount, dueAt, periodFrom }) },
  }),
  BillPaid: ({ billId, amount, dueAt, late }, source) => ({
    ...{ kind: 'paid', about: texts({ bill: `${source} ${billId}`, amount, dueAt, late: late?.toString() }) },
  }),
  PointsRedeemed: ({ points }) => ({ kind: 'redeemed', about: { points: String(points) } }),
  ProfileStated: traits,
  PreferenceStated: ({ topic, value }) => ({ kind: 'preference', about: { topic, value } }),
  ImportantDateStated: ({ occasion, yearly = true }, _, { day }) =>
    day === undefined ? null : { kind: 'date', about: { occasion, day, yearly: String(yearly) } },
  ProductRegistered: ({ sku, category, warrantyUntil }) => ({
    ...{ kind: 'warranty', about: texts({ sku, category, endsOn: warrantyUntil }) },
  }),
  AccountJoined: account('joined'),
  AccountLeft: account('left'),
};

/** The row of a fact; null for one that is nothing to the rules, or of somebody who gave no identifier at all. */
export const occurrenceRow = (fact: Fact): OccurrenceRow | null => {
  const tell = TOLD[fact.type as EventType] as ((data: Fact['data'], source: string, sealed: Fact['sealed']) => Told | null) | undefined; // prettier-ignore
  if (!tell || fact.handles.every(({ type }) => type === 'event')) return null;
  const told = tell(fact.data, fact.source, fact.sealed);
  if (told === null) return null;
  const { eventId, handle, occurredAt } = fact;
  return { eventId, handle, occurredAt, kind: told.kind, about: told.about ?? {} };
};

/** The rows of which each call is once: the end of one whose beginning is told as well says nothing new. */
const callsOnce = (rows: readonly OccurrenceRow[]): readonly OccurrenceRow[] => {
  if (rows.every(({ about }) => about['told'] !== 'end')) return rows;
  const begun = new Set(rows.flatMap(({ about }) => (about['via'] === 'call' && about['told'] !== 'end' ? about['contact'] : [])));
  return rows.filter(({ about }) => about['told'] !== 'end' || !begun.has(about['contact']));
}; // prettier-ignore

/** The occurrences of a customer's rows, oldest first. */
export const occurrencesOf = (rows: readonly OccurrenceRow[], dayOf: DayOf): readonly Occurrence[] =>
  callsOnce(rows)
    .map(({ eventId, handle, occurredAt, kind, about }) => {
      const at = Date.parse(occurredAt);
      return { eventId, handle, occurredAt, kind, about, at, day: dayOf(at) };
    })
    .sort((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));
