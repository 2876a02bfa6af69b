import { createHash } from 'node:crypto';
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

/** Where the log holds another decision under an id (an older release had begun this run), by that id: the log is right. */
export type Others = ReadonlyMap<string, StoredEvent>;

/** What came of appending decisions. */
export interface Appended {
  /** How many of them the log holds otherwise. */
  readonly others: number;
  readonly count: number;
  /** SHA-256 over the bodies as the log has them, one line each. */
  readonly digest: string;
}

const parts = function* <One extends Streamed>(decisions: Iterable<One>): Generator<readonly One[]> {
  let part: One[] = [];
  for (const decision of decisions) {
    if (part.push(decision) < AT_ONCE_MAX) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
};

/**
 * Appends decisions in order, a part after the other; the next part is made while the store writes the one before. A repeat is
 * nothing new. `written` hears of each part once the log has it, so that nobody needs to keep what a whole run says.
 */
export const appendDecisions = async <One extends Streamed>(
  store: Appender,
  rule: string,
  decisions: Iterable<One>,
  written: (part: readonly One[], others: Others) => Promise<void> = () => Promise.resolve(),
): Promise<Appended> => {
  const digest = createHash('sha256');
  let [count, otherwise] = [0, 0];
  const write = async (part: readonly One[]): Promise<void> => {
    const others = new Map<string, StoredEvent>();
    const outcomes = await patiently(store, part.map(({ stream, event }) => ({ stream, expected: 'any', events: [event] }))); // prettier-ignore
    const taken = outcomes.flatMap((outcome) => (outcome.status === 'conflict' ? [outcome.eventId] : []));
    if (taken.length > 0) for (const event of await recorded(store, rule, taken)) others.set(event.id, event);
    if (count > 0) digest.update('\n');
    digest.update(part.map(({ event }) => (others.get(event.id) ?? event).body).join('\n'));
    count += part.length;
    otherwise += others.size;
    await written(part, others);
  };
  let writing: Promise<void> = Promise.resolve();
  for (const part of parts(decisions)) {
    await writing;
    writing = write(part);
    // The failure is met where it is waited for.
    writing.catch(() => undefined);
  }
  await writing;
  return { others: otherwise, count, digest: digest.digest('hex') };
};
