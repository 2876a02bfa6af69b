import type { EdgeState } from '@rapport/decisions';
import type { Fact, HandleRef } from '@rapport/events';
import { targetOf } from '@rapport/fold';
import type { Statement } from '@rapport/postgres';
import { bulk } from '../bulk';
import type { LinkState } from './graph-part';
import type { Span } from './regroup';

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
  /** Memberships that end or begin. */
  readonly spans: readonly Span[];
}

type Rows = readonly (readonly unknown[])[];

/** The statement over rows of these columns ("name type"); none for no rows. */
const over = (name: string, columns: readonly string[], text: (source: string) => string) => {
  const { source, values } = bulk(
    columns.map((column) => ({ name: column.split(' ')[0]!, type: column.split(' ')[1]! })),
  );
  const statement = { name: `identity ${name}`, text: text(source) };
  return (rows: Rows): readonly Statement[] => (rows.length > 0 ? [{ ...statement, values: values(rows) }] : []);
};

const HANDLES = over(
  'handles',
  ['handle uuid', 'type text', 'issuer text', 'cell text', 'owns_since text'],
  (source) => `
  insert into rapport_read.identity_handle as h (handle, type, issuer, cell, shared, owns_since)
  select handle, type, issuer, cell, false, owns_since from ${source} r
  on conflict (handle) do update
  set cell = coalesce(h.cell, excluded.cell), owns_since = coalesce(h.owns_since, excluded.owns_since)`,
);
const SHARED = over(
  'shared',
  ['handle uuid', 'shared boolean'],
  (source) => `update rapport_read.identity_handle h set shared = r.shared from ${source} r where h.handle = r.handle`,
);
const EDGES = over(
  'edges',
  ['a uuid', 'b uuid', 'asserted boolean', 'evidence uuid', 'verdict text', 'decided boolean', 'generation int'].concat(
    'linked boolean',
    'linked_generation int',
  ),
  (source) => `
  insert into rapport_read.identity_edge
    (a, b, asserted, evidence, verdict, decided, generation, linked, linked_generation)
  select * from ${source} r
  on conflict (a, b) do update set asserted = excluded.asserted, evidence = excluded.evidence, verdict = excluded.verdict,
    decided = excluded.decided, generation = excluded.generation, linked = excluded.linked,
    linked_generation = excluded.linked_generation`,
);
const RECORDS = over(
  'records',
  ['record uuid', 'target uuid', 'retracts boolean', 'occurred_at text', 'position text', 'early boolean'],
  (source) => `
  insert into rapport_read.identity_record (record, target, retracts, occurred_at, position, early)
  select * from ${source} r on conflict do nothing`,
);
const SPANS = over(
  'spans',
  ['handle uuid', 'customer uuid', 'from_position text', 'to_position text'],
  (source) => `
  insert into rapport_read.identity_membership (handle, customer, from_position, to_position)
  select * from ${source} r on conflict (handle, from_position) do update set to_position = excluded.to_position`,
);

/** The statements that write a batch's changes, for its transaction. */
export const writingChanges = (changes: IdentityChanges): readonly Statement[] => {
  const { handles, shared, edges, records, early, spans } = changes;
  return [
    ...HANDLES(handles.map(({ handle, type, issuer, sealed, ownsSince }) => [handle, type, issuer, sealed, ownsSince])),
    ...SHARED(shared.map((node) => [node.handle, node.shared])),
    ...EDGES(edges.map(edgeRow)),
    ...RECORDS(records.map((record) => recordRow(record, early))),
    ...SPANS(spans.map(({ handle, customer, from, to }) => [handle, customer, from, to])),
  ];
};

const edgeRow = (edge: IdentityChanges['edges'][number]): readonly unknown[] => {
  const { a, b, asserted, evidence, verdict, decided, generation, link } = edge;
  return [a, b, asserted, evidence, verdict, decided, generation, link.linked, link.generation];
};

const recordRow = (record: Fact, early: ReadonlySet<string>): readonly unknown[] => {
  const retracts = record.type === 'InteractionRetracted';
  return [record.eventId, targetOf(record), retracts, record.occurredAt, record.position, early.has(record.eventId)];
};
