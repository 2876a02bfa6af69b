import { decodeEvent } from '@rapport/events';
import { type LogTopic, topicOf } from '../published';
import { topicName } from '../topic-names';
import { type Comparison, type Expected, type Found, type Place, compare } from './compare';
import { expectedAfter, expectedAs, foundOf } from './log-facts';
import { type CompareDeps, openTopic, publishedTo } from './opened-topic';
import { partitionerOf } from './partitioner';

/** How much of a topic of the log has been compared. */
export interface Compared {
  /** Every event up to here must have been found. */
  readonly position: string;
  /** Offset of each partition that has not been read yet. */
  readonly offsets: readonly number[];
  /** Events after `position` that were found already. */
  readonly ahead: readonly string[];
  /** Events up to `position` that were not. */
  readonly missing: readonly string[];
}

/** What was compared, and what came out. */
export interface LogComparison extends Comparison {
  readonly topic: string;
  /** What the relay says that it has published; the topic must have everything up to here. */
  readonly position: string | null;
  /** Where the next comparison may go on. */
  readonly next: Compared | null;
}

/**
 * Compares a topic with the log, while both go on: what the relay had published when it began must be there, and whatever is
 * there must be in the log. The whole, or what has come since an earlier comparison.
 * @throws TopicFault when the topic is missing or not as it must be.
 */
export const compareLog = async (
  topic: LogTopic,
  deps: CompareDeps,
  since: Compared | null = null,
): Promise<LogComparison> => {
  const { config, store, pool } = deps;
  const opened = await openTopic(config, topic);
  const position = await publishedTo(pool, `${config.prefix}/log`);
  const found: Found[] = [];
  const { lows, ends } = await opened.read((record) => found.push(foundOf(record)), since?.offsets);
  const expected = await expectedAfter(store, topic, since?.position ?? null, position);
  const earlier = since
    ? await earlierOf(deps, topic, since, expected, found)
    : { before: new Set<string>(), late: [] };
  const cut = { partitionOf: partitionerOf(opened.partitions), lows };
  const plain = compare(expected, found, cut, earlier.before);
  const late = new Set(earlier.late.map(({ id }) => id));
  const inTime = plain.outOfOrder.filter(({ id }) => !late.has(id));
  const comparison = { ...plain, outOfOrder: [...inTime, ...earlier.late] };
  const reached = position ?? since?.position ?? null;
  const next = reached === null ? null : nextOf(reached, ends, expected, found, since, comparison);
  return { topic: topicName(config, topic), position, ...comparison, next };
};

/**
 * Records of events that an earlier comparison went past: repeats of what was found then, or, where it was missing, what has come
 * too late to be in order.
 */
const earlierOf = async (
  { store }: CompareDeps,
  topic: LogTopic,
  since: Compared,
  expected: Map<string, Expected>,
  found: readonly Found[],
): Promise<{ readonly before: ReadonlySet<string>; readonly late: readonly Place[] }> => {
  const missing = new Set(since.missing);
  const unknown = [...new Set(found.flatMap(({ id }) => (id !== null && !expected.has(id) ? [id] : [])))];
  const before = new Set(since.ahead);
  const late = new Map<string, Place>();
  for (const fact of (await store.find(unknown)).map(decodeEvent)) {
    if (topicOf(fact) !== topic || fact.position > since.position) continue;
    expected.set(fact.eventId, expectedAs(fact, false));
    if (!missing.has(fact.eventId)) {
      before.add(fact.eventId);
      continue;
    }
    const { id, partition, offset } = found.find((record) => record.id === fact.eventId)!;
    late.set(fact.eventId, { id, partition, offset });
  }
  return { before, late: [...late.values()] };
};

const nextOf = (
  position: string,
  offsets: readonly number[],
  expected: ReadonlyMap<string, Expected>,
  found: readonly Found[],
  since: Compared | null,
  { missing }: Comparison,
): Compared => {
  const seen = new Set([...(since?.ahead ?? []), ...found.flatMap(({ id }) => id ?? [])]);
  const stillMissing = (since?.missing ?? []).filter((id) => !seen.has(id));
  const isAhead = (id: string): boolean => (expected.get(id)?.position ?? '') > position;
  return { position, offsets, ahead: [...seen].filter(isAhead), missing: [...stillMissing, ...missing] };
};
