import {
  currentSignals,
  currentTiers,
  nextTier,
  ruleRuns,
  segments,
  signals,
  tiers,
  type CardSignal,
  type CardTier,
  type SegmentDecision,
  type SignalDecision,
  type TierDecision,
} from '@rapport/projections';
import { included } from '../included';
import type { QueryParts } from '../parts';
import { handleSet, type Person } from '../person';

/** What the rules have decided about a customer, in short. */
export interface Decided {
  /** The tier of each rule that ranks. */
  readonly tiers: readonly object[];
  /** The signals that hold. */
  readonly signals: readonly object[];
}

const tierInShort = ({ rule, tier, rankTier, since, date, rank, population, value, currency, key }: CardTier) => ({
  ...{ rule, tier, rankTier, since, date, rank, population, value, currency, eventId: key },
});

const signalInShort = ({ rule, signal, level, score, odds, reasons, valueAtStake, ...row }: CardSignal) => ({
  ...{ rule, signal, level, score, odds, reasons, valueAtStake, currency: row.currency, date: row.date },
  ...{ dueFrom: row.dueFrom, figures: row.figures, eventId: row.key },
});

/** What holds, as cards show it. */
export const inShort = (held: readonly CardTier[], signalled: readonly CardSignal[]): Decided => ({
  tiers: held.map(tierInShort),
  signals: signalled.map(signalInShort),
});

/** Nothing was decided about them yet. */
export const UNDECIDED = inShort([], []);

/** A decision about a tier as readers get it. */
export const tierView = ({ key, customer, ...row }: TierDecision): object => ({
  ...{ eventId: key, decidedAbout: customer, ...row },
  nextTier: nextTier({ key, customer, ...row }),
});

/** A decision about a signal as readers get it. */
export const signalView = ({ key, customer, ...row }: SignalDecision): object => ({
  ...{ eventId: key, decidedAbout: customer, ...row },
});

/** A decision about a segment as readers get it. */
export const segmentView = ({ key, customer, segment: _, ...row }: SegmentDecision): object => ({
  ...{ eventId: key, decidedAbout: customer, ...row },
});

/** What segments are read from; apart, so that tiers need not wait for them. */
export const SEGMENTS_BY = [segments, ruleRuns] as const;

/** What decisions are read from. */
export const DECIDED_BY = [tiers, signals, ruleRuns] as const;
export type DecidedBy = typeof DECIDED_BY | typeof SEGMENTS_BY;

/** Where the projections of decisions stand: what was closed up to there may be shown. '' = nothing. */
export const decidedUpTo = async (
  parts: Pick<QueryParts, 'keyed' | 'waiter'>,
  minPosition?: string,
  by: DecidedBy = DECIDED_BY,
): Promise<{ readonly position: string }> => ({
  position: await included(parts, by, minPosition),
});

/** What was decided about several customers. */
export const decidedAbout = async (
  parts: Pick<QueryParts, 'keyed' | 'waiter' | 'db'>,
  people: readonly Person[],
): Promise<ReadonlyMap<string, Decided>> => {
  const upTo = await decidedUpTo(parts);
  if (upTo.position === '' || people.length === 0) return new Map();
  const whom = people.map((person) => ({ customer: person.customer, handles: [...handleSet(person)] }));
  const [ofTiers, ofSignals] = await Promise.all([
    currentTiers(parts.db.manager, whom, upTo),
    currentSignals(parts.db.manager, whom, upTo),
  ]);
  return new Map(whom.map(({ customer }) => [customer, inShort(ofTiers.get(customer)!, ofSignals.get(customer)!)]));
};
