/** Steps of what what-ifs keep in `rapport_read`: what was asked for, and who would have moved. */
export const WHAT_IF_STEPS = [
  `create table rapport_read.what_if (
    id uuid primary key, rule text not null, kind text not null, params jsonb not null, effective_from date not null,
    based_on int not null, reason text not null, asked_by text not null,
    state text not null check (state in ('requested', 'running', 'ready', 'published', 'cancelled', 'failed')),
    wish text check (wish in ('cancel')), attempts int not null default 0,
    position text collate "C" not null default '', events float8 not null default 0, total float8 not null default 0,
    per_second float8, closes int not null default 0, closed_to date, result jsonb, fault text, published int,
    asked_at timestamptz not null default clock_timestamp(), started_at timestamptz, ended_at timestamptz);
  comment on column rapport_read.what_if.based_on is 'newest published version of the rule when it was asked for; 0 = none';
  comment on column rapport_read.what_if.position is 'it knows the log up to here';
  create index what_if_asked on rapport_read.what_if (asked_at);

  create table rapport_read.what_if_mover (
    what_if uuid not null, customer uuid not null, from_place text, to_place text, first_day date not null,
    since date not null, value numeric not null, decision jsonb, primary key (what_if, customer));
  create index what_if_mover_value on rapport_read.what_if_mover (what_if, value desc, customer);
  comment on column rapport_read.what_if_mover.decision is 'what the rule would have written down about them last'`,
] as const;
