import type { CustomTypesConfig, QueryArrayConfig } from 'pg';
import { type Position, type StoredEvent, position } from '@rapport/event-store';

/** Columns of an event in the order that `StoredRows` reads them; times in milliseconds. */
export const COLUMNS =
  'e.position, e.stream, e.version, e.event_id, (extract(epoch from e.recorded_at) * 1000)::bigint, e.type, e.body';

/** One event as PostgreSQL's text answers give it. */
export type Row = readonly [string, string, string, string, string, string, string];

const asText: CustomTypesConfig = { getTypeParser: () => (value: string) => value };

/** A query whose rows come as arrays of text: parsing types and building objects would cost more than the rest. */
export const rawQuery = (
  text: string,
  values: readonly unknown[],
  timeout: number,
  name?: string,
): QueryArrayConfig<unknown[]> & { query_timeout: number } => ({
  ...(name === undefined ? {} : { name }),
  text,
  values: [...values],
  rowMode: 'array',
  types: asText,
  query_timeout: timeout,
});

/** Turns rows into events. Neighbours share their recorded time, so its text is made once. */
export class StoredRows {
  private ms = '';
  private iso = '';

  constructor(private readonly epoch: string) {}

  event = ([ordinal, stream, version, id, ms, type, body]: Row): StoredEvent => ({
    id,
    stream,
    type,
    body,
    position: this.position(ordinal),
    version: Number(version),
    recordedAt: this.time(ms),
  });

  position(ordinal: string | bigint): Position {
    return position(this.epoch, ordinal);
  }

  time(ms: string): string {
    if (ms !== this.ms) {
      this.ms = ms;
      this.iso = new Date(Number(ms)).toISOString();
    }
    return this.iso;
  }
}
