import type { PendingAction } from '@rapport/decisions';
import type { Fact } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import { jsonText } from '@rapport/read-db';

const INSERT = `
  insert into rapport_policies.pending (slot, policy, version, action, trigger_id, trigger_type, handle, triggered_at, run, next_at, due_from)
  select * from jsonb_to_recordset($1::jsonb) as r(slot uuid, policy text, version int, action int, trigger uuid, "triggerType" text,
    handle uuid, "triggeredAt" text, run text, "nextAt" text, "dueFrom" text)
  on conflict (slot) do nothing`;
const RUN_CLOSED =
  'update rapport_policies.pending set next_at = greatest($2 collate "C", due_from), run = null where run = $1';
const TAKEN_BACK = 'delete from rapport_policies.pending where trigger_id = any($1::uuid[])';

/** Remembers them, in the batch's transaction. */
export const savePending = async (sql: Sql, pending: readonly PendingAction[]): Promise<void> => {
  if (pending.length > 0) await sql.query(INSERT, [jsonText(pending)]);
};

/** What a run decided holds from its close on. */
export const closeRuns = async (sql: Sql, facts: readonly Fact[]): Promise<void> => {
  for (const { type, data, recordedAt } of facts)
    if (type === 'RuleRunClosed') await sql.query(RUN_CLOSED, [data['run'], recordedAt]);
};

/** What was retracted triggers nothing that has not been done yet. */
export const dropTakenBack = async (sql: Sql, triggers: readonly string[]): Promise<void> => {
  if (triggers.length > 0) await sql.query(TAKEN_BACK, [triggers]);
};
