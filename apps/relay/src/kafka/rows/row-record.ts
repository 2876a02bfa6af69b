import { encodeBinary } from '@rapport/adapters';
import { canonicalJson } from '@rapport/events';
import { digestOf } from '../customers/state-record';
import { type Outgoing, bytesOf } from '../record';
import { ROW_GONE_TYPE, ROW_TYPE, rowSource } from './row-types';

/** Why there is no row under a key (any more): nothing is counted there, its customer was erased, the projection was dropped. */
export type RowGone = 'no-row' | 'erased' | 'dropped';

/** A row as a topic tells it. */
export interface ToldRow {
  /** The parts by their names, as JSON: `{"month":"2026-01","queue":"billing"}`. */
  readonly key: string;
  /** Projection, version and row, as JSON: equal rows have equal texts. */
  readonly value: string;
  readonly digest: string;
}

/** Which projection, and how much of the log its rows include at least. */
export interface RowsOf {
  readonly projection: string;
  /** The version that serves; null = none does any more. */
  readonly version: number | null;
  readonly position: string;
}

/** The row as it is told. @param parts what rows are told apart by */
export const toldRow = (
  projection: string,
  version: number,
  parts: readonly string[],
  row: Readonly<Record<string, unknown>>,
): ToldRow => {
  const value = canonicalJson({ projection, version, row });
  const key = canonicalJson(Object.fromEntries(parts.map((part) => [part, row[part] ?? null])));
  return { key, value, digest: digestOf(value) };
};

const headersOf = ({ projection, version, position }: RowsOf, key: string, digest: string, type: string) => {
  const { headers } = encodeBinary({
    // The same values again later are another record, and so another id.
    ...{ id: `${digestOf(key).slice(0, 12)}/${position}/${digest.slice(0, 12)}`, source: rowSource(projection) },
    ...{ type, subject: key, extensions: { partitionkey: key, sequence: position }, data: undefined },
  });
  headers['position'] = position;
  if (version !== null) headers['projectionversion'] = String(version);
  return headers;
};

// No time of the past: compaction counts from it.
const outgoing = (key: string, headers: Readonly<Record<string, string>>, value: Buffer | null): Outgoing => ({
  ...{ key, headers, value, timestamp: String(Date.now()), bytes: bytesOf(key, headers, value) },
});

/** The record that tells a row; where it would be larger than `maxBytes`, a claim check: where to read it. */
export const rowRecord = (of: RowsOf, { key, value, digest }: ToldRow, maxBytes: number): Outgoing => {
  const headers = { ...headersOf(of, key, digest, ROW_TYPE), 'content-type': 'application/json' };
  const whole = outgoing(key, headers, Buffer.from(value));
  if (whole.bytes <= maxBytes) return whole;
  const claimCheck = `/v1/projections/${of.projection}/rows?minPosition=${of.position}`;
  const check = { claimCheck, bytes: Buffer.byteLength(value) };
  return outgoing(key, { ...headers, claimcheck: claimCheck, digest }, Buffer.from(JSON.stringify(check)));
};

/** The tombstone of a key. */
export const goneRecord = (of: RowsOf, key: string, gone: RowGone): Outgoing =>
  outgoing(key, { ...headersOf(of, key, digestOf(gone), ROW_GONE_TYPE), gone }, null);
