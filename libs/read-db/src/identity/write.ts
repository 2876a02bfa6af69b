import type { EdgeState } from '@rapport/decisions';
import type { Fact, HandleRef } from '@rapport/events';
import { targetOf } from '@rapport/fold';
import type { Sql } from '@rapport/postgres';
import type { LinkState } from './graph-part';
import type { Move } from './regroup';

/** A handle met in a batch: what the event says of it, and the event by which it first owned something. */
export interface Sighting extends HandleRef {
  readonly ownsSince: string | null;
}

/** Everything that a batch changes in the identity tables. */
export interface IdentityChanges {
  readonly handles: readonly Sighting[];
  readonly shared: readonly { readonly handle: string; readonly shared: boolean }[];
  readonly edges: readonly (EdgeState & { readonly link: LinkState })[];
  readonly records: readonly Fact[];
  readonly early: ReadonlySet<string>;
  readonly moves: readonly Move[];
}

const HANDLES = `
  insert into rapport_read.identity_handle as h (handle, type, issuer, cell, shared, owns_since)
  select r.handle, r.type, r.issuer, r.sealed, false, r."ownsSince"
  from json_to_recordset($1::json) as r(handle uuid, type text, issuer text, sealed text, "ownsSince" text)
  on conflict (handle) do update
  set cell = coalesce(h.cell, excluded.cell), owns_since = coalesce(h.owns_since, excluded.owns_since)`;
const SHARED = `
  update rapport_read.identity_handle h set shared = r.shared
  from json_to_recordset($1::json) as r(handle uuid, shared boolean) where h.handle = r.handle`;
const EDGES = `
  insert into rapport_read.identity_edge as e
    (a, b, asserted, evidence, verdict, decided, generation, linked, linked_generation)
  select r.a, r.b, r.asserted, r.evidence, r.verdict, r.decided, r.generation,
    (r.link->>'linked')::boolean, (r.link->>'generation')::int
  from json_to_recordset($1::json) as r(a uuid, b uuid, asserted boolean, evidence uuid, verdict text, decided boolean,
    generation int, link json)
  on conflict (a, b) do update set asserted = excluded.asserted, evidence = excluded.evidence, verdict = excluded.verdict,
    decided = excluded.decided, generation = excluded.generation, linked = excluded.linked,
    linked_generation = excluded.linked_generation`;
const RECORDS = `
  insert into rapport_read.identity_record (record, target, retracts, occurred_at, position, early)
  select * from json_to_recordset($1::json)
    as r(record uuid, target uuid, retracts boolean, occurred_at text, position text, early boolean)
  on conflict do nothing`;
const MOVES_END = `
  update rapport_read.identity_membership m set to_position = r.position
  from (select handle, min(position collate "C") as position
        from json_to_recordset($1::json) as r(handle uuid, position text) group by handle) r
  where m.handle = r.handle and m.to_position is null`;
const MOVES_BEGIN = `
  insert into rapport_read.identity_membership (handle, customer, from_position, to_position)
  select handle, customer, position,
    lead(position) over (partition by handle order by position collate "C")
  from json_to_recordset($1::json) as r(handle uuid, customer uuid, position text)`;

const put = async (sql: Sql, statement: string, rows: readonly unknown[]): Promise<void> => {
  if (rows.length > 0) await sql.query(statement, [JSON.stringify(rows)]);
};

/** True when the batch changes nothing but the checkpoint: most events bring no news of who is who. */
export const isEmpty = ({ handles, shared, edges, records, moves }: IdentityChanges): boolean =>
  handles.length + shared.length + edges.length + records.length + moves.length === 0;

/** Writes a batch's changes; within its transaction. */
export const writeChanges = async (sql: Sql, changes: IdentityChanges): Promise<void> => {
  const { handles, shared, edges, records, early, moves } = changes;
  await put(sql, HANDLES, handles);
  await put(sql, SHARED, shared);
  await put(sql, EDGES, edges);
  await put(
    sql,
    RECORDS,
    records.map((record) => ({
      record: record.eventId,
      target: targetOf(record),
      retracts: record.type === 'InteractionRetracted',
      occurred_at: record.occurredAt,
      position: record.position,
      early: early.has(record.eventId),
    })),
  );
  await put(sql, MOVES_END, moves);
  await put(sql, MOVES_BEGIN, moves);
};
