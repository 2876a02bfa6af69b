/** Steps of the schema `rapport_webhook`: who is told of what, how far, and what did not arrive. */
export const WEBHOOK_STEPS = [
  `create schema if not exists rapport_webhook;

  create table rapport_webhook.subscription (
    id uuid primary key, name text not null, url text not null, filter jsonb not null,
    status text not null check (status in ('active', 'paused', 'disabled', 'deleted')), reason text,
    revision int not null default 1, created_at timestamptz not null default now(), created_by text not null,
    ended_at timestamptz, position text collate "C" not null, moved_at timestamptz not null default now(),
    delivered bigint not null default 0, delivered_at timestamptz,
    failing_since timestamptz, last_error text, last_error_at timestamptz);
  comment on column rapport_webhook.subscription.position is 'everything at or before it was taken up: delivered, or in table delivery';
  comment on column rapport_webhook.subscription.revision is 'rises with every change of what is sent where; who works by an older one is refused';

  create table rapport_webhook.secret (
    id bigint generated always as identity primary key,
    subscription uuid not null references rapport_webhook.subscription on delete cascade,
    locked bytea not null, created_at timestamptz not null default now(), until timestamptz);
  comment on table rapport_webhook.secret is 'what messages are signed with, locked by a key of the vault; until: when it ends, null = the newest';

  create table rapport_webhook.range (
    id bigint generated always as identity primary key,
    subscription uuid not null references rapport_webhook.subscription on delete cascade,
    after text collate "C" not null, until text collate "C", filter jsonb not null);
  create index on rapport_webhook.range (subscription);
  comment on table rapport_webhook.range is 'parts of the log that a subscription has received, through which filter; until null = to its position';

  create table rapport_webhook.redrive (
    id uuid primary key, subscription uuid not null references rapport_webhook.subscription on delete cascade,
    position text collate "C" not null, until text collate "C" not null, filter jsonb not null,
    created_at timestamptz not null default now(), done_at timestamptz);
  create index on rapport_webhook.redrive (subscription) where done_at is null;

  create table rapport_webhook.delivery (
    id bigint generated always as identity primary key,
    subscription uuid not null references rapport_webhook.subscription on delete cascade,
    event_id uuid not null, position text collate "C" not null, previous text collate "C",
    type text not null, key uuid not null, customer uuid not null, redrive uuid,
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'dead')),
    step int not null default 0, attempts int not null default 0, tries jsonb not null default '[]',
    due_at timestamptz not null default now(),
    taken_at timestamptz not null default now(), ended_at timestamptz);
  create index on rapport_webhook.delivery (subscription, state, id);
  create index on rapport_webhook.delivery (key) where state <> 'delivered';
  comment on column rapport_webhook.delivery.step is 'failed attempts of the schedule; attempts also counts those before their time';`,
] as const;
