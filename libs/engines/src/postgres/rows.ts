import type { CustomTypesConfig, QueryArrayConfig } from 'pg';
import { type Position, type StoredEvent, position } from '@rapport/event-store';

/** Columns of an event in the order that `StoredRows` reads them; times in milliseconds. */
export const COLUMNS =
  'e.position, e.stream, e.version, e.event_id, (extract(epoch from e.recorded_at) * 1000)::bigint, e.type, e.body';

/** One event as PostgreSQL's text answers give it. */
export type Row = readonly [string, string, string, string, string, string, string];

/** Events that are packed together: more, and the texts are so large that the server asks its system for memory each time. */
export const PACKED_EVENTS = 64;

/**
 * Events as one row with a text for each column, in the order of the log; all null where there are none. Writing and reading a
 * message and values for each event costs both sides more than the events themselves. Neither streams nor types nor bodies have
 * line feeds. Rows come in order, as no second process helps with json_agg.
 */
export const packed = (condition: string): string => `
  select json_agg(id), string_agg(stream, E'\\n'), string_agg(ordinal, ','), string_agg(version, ','), string_agg(ms, ','),
    string_agg(type, E'\\n'), string_agg(body, E'\\n')
  from (select e.event_id::text as id, e.stream, e.position::text as ordinal, e.version::text as version, e.type, e.body,
      (date_part('epoch', e.recorded_at) * 1000)::bigint::text as ms
    from rapport_store.events e where ${condition} order by e.position) one`;

/** The answer to `packed`. */
export type PackedRow = readonly [ids: string | null, ...columns: (string | null)[]];

const SEPARATORS = ['\n', ',', ',', ',', '\n', '\n'];

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
  private digits = 0;
  private before = '';

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

  events([ids, ...columns]: PackedRow): StoredEvent[] {
    if (ids === null) return [];
    const [streams, ordinals, versions, times, types, bodies] = columns.map((text, nth) =>
      text!.split(SEPARATORS[nth]!),
    );
    // Of few streams: what is cut out of a column and kept would keep the whole column in memory. Parsed ids are texts of their own.
    const whole = new Map<string, string>();
    const own = (stream: string): string => {
      const known = whole.get(stream);
      if (known !== undefined) return known;
      const copy = Buffer.from(stream).toString();
      whole.set(copy, copy);
      return copy;
    };
    return (JSON.parse(ids) as readonly string[]).map((id, nth) => ({
      id,
      stream: own(streams![nth]!),
      type: types![nth]!,
      body: bodies![nth]!,
      position: this.position(ordinals![nth]!),
      version: Number(versions![nth]),
      recordedAt: this.time(times![nth]!),
    }));
  }

  /** What stands before ordinals of one length is made once. */
  position(ordinal: string | bigint): Position {
    const digits = typeof ordinal === 'string' ? ordinal : ordinal.toString();
    if (digits.length !== this.digits) {
      this.digits = digits.length;
      this.before = position(this.epoch, digits).slice(0, -digits.length);
    }
    return this.before + digits;
  }

  time(ms: string): string {
    if (ms !== this.ms) {
      this.ms = ms;
      this.iso = new Date(Number(ms)).toISOString();
    }
    return this.iso;
  }
}
