import { createHash } from 'node:crypto';
import { type Append, EpochMismatch, type NewEvent } from '@rapport/event-store';
import type { Pool } from 'pg';
import type { Placement } from './proposed';
import type { Recorded } from './records';

/** An append that was claimed and not confirmed yet. */
export interface Claim extends Placement {
  /** The attempt's name. */
  readonly attempt: string;
}

/** Where an event of the index stands; ordinal and time are null while it is claimed only. */
export interface Known {
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly attempt: string;
  readonly ordinal: bigint | null;
  readonly ms: number | null;
}

/** What the index says about one append. */
export type Verdict =
  | { readonly kind: 'conflict'; readonly eventId: string }
  /** `open`: the version that stands in the way is itself a claim. */
  | { readonly kind: 'stale'; readonly actual: number; readonly open: boolean }
  | { readonly kind: 'known'; readonly places: readonly Known[] }
  | { readonly kind: 'claimed'; readonly version: number };

/** An append with the name of its attempt. */
export interface Attempted {
  readonly append: Append;
  readonly attempt: string;
}

interface Row {
  readonly call: number;
  readonly verdict: Verdict['kind'];
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly attempt: string;
  readonly at: string | null;
  readonly ms: string | null;
  readonly open: boolean;
}
type Place = Pick<Row, 'id' | 'stream' | 'version' | 'attempt' | 'at' | 'ms'>;

const PLACE = `event_id as id, stream, version, attempt, position as at, (extract(epoch from recorded_at) * 1000)::bigint as ms`;

/** The index in PostgreSQL. What it does is said in claim-function.ts and confirm-functions.ts. */
export class EventIndex {
  constructor(
    private readonly pool: Pool,
    private readonly epoch: string,
    private readonly timeout: number,
  ) {}

