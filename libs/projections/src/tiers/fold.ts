import type { DataOf, Fact, FactOf } from '@rapport/events';
import type { EntryProjection } from '@rapport/fold';

/** One decision about a customer's tier. It holds once its run is closed, until the next one. */
export interface TierDecision {
  /** The event's id. */
  readonly key: string;
  readonly kind: 'assigned' | 'ended';
  /** The customer as of the close; may have been joined with another one since. */
  readonly customer: string;
  readonly rule: string;
  readonly version: number | null;
  readonly run: string;
  /** The day at whose end it was decided. */
  readonly date: string;
  /** The tier that holds; null when there is no such customer any more. */
  readonly tier: string | null;
  /** The exact tier of that day. */
  readonly rankTier: string | null;
  readonly previousTier: string | null;
  /** The day since which the tier holds. */
  readonly since: string | null;
  readonly rank: number | null;
  /** Customers that were ranked. */
  readonly population: number | null;
  readonly share: number | null;
  /** Value in the window, at that close. */
  readonly value: string | null;
  readonly currency: string | null;
  readonly basis: string | null;
  /** Closes in a row, that one included, at which the exact tier lay below the one that holds. */
  readonly below: number | null;
  readonly cutoffs: DataOf<'TierAssigned'>['cutoffs'];
  readonly evidence: DataOf<'TierAssigned'>['evidence'];
  /** What else the rule looked at, such as scores; null = nothing. */
  readonly figures: Readonly<Record<string, unknown>> | null;
  readonly reason: string;
  readonly recordedAt: string;
  readonly position: string;
}

const blank = (key: string, { handle, recordedAt, position }: Fact): TierDecision => ({
  ...{ key, kind: 'ended', customer: handle, rule: '', version: null, run: '', date: '' },
  ...{ tier: null, rankTier: null, previousTier: null, since: null, rank: null, population: null, share: null },
  ...{ value: null, currency: null, basis: null, below: null, cutoffs: [], evidence: { events: [], count: 0 } },
  ...{ figures: null, reason: '', recordedAt, position },
});

const assigned = (row: TierDecision, { data }: FactOf<'TierAssigned'>): TierDecision => ({
  ...row,
  ...{ kind: 'assigned', rule: data.rule, version: data.version, run: data.run, date: data.date },
  ...{ tier: data.tier, rankTier: data.rankTier, previousTier: data.previousTier ?? null, since: data.since },
  ...{ rank: data.rank ?? null, population: data.population, share: data.share ?? null },
  ...{ value: data.value, currency: data.currency, basis: data.basis, below: data.below },
  ...{ cutoffs: data.cutoffs, evidence: data.evidence, figures: data.figures ?? null, reason: data.reason },
});

const ended = (row: TierDecision, { data }: FactOf<'TierEnded'>): TierDecision => ({
  ...row,
  ...{ kind: 'ended', rule: data.rule, run: data.run, date: data.date, previousTier: data.tier, reason: data.why },
});

/** In which tier was somebody decided to be, when, and why? */
export const tiers: EntryProjection<TierDecision> = {
  name: 'tiers',
  version: 2,
  scope: 'entry',
  keys: ({ eventId }) => [eventId],
  initial: blank,
  on: { TierAssigned: assigned, TierEnded: ended },
};
