import { exposureOf, sayingOf } from '@rapport/decisions';
import type { Fact, FactOf } from '@rapport/events';
import type { Sql } from '@rapport/postgres';
import { jsonText } from '@rapport/read-db';
import type { PoliciesInForce } from './policies-in-force';

/** That a policy acted on somebody, or held them out. */
export interface Exposure {
  readonly exposure: string;
  readonly policy: string;
  readonly version: number;
  readonly handle: string;
  readonly at: string;
  readonly treated: boolean;
  readonly goalTypes: readonly string[];
  /** '' = it hopes for nothing. */
  readonly goalUntil: string;
}

const DAY_MS = 86_400_000;

/** The exposure that an action makes; null for what was held back for another reason than to compare. */
export const exposedBy = (fact: Fact, policies: PoliciesInForce): Exposure | null => {
  const isHeldOut = fact.type === 'ActionHeld' && fact.data['why'] === 'holdout';
  if (fact.type !== 'ActionOrdered' && !isHeldOut) return null;
  const { policy, version, trigger } = (fact as FactOf<'ActionOrdered'>).data;
  const goal = policies.of(policy, version)?.compiled.policy.goal;
  const at = fact.occurredAt;
  return {
    ...{
      exposure: exposureOf(policy, version, trigger),
      policy,
      version,
      handle: fact.handle,
      at,
      treated: !isHeldOut,
    },
    goalTypes: goal?.types ?? [],
    goalUntil: goal ? new Date(Date.parse(at) + goal.withinDays * DAY_MS).toISOString() : '',
  };
};

const EXPOSED = `
  insert into rapport_policies.exposure (exposure, policy, version, handle, at, treated, goal_types, goal_until)
  select exposure, policy, version, handle, at, treated, array(select jsonb_array_elements_text("goalTypes")), "goalUntil"
  from jsonb_to_recordset($1::jsonb) as r(exposure uuid, policy text, version int, handle uuid, at text, treated boolean, "goalTypes" jsonb,
    "goalUntil" text)
  on conflict (exposure) do nothing`;
const SAID = `
  insert into rapport_policies.saying (event_id, handle, at, type, data)
  select * from jsonb_to_recordset($1::jsonb) as r("eventId" uuid, handle uuid, at text, type text, data jsonb) on conflict do nothing`;
const UNSAID = 'delete from rapport_policies.saying where event_id = any($1::uuid[])';
const ERASED = 'insert into rapport_policies.erased select * from unnest($1::uuid[]) on conflict do nothing';
const TASK = `
  insert into rapport_policies.task (task, handle, open) values ($1, $2, $3) on conflict (task) do update set open = excluded.open`;
const TASK_OPEN: Readonly<Record<string, boolean>> = {
  ...{ TaskOpened: true, TaskReopened: true, TaskDone: false, TaskClosed: false },
};
const GOAL_SAID = `
  insert into rapport_policies.goal (exposure, event_id, at, said) values ($1, $2, $3, true)
  on conflict (exposure) do update set said = true`;
const EXPOSED_TYPES = ['ActionOrdered', 'ActionHeld'];

/** Writes down exposures; the first of each holds. */
export const saveExposures = async (sql: Sql, exposures: readonly Exposure[]): Promise<void> => {
  if (exposures.length > 0) await sql.query(EXPOSED, [jsonText(exposures)]);
};

/** Remembers what people said that policies heed; `replaced` is not (any more) as it was. */
export const saveSayings = async (sql: Sql, replaced: readonly string[], facts: readonly Fact[]): Promise<void> => {
  if (replaced.length > 0) await sql.query(UNSAID, [replaced]);
  const sayings = facts.flatMap((fact) => {
    const saying = sayingOf(fact);
    return saying ? [{ ...saying, handle: fact.handle }] : [];
  });
  if (sayings.length > 0) await sql.query(SAID, [jsonText(sayings)]);
};

/** Remembers what policies, tasks and erasures have said, whoever appended it. */
export const saveDone = async (sql: Sql, facts: readonly Fact[], policies: PoliciesInForce): Promise<void> => {
  const exposures = facts.filter(({ type }) => EXPOSED_TYPES.includes(type)).flatMap((fact) => exposedBy(fact, policies) ?? []); // prettier-ignore
  await saveExposures(sql, exposures);
  for (const fact of facts) {
    const { type, data, handle, handles } = fact;
    const open = TASK_OPEN[type];
    if (open !== undefined) await sql.query(TASK, [data['task'], handle, open]);
    else if (type === 'CustomerErased') await sql.query(ERASED, [[handle, ...handles.map((one) => one.handle)]]);
    else if (type === 'GoalReached') await sql.query(GOAL_SAID, [data['exposure'], data['goal'], fact.occurredAt]);
  }
};
