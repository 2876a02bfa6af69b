/**
 * Steps of the schema `rapport_policies`: what the follower of policies remembers of the log, and what waits to be done. All of it can be
 * rebuilt by reading the log again: what was decided before is found there by its slot, and not decided a second time.
 */
export const POLICIES_STEPS = [
  `create schema if not exists rapport_policies;

  create table rapport_policies.policy (
    name text not null, version int not null, definition jsonb not null, holdout_key text not null, stopped boolean not null default false,
    primary key (name, version));

  create table rapport_policies.saying (
    event_id uuid primary key, handle uuid not null, at text collate "C" not null, type text not null, data jsonb not null);
  create index saying_handle on rapport_policies.saying (handle);
  comment on table rapport_policies.saying is 'consents and time zones, as corrections up to the checkpoint leave them';

  create table rapport_policies.erased (handle uuid primary key);

  create table rapport_policies.pending (
    slot uuid primary key, nr bigint generated always as identity, policy text not null, version int not null, action int not null,
    trigger_id uuid not null, trigger_type text not null, handle uuid not null, triggered_at text collate "C" not null,
    run text, next_at text collate "C");
  create index pending_next on rapport_policies.pending (next_at, nr) where next_at is not null;
  create index pending_run on rapport_policies.pending (run) where run is not null;
  create index pending_trigger on rapport_policies.pending (trigger_id);
  comment on column rapport_policies.pending.next_at is 'when it is decided; null = once the run of the rule is closed';

  create table rapport_policies.exposure (
    exposure uuid primary key, policy text not null, version int not null, handle uuid not null, at text collate "C" not null,
    treated boolean not null, goal_types text[] not null, goal_until text collate "C" not null);
  create index exposure_handle on rapport_policies.exposure (handle);
  comment on table rapport_policies.exposure is 'whom a policy acted on or held out, for limits and goals';

  create table rapport_policies.goal (
    exposure uuid primary key, event_id uuid not null, at text collate "C" not null, said boolean not null default false);
  create index goal_unsaid on rapport_policies.goal (exposure) where not said;

  create table rapport_policies.task (task uuid primary key, handle uuid not null, open boolean not null);
  create index task_open on rapport_policies.task (handle) where open;`,

  `alter table rapport_policies.pending add column due_from text collate "C";
  comment on column rapport_policies.pending.due_from is 'not before, once the run is closed; null = as soon as it is';`,
] as const;
