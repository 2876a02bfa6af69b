import type { Message } from 'kafkajs';
import type { ByteWriter } from './byte-writer';
import { crc32c } from './crc32c';
import { writeRecord } from './encode-record';

/** Who writes a batch, and the number of its first record in the partition. */
export interface BatchHead {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly transactional: boolean;
}

const TRANSACTIONAL = 16;
const MAGIC = 2;

/**
 * Writes records as one batch, without compression.
 * Source: Kafka protocol guide, "Record Batch" (version 2).
 * @param now the time of records that have none, in milliseconds.
 */
export const writeBatch = (writer: ByteWriter, messages: readonly Message[], head: BatchHead, now: number): void => {
  const times = messages.map(({ timestamp }) => (timestamp === undefined ? now : Number(timestamp)));
  const first = times.reduce((least, time) => Math.min(least, time), times[0] ?? now);
  const last = times.reduce((most, time) => Math.max(most, time), first);
  writer.int64(0n);
  const lengthAt = writer.at;
  writer.int32(0);
  writer.int32(0);
  writer.int8(MAGIC);
  const sumAt = writer.at;
  writer.int32(0);
  const from = writer.at;
  writer.int16(head.transactional ? TRANSACTIONAL : 0);
  writer.int32(messages.length - 1);
  writer.int64(BigInt(first));
  writer.int64(BigInt(last));
  writer.int64(head.producerId);
  writer.int16(head.producerEpoch);
  writer.int32(head.firstSequence);
  writer.int32(messages.length);
  for (let place = 0; place < messages.length; place += 1)
    writeRecord(writer, messages[place]!, place, times[place]! - first);
  writer.uint32At(lengthAt, writer.at - lengthAt - 4);
  writer.uint32At(sumAt, crc32c(writer.bytes, from, writer.at));
};
