import { setTimeout as pause } from 'node:timers/promises';
import {
  OutcomeUnknown,
  StoreBusy,
  type Append,
  type EventStore,
  type Outcome,
  type StoredEvent,
} from '@rapport/event-store';
import { decodeEvent, type Fact } from '@rapport/events';
import { ruleSource, type Streamed } from './rule-event';

type Appender = Pick<EventStore, 'append' | 'find'>;

/** Most decisions in one call of the store. */
const AT_ONCE_MAX = 1_000;
const BUSY_PAUSE_MS = 20;
/** How often others may be faster on a rule's own stream. */
const ATTEMPTS_MAX = 50;

const patiently = async (store: Appender, appends: readonly Append[]): Promise<readonly Outcome[]> => {
  for (;;) {
    try {
      return await store.append(appends);
    } catch (error) {
      // Ids make it safe to say it again.
      if (!(error instanceof StoreBusy || error instanceof OutcomeUnknown)) throw error;
      await pause(BUSY_PAUSE_MS);
    }
  }
};

/** The events that have these ids in the log. @throws when one is not the rule's. */
const recorded = async (store: Appender, rule: string, ids: readonly string[]): Promise<readonly StoredEvent[]> => {
  const found = await store.find(ids);
  const own = new Set(found.filter((event) => decodeEvent(event).source === ruleSource(rule)).map(({ id }) => id));
  const strange = ids.filter((id) => !own.has(id));
  if (strange.length > 0)
    throw new Error(`ids of decisions of ${rule} are taken by other events: ${strange.join(', ')}`);
  return found;
};

/**
 * Appends an event to a rule's own stream under the version that the stream has, and returns the event as the log has it:
 * the first one of an id wins.
 */
export const appendToRule = async (
  store: Appender,
  rule: string,
  { stream, event }: Streamed,
  versions: Map<string, number>,
): Promise<Fact> => {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const expected = versions.get(stream) ?? 0;
    const outcome = (await patiently(store, [{ stream, expected, events: [event] }]))[0]!;
    if (outcome.status === 'stale') {
      versions.set(stream, outcome.actual);
      continue;
    }
    if (outcome.status === 'appended') versions.set(stream, expected + 1);
    return decodeEvent((await recorded(store, rule, [event.id]))[0]!);
  }
  throw new Error(`${stream}: others write to it all the time`);
};

/**
 * Appends decisions in order. A repeat is nothing new. Where the log holds another decision under an id (an older release
 * had begun this run), the log is right; those come back.
 */
export const appendDecisions = async (
  store: Appender,
  rule: string,
  decisions: readonly Streamed[],
): Promise<ReadonlyMap<string, StoredEvent>> => {
  const others = new Map<string, StoredEvent>();
  for (let at = 0; at < decisions.length; at += AT_ONCE_MAX) {
    const part = decisions.slice(at, at + AT_ONCE_MAX);
    const outcomes = await patiently(store, part.map(({ stream, event }) => ({ stream, expected: 'any', events: [event] }))); // prettier-ignore
    const taken = outcomes.flatMap((outcome) => (outcome.status === 'conflict' ? [outcome.eventId] : []));
    if (taken.length === 0) continue;
    for (const event of await recorded(store, rule, taken)) others.set(event.id, event);
  }
  return others;
};
