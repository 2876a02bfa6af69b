import { BookmarkLost } from '@rapport/event-store';
import { TakenOver } from '@rapport/postgres';
import type { Batch, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Holdings, Reading } from './holdings';
import type { IntakeParts } from './parts';
import { printOf, takeRecords } from './take';

const RECORDS_MAX = 500;
const BYTES_MAX = 4 * 1024 * 1024;
const HEARTBEAT_MS = 1_000;

/** What of a batch goes together: so many records, or so many bytes. */
export const chunksOf = (messages: readonly KafkaMessage[]): readonly (readonly KafkaMessage[])[] => {
  const chunks: KafkaMessage[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = message.value?.length ?? 0;
    const open = chunks.at(-1);
    if (open && open.length < RECORDS_MAX && bytes + size <= BYTES_MAX) open.push(message);
    else {
      chunks.push([message]);
      bytes = 0;
    }
    bytes += size;
  }
  return chunks;
};

/** Keeps the place in the group while work goes on, however long it waits. */
const keptAlive = async (heartbeat: () => Promise<void>, work: () => Promise<void>): Promise<void> => {
  const timer = setInterval(() => void heartbeat().catch(() => undefined), HEARTBEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
};

/** What a fetch asked for; kafkajs does not name it in its types. */
const askedFor = (batch: Batch): number => Number((batch as unknown as { fetchedOffset: string }).fetchedOffset);

/** Somebody else reads the partition now, or nobody. */
class NoLongerOurs extends Error {}

interface Told {
  /** Is told why nothing moves; null = it moves. */
  waits(error: unknown): void;
  readonly signal: AbortSignal;
}

/** Reads what a fetch brought of one partition. */
export const eachBatch =
  (parts: IntakeParts, holdings: Holdings, told: Told) =>
  async (payload: EachBatchPayload): Promise<void> => {
    const { topic, partition } = payload.batch;
    const reading = holdings.get(topic, partition);
    if (!reading) return;
    const isOurs = (): boolean => payload.isRunning() && holdings.get(topic, partition) === reading;
    try {
      await read(parts, holdings, reading, payload, { ...told, isOurs });
    } catch (error) {
      // Another server may have the bookmark before what this one has taken: Kafka still has it.
      const isPlaceLost = error instanceof BookmarkLost || error instanceof TakenOver;
      if (isPlaceLost && isOurs()) holdings.again(topic, partition);
      else if (!(isPlaceLost || error instanceof NoLongerOurs || told.signal.aborted)) throw error;
    }
  };

const read = async (
  parts: IntakeParts,
  holdings: Holdings,
  reading: Reading,
  { batch, heartbeat, resolveOffset }: EachBatchPayload,
  { isOurs, ...told }: Told & { isOurs(): boolean },
): Promise<void> => {
  const { topic, partition } = batch;
  const asked = askedFor(batch);
  // The client goes elsewhere by itself where an offset is out of range; past what is no record (a transaction's end) it may.
  if (
    asked < reading.expected ||
    (asked > reading.expected && (await holdings.lowOf(topic, partition)) > reading.expected)
  )
    return holdings.again(topic, partition, 0);
  const messages = afterProof(parts, reading, batch.messages);
  if (messages === null) return holdings.restart(reading);

  const alive = async (): Promise<void> => {
    if (told.signal.aborted || !isOurs()) throw new NoLongerOurs();
    await heartbeat();
  };
  const end = Number(batch.lastOffset()) + 1;
  const chunks = chunksOf(messages);
  await keptAlive(heartbeat, async () => {
    for (const [index, chunk] of chunks.entries()) {
      const last = chunk.at(-1)!;
      const next = index === chunks.length - 1 ? end : Number(last.offset) + 1;
      await takeRecords(parts, reading, chunk, next, { ...told, alive });
      if (!isOurs()) throw new NoLongerOurs();
      resolveOffset(last.offset);
      reading.expected = next;
    }
  });
  if (chunks.length > 0) return;
  resolveOffset(String(end - 1));
  reading.expected = end;
};

/** The records after the one that proves that this is what was read before; null when it is another one. */
const afterProof = (
  { vault }: IntakeParts,
  reading: Reading,
  messages: readonly KafkaMessage[],
): readonly KafkaMessage[] | null => {
  const { last } = reading.place;
  const [first] = messages;
  const isProof = reading.proves && first !== undefined && Number(first.offset) === last?.offset;
  reading.proves = false;
  if (!isProof) return messages;
  return printOf(vault, first) === last!.print ? messages.slice(1) : null;
};
