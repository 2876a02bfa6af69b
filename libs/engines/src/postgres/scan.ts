import {
  type Position,
  type ScanRange,
  type ScannedEvent,
  StoreClosed,
  type Stretch,
  ordinalOf,
} from '@rapport/event-store';
import type { Pool } from 'pg';
import { Continuity } from './continuity';
import { backOff, isPassing, isRefusal } from './failure';
import type { LogReader } from './log-reader';
import { StoredRows, rawQuery } from './rows';

/** What scanning needs; `timeout` for any one answer, milliseconds. */
export interface Scanning {
  readonly pool: Pool;
  readonly reader: LogReader;
  readonly timeout: number;
  readonly isClosed: () => boolean;
}

/** Places of one stretch, and octets of bodies. */
const PLACES = 4_096;
const MOST_OCTETS = 8 * 1024 * 1024;

const PART = 'from rapport_store.events where position > $1 and position <= least($2::bigint, $1::bigint + $3::int)';
/**
 * A stretch as one row with a text for each column: writing and reading a message and values for each event costs both sides more
 * than the events themselves. Where bodies are large, it ends before they are too many. Neither streams nor bodies have line
 * feeds; recorded times have no more than milliseconds, which float8 holds. Rows come in order, as no second process helps with
 * json_agg.
 */
const STRETCH = `select part.until, found.* from (
  select case when coalesce(sum(octet_length(body)), 0) < ${MOST_OCTETS} then least($2::bigint, $1::bigint + $3::int) else (
    select max(position) from (
      select position, sum(octet_length(body)) over (order by position rows between unbounded preceding and 1 preceding) as before
      ${PART}) one where coalesce(before, 0) < ${MOST_OCTETS}) end as until
  ${PART}) part
cross join lateral (
  select count(*), json_agg(id) filter (where wanted), string_agg(stream, E'\\n') filter (where wanted),
    string_agg(ordinal, ',') filter (where wanted), string_agg(ms, ',') filter (where wanted),
    string_agg(body, E'\\n') filter (where wanted)
  from (select event_id::text as id, stream, position::text as ordinal, body, (type = any($4::text[])) <> $5 as wanted,
      (date_part('epoch', recorded_at) * 1000)::bigint::text as ms
    from rapport_store.events where position > $1 and position <= part.until order by position) one) found`;

type StretchRow = readonly [until: string, count: string, ...columns: (string | null)[]];

/**
 * Reads what is there after a position up to another one. A lost connection is waited out, and the history checked again.
 * @throws TakenOver when a server has taken over that lacks a part of it.
 */
export const scan = async function* (
  { pool, reader, timeout, isClosed }: Scanning,
  { after, upTo, types = { but: [] } }: ScanRange,
  signal: AbortSignal,
): AsyncGenerator<Stretch> {
  const [named, isBut] = 'only' in types ? [types.only, false] : [types.but, true];
  const rows = new StoredRows(reader.epoch);
  const end = ordinalOf(upTo);
  let last = after;
  const continuity = new Continuity(reader);
  let failures = 0;
  while (!signal.aborted) {
    const from = last === null ? '0' : ordinalOf(last);
    let found: StretchRow;
    try {
      if (isClosed()) throw new StoreClosed();
      if (last === after && after !== null) await reader.check(after);
      // What it ends with is unchanged only if all before it is.
      await continuity.check(upTo);
      if (last !== null && last >= upTo) return;
      const query = rawQuery(STRETCH, [from, end, PLACES, named, isBut], timeout, 'rapport_stretch');
      found = (await pool.query<unknown[]>(query)).rows[0] as unknown as StretchRow;
      if (await continuity.isDoubtful()) continue;
      failures = 0;
    } catch (error) {
      if (isClosed()) throw new StoreClosed();
      if (isRefusal(error) || !isPassing(error)) throw error;
      continuity.doubt();
      await backOff(++failures, signal);
      continue;
    }
    if (signal.aborted) return;
    const [until, count, ...columns] = found;
    last = rows.position(until);
    yield { upTo: last, count: Number(count), events: eventsOf(columns, rows) };
  }
};

const eventsOf = ([ids, ...columns]: readonly (string | null)[], rows: StoredRows): readonly ScannedEvent[] => {
  if (ids === null || ids === undefined) return [];
  const [streams, ordinals, times, bodies] = columns.map((text, at) => text!.split(SEPARATORS[at]!));
  // Parsed, ids are texts of their own; cut out, each that a row keeps would keep the whole column in memory.
  return (JSON.parse(ids) as readonly string[]).map((id, at) => ({
    id,
    stream: streams![at]!,
    position: rows.position(ordinals![at]!),
    recordedAt: rows.time(times![at]!),
    body: bodies![at]!,
  }));
};
const SEPARATORS = ['\n', ',', ',', '\n'];
