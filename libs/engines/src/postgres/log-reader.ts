import {
  type Head,
  type NewEvent,
  type Position,
  PositionAhead,
  type Repeat,
  type StoredEvent,
  checkEpoch,
  isUuid,
  millisecondsOf,
  ordinalOf,
} from '@rapport/event-store';
import type { Timeline } from '@rapport/postgres';
import type { Pool } from 'pg';
import { COLUMNS, PACKED_EVENTS, type PackedRow, type Row, StoredRows, packed, rawQuery } from './rows';

/** Most events and octets of bodies of one batch. */
const MOST_EVENTS = 4_096;
/** Most events of one batch of streams: who reads them takes one apart while the server makes the next one. */
const MOST_OF_STREAMS = 1_024;
/** The first one is waited for by who has nothing else to do yet. */
const FIRST_OF_STREAMS = 256;
const MOST_OCTETS = 8 * 1024 * 1024;
/** At most, in UTF-8, of one unit of a JavaScript text. */
const OCTETS_OF_UNIT = 3;

const MS = '(extract(epoch from e.recorded_at) * 1000)::bigint';
const AFTER = `select position, stream, version, event_id, ms, type, body from (
  select p.*, sum(octet_length(p.body)) over (order by p.position rows between unbounded preceding and 1 preceding) as so_far
  from (select e.position, e.stream, e.version, e.event_id, (extract(epoch from e.recorded_at) * 1000)::bigint as ms,
    e.type, e.body from rapport_store.events e where e.position > $1 order by e.position limit $2) p) q
  where coalesce(so_far, 0) < ${MOST_OCTETS} order by position`;
// Stream by stream, materialised, and with a sum that no index has: or else the planner may walk the whole log in order of position and
// filter, once for each stream where it takes them for long ones, as it does where most events are of a few streams.
const OF_STREAMS = `with hits as materialized (
  select e.* from (select distinct unnest($1::text[]) as stream) s cross join lateral (
    select position, octet_length(body) as size from rapport_store.events
      where stream = s.stream collate "C" and position + 0 <= $2 offset 0) e)
  select string_agg(position::text, ','), string_agg(size::text, ',') from (select * from hits order by position) h`;
const AT = `select part.* from unnest($1::text[]) with ordinality as p(ordinals, nth)
  cross join lateral (${packed('e.position = any(p.ordinals::bigint[])')}) part order by p.nth`;
const BY_ID = `select ${COLUMNS} from rapport_store.events e where e.event_id = any($1::uuid[])`;
/** One text for all ids, and one for all fingerprints, a line each. */
const REPEATS = `select i.nth, e.position, e.stream, e.version, ${MS}
  from unnest($1::uuid[], string_to_array($2, E'\\n')) with ordinality as i(id, print, nth) cross join lateral (
    select * from rapport_store.events e where e.event_id = i.id offset 0) e
  where e.fingerprint is null or (e.fingerprint <> '' and e.fingerprint = decode(i.print, 'hex'))`;
const HEAD = `select epoch, position, event_id, (extract(epoch from recorded_at) * 1000)::bigint from rapport_store.head`;

const CHECK = `select h.*, (select e.event_id from rapport_store.events e where e.position = $1) from (${HEAD}) h`;

/** Positions have no gaps and recorded times rise with them, so the interval (lo, hi] that holds the answer is halved until it is empty. */
const HEAD_AT = `with recursive search(lo, hi) as (
    select 0::bigint, position from rapport_store.head
    union all
    select case when m.ms <= $1 then s.mid else s.lo end, case when m.ms <= $1 then s.hi else s.mid - 1 end
    from (select lo, hi, (lo + hi + 1) / 2 as mid from search where lo < hi) s
    cross join lateral (select ${MS} as ms from rapport_store.events e where e.position = s.mid limit 1) m)
  select h.epoch, s.lo, e.event_id, ${MS} from search s cross join rapport_store.head h
  left join lateral (select * from rapport_store.events where position = s.lo limit 1) e on true
  where s.lo = s.hi`;

/** Reads the log. Every query has a time limit, so that a dead network is noticed. */
export class LogReader {
  private readonly rows: StoredRows;

  constructor(
    private readonly pool: Pool,
    readonly epoch: string,
    private readonly timeout: number,
    private readonly timeline: Timeline,
  ) {
    this.rows = new StoredRows(epoch);
  }

  /** @throws EpochMismatch when the store was replaced since it was opened. */
  async head(): Promise<Head> {
    return this.headOf(await readHead(this.pool, this.timeout));
  }

  /** @throws EpochMismatch when the store was replaced since it was opened. */
  async headAt(moment: string): Promise<Head> {
    const rows = await this.query(HEAD_AT, [millisecondsOf(moment)], 'rapport_head_at');
    return this.headOf(headRow(rows[0]!));
  }

  private headOf({ epoch, ordinal, eventId, ms }: HeadRow): Head {
    const position = new StoredRows(epoch).position(ordinal);
    checkEpoch(this.epoch, position);
    return { position, eventId, recordedAt: ms === null ? null : this.rows.time(ms) };
  }

