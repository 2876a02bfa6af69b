import type { EventStore } from '@rapport/event-store';
import type { Fact } from '@rapport/events';
import type { CustomerProjection, EntryProjection } from '@rapport/fold';
import { inTransaction, type Sql } from '@rapport/postgres';
import type { Pool } from 'pg';
import { membersAt, resolve } from '../membership';
import { factsOf } from '../past/facts';
import { Turns } from '../replay/pace';
import { loadSkipped, type Skipped } from '../skips/skipped';
import { ALL_SLICES } from '../slices';
import { rangesOf, type Ranges } from '../states/ranges';
import { isDataFault } from '../views/commit';
import type { KeptRow } from '../views/kept-row';
import { ownerStreams, refoldOwner } from '../views/refold-owner';
import { rowDifferences } from './differences';
import { type Expected, expectedOfCustomer, expectedOfOwner, isComparable, type LiveParked } from './expected';
import { type Look, Looked } from './looked';
import type { AuditedTable } from './tables';

type Row = Readonly<Record<string, unknown>>;

export interface LookParts {
  readonly pool: Pool;
  readonly store: Pick<EventStore, 'read' | 'find'>;
  /** Events that one look may hold. */
  readonly eventsMax: number;
}

/** Where a projection stands in the snapshot. */
interface Standing {
  readonly table: AuditedTable;
  readonly ranges: Ranges;
  readonly stopped: boolean;
  readonly parked: ReadonlyMap<string, LiveParked>;
  readonly skipped: Skipped;
}

const PARKED = `
  select key, event_id::text as "eventId", retry from rapport_read.parked
  where projection = $1 and version = $2 and key = any($3::text[])`;
const STOPPED = `
  select from rapport_read.checkpoint where projection = $1 and version = $2 and fault is not null limit 1`;
/** Whoever swaps a table in waits for us this long at most; whoever waits for us longer than this is in our way. */
const BOUNDS = `set local lock_timeout = '1s'; set local statement_timeout = '20s'`;

/**
 * Rebuilds everything of some customers and owners out of the log, as of where each projection stands, and compares. Rows,
 * checkpoints, membership, parked and skipped are read in one snapshot, so a row is held against exactly the events that it
 * includes. @throws TooMuchHistory
 */
export const look = (parts: LookParts, audited: readonly AuditedTable[], owners: readonly string[]): Promise<Look> =>
  inTransaction(parts.pool, async (client) => {
    const locks = audited.map(({ path }) => path).join(', ');
    await client.query(
      `set transaction isolation level repeatable read; ${BOUNDS}; lock table ${locks} in access share mode`,
    );
    const standings: Standing[] = [];
    for (const table of audited) standings.push(await standingOf(client, table, owners));
    const past = await Past.read(parts, client, owners, standings);
    const looked = new Looked(owners);
    for (const standing of standings) await compare(parts, client, standing, past, looked);
    return looked;
  });

const standingOf = async (sql: Sql, table: AuditedTable, owners: readonly string[]): Promise<Standing> => {
  const { name, version } = table.projection;
  const { rows } = await sql.query<LiveParked>(PARKED, [name, version, owners]);
  return {
    ...{ table, ranges: await rangesOf(sql, table.projection) },
    stopped: (await sql.query(STOPPED, [name, version])).rowCount !== 0,
    parked: new Map(rows.map((row) => [row.key, row])),
    skipped: await loadSkipped(sql, table.projection),
  };
};

/** Everything that was recorded of some handles and of whoever belonged to them. */
class Past {
  private constructor(
    private readonly facts: readonly Fact[],
    private readonly customers: ReadonlyMap<string, ReadonlyMap<string, string>>,
  ) {}

  static async read(
    { store, eventsMax }: LookParts,
    sql: Sql,
    owners: readonly string[],
    standings: readonly Standing[],
  ): Promise<Past> {
    const stands = standings.flatMap(({ ranges, stopped }) => (stopped ? [] : owners.map(ranges.positionOf)));
    const positions = [...new Set(stands)].filter((position) => position !== '').sort();
    const customers = new Map<string, ReadonlyMap<string, string>>();
    for (const position of positions) {
      const own = await resolve(sql, owners, position);
      const heads = owners.filter((owner) => own.get(owner) === owner);
      customers.set(position, new Map([...own, ...(await membersAt(sql, heads, position))]));
    }
    const handles = new Set([...customers.values()].flatMap((of) => [...of.keys()]));
    const streams = [...handles].flatMap(ownerStreams);
    const last = positions.at(-1);
    return new Past(last === undefined ? [] : await factsOf(store, streams, last, eventsMax), customers);
  }

  /** True while the handle stood for a customer of its own. */
  isCustomer(handle: string, position: string): boolean {
    return this.customers.get(position)!.get(handle) === handle;
  }

  ofCustomer(customer: string, position: string): readonly Fact[] {
    const of = this.customers.get(position)!;
    return this.facts.filter((fact) => fact.position <= position && of.get(fact.handle) === customer);
  }

  ofOwner(owner: string, position: string): readonly Fact[] {
    return this.facts.filter((fact) => fact.position <= position && fact.handle === owner);
  }
}

const expectedOf = async (
  { store }: LookParts,
  sql: Sql,
  { table, skipped }: Standing,
  past: Past,
  at: { readonly owner: string; readonly position: string },
): Promise<Expected> => {
  const { owner, position } = at;
  if (table.projection.scope === 'customer') {
    if (!past.isCustomer(owner, position)) return { rows: [], poison: null };
    const facts = past.ofCustomer(owner, position);
    return expectedOfCustomer(table.projection as CustomerProjection<Row>, owner, facts, skipped);
  }
  const parts = { sql, store, skipped, range: ALL_SLICES, position };
  return expectedOfOwner(
    await refoldOwner(table.projection as EntryProjection<Row>, past.ofOwner(owner, position), parts),
  );
};

const compare = async (
  parts: LookParts,
  client: Sql,
  standing: Standing,
  past: Past,
  looked: Looked,
): Promise<void> => {
  const { table, ranges, stopped, parked } = standing;
  const rows: KeptRow[] = [];
  const ownerOf = new Map<string, string>();
  const owners: string[] = [];
  const turns = new Turns();
  for (const owner of looked.owners) {
    const position = ranges.positionOf(owner);
    if (stopped || position === '') {
      looked.leaveOut(table.projection, stopped ? 'stopped' : 'notBuilt', 1);
      continue;
    }
    const expected = await expectedOf(parts, client, standing, past, { owner, position });
    if (turns.over) await turns.next();
    if (!isComparable(expected, parked.get(owner))) {
      looked.leaveOut(table.projection, 'parked', 1);
      continue;
    }
    owners.push(owner);
    for (const row of expected.rows) ownerOf.set(row.key, owner);
    rows.push(...expected.rows);
  }
  if (owners.length === 0) return;
  const keys = table.projection.scope === 'customer' ? owners : [...ownerOf.keys()];
  await client.query('savepoint compared');
  try {
    const found = await rowDifferences(client, table, { rows, keys, owners });
    looked.compared(table.projection, owners, rows.length, found.map((one) => {
      const owner = ownerOf.get(one.key) ?? one.owner ?? one.key;
      return { ...one, owner, position: ranges.positionOf(owner) };
    })); // prettier-ignore
  } catch (error) {
    if (!isDataFault(error)) throw error;
    // The table cannot hold what the log says, yet nobody is parked: that is for the projector to say, not a difference.
    await client.query('rollback to savepoint compared');
    looked.leaveOut(table.projection, 'unwritable', owners.length);
  }
};
