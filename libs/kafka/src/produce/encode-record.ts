import type { IHeaders, Message } from 'kafkajs';
import type { ByteWriter } from './byte-writer';
import { sizeOfVarint } from './varint';

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
export const writeRecord = (writer: ByteWriter, message: Message, place: number, later: number): void => {
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
