import type { IHeaders, Message } from 'kafkajs';
import { type ByteWriter, sizeOfVarint } from './byte-writer';
import { crc32c } from './crc32c';

/** Who writes a batch, and the number of its first record in the partition. */
export interface BatchHead {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly transactional: boolean;
}

type Field = Buffer | string | null;

/** -1 for null, which takes one byte as varint, as any length below 64 does. */
const sizeOf = (value: Field): number => (value === null ? -1 : Buffer.byteLength(value));
const sizeOfSized = (size: number): number => (size < 0 ? 1 : sizeOfVarint(size) + size);

const keyed = (value: Message['key'] | Message['value'] | undefined): Field =>
  value === undefined || value === null || Buffer.isBuffer(value) ? (value ?? null) : String(value);

/** Names and values by turns; a header with several values is there as often. */
const flat = (headers: IHeaders | undefined): Field[] => {
  const fields: Field[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) for (const one of value) fields.push(name, one);
    else fields.push(name, value ?? null);
  }
  return fields;
};

/** A record: its length as varint, then attributes, time and place from the batch's first, key, value, headers. */
const writeRecord = (writer: ByteWriter, message: Message, place: number, later: number): void => {
  const [key, value] = [keyed(message.key), keyed(message.value)];
  const fields = flat(message.headers);
  const sizes: number[] = [];
  const [keySize, valueSize] = [sizeOf(key), sizeOf(value)];
  let size = 1 + sizeOfVarint(later) + sizeOfVarint(place) + sizeOfSized(keySize) + sizeOfSized(valueSize);
  size += sizeOfVarint(fields.length / 2);
  for (const field of fields) {
    const bytes = sizeOf(field);
    sizes.push(bytes);
    size += sizeOfSized(bytes);
  }
  writer.varint(size);
  writer.int8(0);
  writer.varint(later);
  writer.varint(place);
  writer.sized(key, keySize);
  writer.sized(value, valueSize);
  writer.varint(fields.length / 2);
  for (let at = 0; at < fields.length; at += 1) writer.sized(fields[at]!, sizes[at]!);
};

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