  /** @throws EpochMismatch when the store was replaced since it was opened */
  async claim(batch: readonly Attempted[]): Promise<readonly Verdict[]> {
    const rows = await this.query<Row>('select * from rapport_kurrent.claim($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
      this.epoch,
      ...columnsOf(batch),
    ]).catch((error: { code?: string; message: string }) => {
      throw error.code === 'RP001' ? new EpochMismatch(error.message, this.epoch) : error;
    });
    const byCall = groupBy(rows, ({ call }) => call);
    return batch.map(({ append }, index) => verdictOf(append, byCall.get(index + 1)!));
  }

  async places(ids: readonly string[]): Promise<readonly Known[]> {
    const text = `select ${PLACE} from rapport_kurrent.event where event_id = any($1::uuid[])`;
    return (await this.query<Place>(text, [ids])).map(knownOf);
  }

  /** Of the events those that are known with this very fingerprint, or with a forgotten one. */
  async repeats(
    events: readonly Pick<NewEvent, 'id' | 'fingerprint'>[],
  ): Promise<readonly (Known & Pick<NewEvent, 'fingerprint'>)[]> {
    const text = `select ${PLACE}, i.print
      from unnest($1::uuid[], $2::text[]) as i(id, print) join rapport_kurrent.event e on e.event_id = i.id
      where e.fingerprint is null or (e.fingerprint <> '' and e.fingerprint = decode(i.print, 'hex'))`;
    const columns = [events.map(({ id }) => id), events.map(({ fingerprint }) => fingerprint)];
    const rows = await this.query<Place & { readonly print: string }>(text, columns);
    return rows.map((row) => ({ ...knownOf(row), fingerprint: row.print }));
  }

  /** Claims of a stream that stand before a version, in order. */
  async claimsOf(stream: string, before: number): Promise<readonly Claim[]> {
    const rows = await this.query<{ id: string; version: number; attempt: string; type: string; body: string }>(
      `select event_id as id, version, attempt, type, body from rapport_kurrent.event
       where stream = $1 and version < $2 and position is null order by version`,
      [stream, before],
    );
    return [...groupBy(rows, ({ attempt }) => attempt)].map(([attempt, events]) => ({
      attempt,
      stream,
      version: events[0]!.version,
      events,
    }));
  }

  /** Streams with claims that are older than some milliseconds: their writers may be gone. */
  async forgotten(ms: number): Promise<readonly string[]> {
    const text = `select stream from rapport_kurrent.event where position is null
      and claimed_at < clock_timestamp() - $1 * interval '1 millisecond' group by stream limit 100`;
    return (await this.query<{ stream: string }>(text, [ms])).map(({ stream }) => stream);
  }

  async holds(attempt: string, stream: string, version: number): Promise<boolean> {
    const text = 'select from rapport_kurrent.event where stream = $1 and version = $2 and attempt = $3';
    return (await this.query(text, [stream, version, attempt])).length > 0;
  }

  /** Notes where events came to stand; what the index did not hold (any more) is entered. */
  async confirm(records: readonly Recorded[]): Promise<void> {
    if (records.length === 0) return;
    const columns = [records.map(({ id }) => id), records.map((r) => String(r.ordinal)), records.map((r) => r.ms)];
    const [row] = await this.query<{ n: string }>('select rapport_kurrent.confirm($1, $2, $3) as n', columns);
    if (Number(row!.n) < records.length) await this.adopt(records);
  }

  async withdraw(attempt: string): Promise<void> {
    await this.query('select rapport_kurrent.withdraw($1)', [attempt]);
  }

  async adopt(records: readonly Recorded[]): Promise<void> {
    await this.query('select rapport_kurrent.adopt($1, $2, $3, $4, $5, $6)', [
      records.map(({ stream }) => stream).join('\n'),
      records.map(({ version }) => version),
      records.map(({ id }) => id),
      records.map(digestOf).join('\n'),
      records.map(({ ordinal }) => String(ordinal)),
      records.map(({ ms }) => ms),
    ]);
  }

  /** Forgets the fingerprints of all events of the streams; gives back how many there were. */
  async forget(streams: readonly string[]): Promise<number> {
    const text = `with forgotten as (update rapport_kurrent.event set fingerprint = null
        where stream = any($1::text[]) and fingerprint <> '' returning 1)
      select count(*) as n from forgotten`;
    return Number((await this.query<{ n: string }>(text, [streams]))[0]!.n);
  }

  /** The last place at or before one (anywhere when absent); null when there is none. */
  async lastAt(ordinal?: bigint): Promise<bigint | null> {
    const text = `select position as at from rapport_kurrent.event where position is not null
      and ($1::bigint is null or position <= $1) order by position desc limit 1`;
    const [row] = await this.query<{ at: string }>(text, [ordinal === undefined ? null : String(ordinal)]);
    return row ? BigInt(row.at) : null;
  }

  /**
   * The last place that is noted with a time at or before a moment (milliseconds); null when there is none. Times rise with
   * places, which have gaps: the interval is halved, and what is looked at is the last place up to its middle.
   */
  async lastBy(ms: number): Promise<bigint | null> {
    const before = (place: string): string => `select position, (extract(epoch from recorded_at) * 1000)::bigint as ms
      from rapport_kurrent.event where position <= ${place} order by position desc limit 1`;
    const text = `with recursive search(lo, hi) as (
        select -1::bigint, (select position from (${before('9223372036854775807')}) last)
        union all
        select case when m.ms > $1 then s.lo else s.mid end, case when m.ms > $1 then m.position - 1 else s.hi end
        from (select lo, hi, hi - (hi - lo) / 2 as mid from search where lo < hi) s
        left join lateral (${before('s.mid')}) m on m.position > s.lo)
      select m.position as at from search s cross join lateral (${before('s.lo')}) m where s.lo = s.hi`;
    const [row] = await this.query<{ at: string }>(text, [ms]);
    return row ? BigInt(row.at) : null;
  }

  private async query<T extends object>(text: string, values: readonly unknown[]): Promise<T[]> {
    return (await this.pool.query<T>({ text, values: [...values], ...{ query_timeout: this.timeout } })).rows;
  }
}

const digestOf = ({ type, body }: Recorded): string => createHash('sha256').update(`${type}\n${body}`).digest('hex');

const knownOf = ({ id, stream, version, attempt, at, ms }: Place): Known => ({
  ...{ id, stream, version, attempt },
  ordinal: at === null ? null : BigInt(at),
  ms: ms === null ? null : Number(ms),
});

const groupBy = <T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
};

const verdictOf = ({ events }: Append, rows: readonly Row[]): Verdict => {
  const [first] = rows as readonly [Row];
  if (first.verdict === 'conflict') return { kind: 'conflict', eventId: first.id };
  if (first.verdict === 'stale') return { kind: 'stale', actual: first.version, open: first.open };
  if (first.verdict === 'claimed') return { kind: 'claimed', version: first.version };
  const places = new Map(rows.map((row) => [row.id, knownOf(row)]));
  return { kind: 'known', places: events.map(({ id }) => places.get(id)!) };
};

/** One text per column, a line per event or append (bodies are one line by contract). */
const columnsOf = (batch: readonly Attempted[]): unknown[] => {
  const events = batch.flatMap(({ append }, index) => append.events.map((event) => ({ ...event, call: index + 1 })));
  return [
    events.map(({ call }) => call),
    ...(['id', 'type', 'fingerprint', 'body'] as const).map((name) => events.map((event) => event[name]).join('\n')),
    batch.map(({ append }) => append.stream).join('\n'),
    batch.map(({ append }) => (append.expected === 'any' ? null : append.expected)),
    batch.map(({ attempt }) => attempt),
  ];
};