  /**
   * The id of the event at this position; null = the log begins there.
   * @throws EpochMismatch | PositionAhead when the log has not come to it.
   */
  async check(after: Position | null): Promise<string | null> {
    if (after !== null) checkEpoch(this.epoch, after);
    const [row] = await this.query(CHECK, [after === null ? '0' : ordinalOf(after)], 'rapport_check');
    const { position } = this.headOf(headRow(row!));
    if (after !== null && after > position) throw new PositionAhead(after, position);
    return row![4] as string | null;
  }

  /** How many servers have taken over from one another so far: what was read of one before may be in no log any more. */
  async takeovers(): Promise<number> {
    await this.timeline.ensure(this.pool);
    return this.timeline.takeovers;
  }

  /** The next events after an ordinal, at most `limit` and not much more than 8 MB; whether there may be more of them. */
  async after(ordinal: string, limit: number): Promise<{ readonly events: StoredEvent[]; readonly more: boolean }> {
    const rows = await this.query(AFTER, [ordinal, limit], 'rapport_after');
    const events = rows.map((row) => this.rows.event(row as unknown as Row));
    const units = events.reduce((sum, { body }) => sum + body.length, 0);
    return { events, more: events.length >= limit || units * OCTETS_OF_UNIT >= MOST_OCTETS };
  }

  async *read(streams: readonly string[], upTo: Position | undefined): AsyncGenerator<StoredEvent[]> {
    if (upTo !== undefined) checkEpoch(this.epoch, upTo);
    if (streams.length === 0) return;
    const end = upTo === undefined ? '9223372036854775807' : ordinalOf(upTo);
    const [hits] = await this.query(OF_STREAMS, [streams, end], 'rapport_of_streams');
    const [ordinals, sizes] = hits!.map((column) => (column as string | null)?.split(',') ?? []);
    for (const batch of inBatches(ordinals!, sizes!)) {
      const parts = await this.query(AT, [inParts(batch)], 'rapport_at');
      yield parts.flatMap((columns) => this.rows.events(columns as unknown as PackedRow));
    }
  }

  async find(ids: readonly string[]): Promise<StoredEvent[]> {
    const wanted = [...new Set(ids.filter(isUuid))];
    const found: StoredEvent[] = [];
    for (let from = 0; from < wanted.length; from += MOST_EVENTS) {
      const rows = await this.query(BY_ID, [wanted.slice(from, from + MOST_EVENTS)], 'rapport_by_id');
      for (const row of rows) found.push(this.rows.event(row as unknown as Row));
    }
    return found.sort((a, b) => (a.position < b.position ? -1 : 1));
  }

  async repeats(events: readonly Pick<NewEvent, 'id' | 'fingerprint'>[]): Promise<(Repeat | null)[]> {
    const found = new Array<Repeat | null>(events.length).fill(null);
    const asked = [...events.keys()].filter((index) => isUuid(events[index]!.id));
    for (let from = 0; from < asked.length; from += MOST_EVENTS) {
      const part = asked.slice(from, from + MOST_EVENTS);
      const ids = `{${part.map((index) => events[index]!.id).join(',')}}`;
      const prints = part.map((index) => events[index]!.fingerprint).join('\n');
      for (const row of await this.query(REPEATS, [ids, prints], 'rapport_repeats')) {
        const [nth, ordinal, stream, version, ms] = row as [string, string, string, string, string];
        found[part[Number(nth) - 1]!] = {
          stream,
          position: this.rows.position(ordinal),
          version: Number(version),
          recordedAt: this.rows.time(ms),
        };
      }
    }
    return found;
  }

  private async query(text: string, values: readonly unknown[], name: string): Promise<unknown[][]> {
    return (await this.pool.query<unknown[]>(rawQuery(text, values, this.timeout, name))).rows;
  }
}

/** An end of the log, ordinals and milliseconds as text. */
interface HeadRow {
  readonly epoch: string;
  readonly ordinal: string;
  readonly eventId: string | null;
  readonly ms: string | null;
}

/** The head row as it stands. */
export const readHead = async (pool: Pool, timeout: number): Promise<HeadRow> => {
  const { rows } = await pool.query<unknown[]>(rawQuery(HEAD, [], timeout));
  return headRow(rows[0]!);
};

const headRow = (row: readonly unknown[]): HeadRow => {
  const [epoch, ordinal, eventId, ms] = row as [string, string, string | null, string | null];
  return { epoch, ordinal, eventId, ms };
};

const inBatches = function* (ordinals: readonly string[], sizes: readonly string[]): Generator<string[]> {
  let batch: string[] = [];
  let octets = 0;
  let most = FIRST_OF_STREAMS;
  for (const [nth, ordinal] of ordinals.entries()) {
    const size = Number(sizes[nth]);
    if (batch.length === most || (batch.length > 0 && octets + size > MOST_OCTETS)) {
      yield batch;
      batch = [];
      octets = 0;
      most = MOST_OF_STREAMS;
    }
    batch.push(ordinal);
    octets += size;
  }
  if (batch.length > 0) yield batch;
};

/** Arrays as PostgreSQL writes them. */
const inParts = (ordinals: readonly string[]): string[] =>
  Array.from(
    { length: Math.ceil(ordinals.length / PACKED_EVENTS) },
    (_, nth) => `{${ordinals.slice(nth * PACKED_EVENTS, (nth + 1) * PACKED_EVENTS).join(',')}}`,
  );
