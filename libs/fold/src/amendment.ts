import type { Fact } from '@rapport/events';
import { effectiveFacts, targetOf } from './effective-facts';

/** What one fact of the log changes for a projection that can take facts back. */
export interface Amendment {
  /** The event as it stood until then; null when there was nothing to take back. */
  readonly takenBack: Fact | null;
  /** The event as it stands from then on; null when it is retracted, or has not been recorded yet. */
  readonly takenIn: Fact | null;
}

/** The event that a fact says something about: a record's target, else the fact's own. */
export const subjectOf = (fact: Fact): string => (fact.channel === 'record' ? targetOf(fact) : fact.eventId);

/**
 * Compares how an event stands before and after a fact of the log. A plain event that no record is about is simply taken in.
 * @param about the original event and all records about it, in any order; those after the fact do not count.
 */
export const amendmentOf = (fact: Fact, about: readonly Fact[]): Amendment => {
  const standing = (facts: readonly Fact[]): Fact | null => effectiveFacts(facts)[0] ?? null;
  if (fact.channel !== 'record' && about.every(({ channel }) => channel !== 'record')) {
    return { takenBack: null, takenIn: fact };
  }
  return {
    takenBack: standing(about.filter(({ position }) => position < fact.position)),
    takenIn: standing(about.filter(({ position }) => position <= fact.position)),
  };
};

/** All that is said about the events that some record is about, by event id. */
export const aboutEvents = (facts: readonly Fact[]): ReadonlyMap<string, readonly Fact[]> => {
  const records = facts.filter(({ channel }) => channel === 'record');
  const about = new Map<string, Fact[]>(records.map((record) => [targetOf(record), []]));
  if (about.size > 0) for (const fact of facts) about.get(subjectOf(fact))?.push(fact);
  return about;
};
