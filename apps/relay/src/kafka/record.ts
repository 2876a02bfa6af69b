/** A record on its way to a topic. */
export interface Outgoing {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: a tombstone. */
  readonly value: Buffer | null;
  /** Milliseconds. */
  readonly timestamp: string;
  /** Of key, headers and value. */
  readonly bytes: number;
}

/** Length of what a record adds around its key, headers and value, generously. */
const AROUND = 64;

/** How large a record is at most. */
export const bytesOf = (key: string, headers: Readonly<Record<string, string>>, value: Buffer | null): number => {
  let bytes = AROUND + Buffer.byteLength(key) + (value?.length ?? 0);
  for (const name in headers) bytes += name.length + Buffer.byteLength(headers[name]!) + 8;
  return bytes;
};
