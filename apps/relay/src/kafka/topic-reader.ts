import type { Kafka, KafkaMessage, RetryOptions } from 'kafkajs';

/** A record where it lies. */
export type Lying = KafkaMessage & { readonly partition: number };

/** More than a transaction of somebody who was killed holds up its readers. */
const QUIET_MS = 60_000;
/** A cluster that never had a group before makes the place for offsets first: it may be some seconds until one can be joined. */
const RETRY: RetryOptions = { initialRetryTime: 100, maxRetryTime: 1_000, retries: QUIET_MS / 1_000 };

/** What of a topic was read, by partition. */
export interface Extent {
  /** First offset that is still there: what was before it has been dropped by age. */
  readonly lows: readonly number[];
  /** The offset after the last one. */
  readonly ends: readonly number[];
}

/**
 * Reads every record of a topic up to its last offset at the time of the call, partition by partition in order, from its first
 * one or from given offsets on. Uses a group of its own and commits nothing.
 * @throws when the topic is not there, or nothing comes for a minute though something must.
 */
export const readTopic = async (
  client: Kafka,
  topic: string,
  take: (record: Lying) => void,
  groupId: string,
  from: readonly number[] = [],
): Promise<Extent> => {
  const admin = client.admin();
  const consumer = client.consumer({ groupId, maxWaitTimeInMs: 200, retry: RETRY });
  try {
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets(topic);
    const [lows, ends]: [number[], number[]] = [[], []];
    const left = new Map<number, number>();
    for (const { partition, low, high } of offsets) {
      lows[partition] = Number(low);
      ends[partition] = Number(high);
      if (Number(high) > Math.max(Number(low), from[partition] ?? 0)) left.set(partition, Number(high));
    }
    if (left.size === 0) return { lows, ends };
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`nothing came of ${topic} for ${QUIET_MS} ms`)), QUIET_MS);
      const finish = (end: () => void): void => (clearTimeout(late), end());
      let taken = false;
      // What the client begins again by itself, such as joining a group whose place is still loading, is no end of it before it began.
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        if (taken || !payload.restart) finish(() => reject(payload.error));
      });
      // A batch may end in what is no record (a transaction's end), so the batch says how far it goes.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
        late.refresh();
        if (Number(payload.lastOffset) + 1 >= (left.get(payload.partition) ?? Infinity)) left.delete(payload.partition);
        if (left.size === 0) finish(resolve);
      });
      consumer
        .run({
          autoCommit: false,
          eachBatch: async ({ batch: { partition, messages }, resolveOffset }) => {
            taken = true;
            for (const message of messages) {
              const offset = Number(message.offset);
              if (offset < ends[partition]! && offset >= (from[partition] ?? 0)) take({ ...message, partition });
              resolveOffset(message.offset);
            }
          },
        })
        .catch(reject);
      from.forEach((offset, partition) => {
        const at = Math.max(offset, lows[partition] ?? 0);
        consumer.seek({ topic, partition, offset: String(at) });
      });
    });
    return { lows, ends };
  } finally {
    await consumer.disconnect();
    await admin.disconnect();
    await forget(client, groupId);
  }
};

/** The group was for this reading only. */
const forget = async (client: Kafka, groupId: string): Promise<void> => {
  const admin = client.admin();
  await admin.connect();
  await admin.deleteGroups([groupId]).catch(() => undefined);
  await admin.disconnect();
};
