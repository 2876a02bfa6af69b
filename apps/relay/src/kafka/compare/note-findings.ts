import type { Sql } from '@rapport/postgres';
import type { Comparison } from './compare';
import type { Reconciled } from './compare-topic';
import { type Findings, KINDS, type Kind } from './findings';

/** Examples kept of each kind. */
const EXAMPLES_MAX = 5;
const SAVE = `
  insert into rapport_relay.compared as c
    (topic, at, whole_at, position, required, records, found, examples, next, differs_since)
  values ($1, now(), now(), $2, $3, $4, $5, $6, $7, case when $8 then null else now() end)
  on conflict (topic) do update set at = now(), whole_at = case when $9 then now() else c.whole_at end,
    position = excluded.position, required = excluded.required, records = excluded.records, found = excluded.found,
    examples = excluded.examples, next = excluded.next, fault = null,
    differs_since = case when $8 then null else coalesce(c.differs_since, now()) end`;
const FAULT = `
  insert into rapport_relay.compared (topic, fault) values ($1, $2) on conflict (topic) do update set fault = excluded.fault`;

const countsOf = (one: Comparison): Record<Kind, number> => ({
  missing: one.missing.length,
  duplicate: one.duplicate.length,
  outOfOrder: one.outOfOrder.length,
  foreign: one.foreign.length,
  altered: one.altered.length,
  dropped: one.dropped,
});

/** What is still missing of what was missing before, and everything else that was ever found, is counted on. */
const together = (now: Reconciled, before: Findings | null): Record<Kind, number> => {
  const counts = countsOf(now);
  if (before === null) return counts;
  const sums = KINDS.map((kind) => [kind, counts[kind] + (before.found[kind] ?? 0)] as const);
  return { ...(Object.fromEntries(sums) as Record<Kind, number>), missing: now.next?.missing.length ?? counts.missing };
};

/** Writes down what came out. `before`: the findings that it goes on from; null = the whole was compared. */
export const noteFindings = async (sql: Sql, now: Reconciled, before: Findings | null): Promise<void> => {
  const found = together(now, before);
  const { dropped: _dropped, duplicate: _duplicate, ...harmful } = found;
  const equal = Object.values(harmful).every((count) => count === 0);
  const examples = Object.fromEntries(
    KINDS.filter((kind) => kind !== 'dropped').map((kind) => [
      kind,
      [...now[kind], ...(before?.examples[kind] ?? [])].slice(0, EXAMPLES_MAX),
    ]),
  );
  const [required, records] = [now.required + (before?.required ?? 0), now.records + (before?.records ?? 0)];
  const parts = [found, examples, now.next].map((part) => JSON.stringify(part));
  await sql.query(SAVE, [now.topic, now.position, required, records, ...parts, equal, before === null]);
};

/** Writes down why a topic could not be compared. */
export const noteUncompared = async (sql: Sql, topic: string, fault: string): Promise<void> => {
  await sql.query(FAULT, [topic, fault]);
};
