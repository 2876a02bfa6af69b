import type { EventStore } from '@rapport/event-store';
import { decodeEvent, type Fact } from '@rapport/events';
import { effectiveFacts, targetOf } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import { earlyAmong, recordsOf } from '../views/about-events';

/** What a batch makes of events: those of these ids are not (any more) what they were; the facts are what holds now. */
export interface Effective {
  readonly replaced: readonly string[];
  readonly facts: readonly Fact[];
}

/**
 * Applies corrections and retractions up to the end of a batch, whichever came first, the record or its event. Identity must
 * have come as far: it keeps the list of records.
 */
export const effectiveBatch = async (
  sql: Sql,
  store: Pick<EventStore, 'find'>,
  facts: readonly Fact[],
): Promise<Effective> => {
  const end = facts.at(-1)!.position;
  const records = facts.filter(({ channel }) => channel === 'record');
  const plain = facts.filter(({ channel }) => channel !== 'record');
  const touched = [...new Set([...records.map(targetOf), ...(await earlyAmong(sql, plain))])];
  if (touched.length === 0) return { replaced: [], facts: plain };
  const about = await recordsOf(sql, touched, end);
  const known = (await store.find([...touched, ...about])).map(decodeEvent);
  const isTouched = new Set(touched);
  return {
    replaced: touched,
    facts: [
      ...plain.filter(({ eventId }) => !isTouched.has(eventId)),
      ...effectiveFacts(known.filter(({ position }) => position <= end)),
    ],
  };
};
