import type { EngagedDay } from '@rapport/decisions';
import type { EventType, Fact } from '@rapport/events';
import type { DayOf } from './book';

/** Something that a customer did on a channel, as the rules keep it. */
export interface EngagementRow {
  readonly eventId: string;
  readonly handle: string;
  readonly occurredAt: string;
  readonly channel: string;
}

/** What customers do of their own accord; what they buy, and what is done to them, is no part of it. */
const ENGAGING: ReadonlySet<string> = new Set<EventType>([
  ...(['PageViewed', 'ScreenViewed', 'ProductViewed', 'SearchMade', 'ItemAddedToCart', 'CheckoutStarted'] as const),
  ...(['FormSubmitted', 'SignedIn', 'FileDownloaded', 'ProductConfigured', 'QuoteRequested', 'AdviceRequested'] as const),
  ...(['MailOpened', 'LinkClicked', 'MailReceived', 'CallStarted', 'CallEnded', 'CallbackRequested', 'ChatStarted'] as const),
  ...(['PostPublished', 'ReactionGiven', 'ReviewPublished', 'StoreVisited', 'FeatureUsed', 'SurveyAnswered'] as const),
  'SelfServiceUsed',
]); // prettier-ignore

const CALLS: ReadonlySet<string> = new Set<EventType>(['CallStarted', 'CallEnded']);

/** Calls that we made, and mails that a proxy opened, are not their doing. */
const isTheirs = ({ type, data }: Fact): boolean =>
  (!CALLS.has(type) || data['direction'] === 'inbound') && (type !== 'MailOpened' || data['byProxy'] !== true);

/** The row of a fact; null for one that says nothing of it, or of somebody who gave no identifier at all. */
export const engagementRow = (fact: Fact): EngagementRow | null => {
  if (!ENGAGING.has(fact.type) || !isTheirs(fact)) return null;
  if (fact.handles.every(({ type }) => type === 'event')) return null;
  const { eventId, handle, occurredAt, channel } = fact;
  return { eventId, handle, occurredAt, channel };
};

/** The days of a customer's rows: each channel and day once, by what was first. */
export const engagedDays = (rows: readonly EngagementRow[], dayOf: DayOf): readonly EngagedDay[] => {
  const first = new Map<string, EngagedDay & { readonly key: string }>();
  for (const { eventId, occurredAt, channel } of rows) {
    const day = dayOf(Date.parse(occurredAt));
    const key = `${occurredAt} ${eventId}`;
    const known = first.get(`${channel} ${day}`);
    if (!known || key < known.key) first.set(`${channel} ${day}`, { channel, day, eventId, key });
  }
  return [...first.values()].map(({ channel, day, eventId }) => ({ channel, day, eventId }));
};
