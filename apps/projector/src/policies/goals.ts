import { type EventBody, canonicalJson, decisionStream, eventIdOf, type Fact } from '@rapport/events';
import type { Append } from '@rapport/event-store';
import type { Sql } from '@rapport/postgres';
import { jsonText } from '@rapport/read-db';
import { POLICY_SOURCE } from './policy-event';

const REACHED = `
  insert into rapport_policies.goal (exposure, event_id, at)
  select distinct on (x.exposure) x.exposure, f."eventId", f."occurredAt"
  from jsonb_to_recordset($1::jsonb) as f("eventId" uuid, handle uuid, "occurredAt" text, type text)
  left join lateral (
    select customer from rapport_read.identity_membership m where m.handle = f.handle and m.to_position is null limit 1) m on true
  cross join lateral (
    select o.handle from rapport_read.identity_membership o where o.customer = coalesce(m.customer, f.handle) and o.to_position is null
    union select coalesce(m.customer, f.handle)) who
  join rapport_policies.exposure x on x.handle = who.handle
  where f.type = any(x.goal_types) and f."occurredAt" collate "C" > x.at and f."occurredAt" collate "C" <= x.goal_until
  order by x.exposure, f."occurredAt" collate "C", f."eventId"
  on conflict (exposure) do nothing`;

/** Notes whom a batch tells to have done what a policy hopes for: the first such event of each exposure. Imported ones do not count. */
export const noteGoals = async (sql: Sql, facts: readonly Fact[], types: ReadonlySet<string>): Promise<void> => {
  const hoped = facts.filter(({ type, meta }) => types.has(type) && meta?.historical !== true);
  if (hoped.length === 0) return;
  const told = hoped.map(({ eventId, handle, occurredAt, type }) => ({ eventId, handle, occurredAt, type }));
  await sql.query(REACHED, [jsonText(told)]);
};

interface Reached {
  readonly exposure: string;
  readonly policy: string;
  readonly version: number;
  readonly handle: string;
  readonly from: string;
  readonly treated: boolean;
  readonly goal: string;
  readonly at: string;
}

const UNSAID = `
  select g.exposure::text, x.policy, x.version, x.handle::text, x.at as "from", x.treated, g.event_id::text as goal, g.at
  from rapport_policies.goal g join rapport_policies.exposure x using (exposure) where not g.said order by g.exposure limit 500`;

/** The same bytes whenever it is made. It happened when the goal did. */
const reachedEvent = ({ exposure, policy, version, handle, from, treated, goal, at }: Reached): Append => {
  const id = `${exposure}#goal`;
  const afterSeconds = Math.floor((Date.parse(at) - Date.parse(from)) / 1_000);
  const body: EventBody = {
    ...{ id, source: POLICY_SOURCE, channel: 'policy', type: 'GoalReached', v: 1, occurredAt: at, handle, handles: [] },
    data: { exposure, policy, version, group: treated ? 'treated' : 'holdout', goal, afterSeconds },
    ...{ sealed: {}, meta: { by: `policy ${policy}@${version}`, causationId: goal } },
  };
  const event = { id: eventIdOf(POLICY_SOURCE, id), type: body.type, body: canonicalJson(body), fingerprint: '' };
  return { stream: decisionStream(handle), expected: 'any', events: [event] };
};

/** The goals that nobody has written into the log yet; 500 at most. */
export const unsaidGoals = async (
  sql: Sql,
): Promise<readonly { readonly exposure: string; readonly append: Append }[]> =>
  (await sql.query<Reached>(UNSAID)).rows.map((row) => ({ exposure: row.exposure, append: reachedEvent(row) }));
