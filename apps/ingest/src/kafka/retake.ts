import { kafkaClient } from '@rapport/kafka';
import type { IntakeParts } from './parts';
import { bookmarkOf, placeIn, placeText } from './place';

/** A partition that is read once more, or not, because it has not come so far. */
export interface Retaken {
  readonly partition: number;
  /** The first record that is read once more. */
  readonly from: number;
  /** How far it had been read; what lies between is read again. */
  readonly to: number;
}

/** From what Kafka received at a moment, or from the first record that it still has. */
export type RetakeFrom = Date | 'beginning';

const REQUEST_TIMEOUT_MS = 15_000;

/**
 * Has records of a topic taken once more: what was recorded is known by its ids and does no harm, what was refused or not even kept gets
 * another chance. Whoever reads the partitions notices within seconds. Null when no such topic is read here. @throws when Kafka does not
 * answer; partitions that were put back by then stay so, and doing it again does no harm.
 */
export const retake = async (
  { config, store, log }: Pick<IntakeParts, 'config' | 'store' | 'log'>,
  topic: string,
  from: RetakeFrom,
): Promise<readonly Retaken[] | null> => {
  if (!config.ingest.some((one) => one.topic === topic)) return null;
  const offsets = await offsetsFrom(config, topic, from);
  const retaken: Retaken[] = [];
  for (const { partition, offset } of offsets) {
    const bookmark = bookmarkOf(topic, partition);
    const known = (await store.bookmarks.list(bookmark)).find(({ name }) => name === bookmark);
    const next = known === undefined ? 0 : (placeIn(known.place)?.next ?? 0);
    if (next <= offset) continue;
    // From here on nobody who reads moves it with what they read before.
    const hold = await store.bookmarks.take(bookmark);
    const place = placeIn(hold.place)!;
    await store.bookmarks.move({ hold, to: placeText({ ...place, next: offset, last: null }) });
    log(`intake: ${topic}/${partition} is read once more, from ${offset} (it was at ${place.next})`);
    retaken.push({ partition, from: offset, to: place.next });
  }
  return retaken;
};

const offsetsFrom = async (
  config: IntakeParts['config'],
  topic: string,
  from: RetakeFrom,
): Promise<readonly { readonly partition: number; readonly offset: number }[]> => {
  const admin = kafkaClient(config, 'rapport-retake', REQUEST_TIMEOUT_MS).admin();
  await admin.connect();
  try {
    const now = await admin.fetchTopicOffsets(topic);
    if (from === 'beginning') return now.map(({ partition, low }) => ({ partition, offset: Number(low) }));
    const then = await admin.fetchTopicOffsetsByTimestamp(topic, from.getTime());
    return then.map(({ partition, offset }) => {
      const low = Number(now.find((one) => one.partition === partition)?.low ?? 0);
      return { partition, offset: Math.max(low, Number(offset)) };
    });
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
};
