/** Steps of what is kept in `rapport_read` of projections that are built as of a moment of the past. */
export const PAST_STEPS = [
  `create table rapport_read.past (
    id uuid primary key, projection text not null, version int not null,
    recorded text collate "C", occurred text collate "C", position text collate "C" not null,
    asked_by text not null,
    state text not null check (state in ('requested', 'running', 'paused', 'built', 'cancelled', 'failed', 'dropped')),
    attempts int not null default 0, table_name text,
    events float8 not null default 0, total float8 not null default 0, per_second float8, row_count float8,
    parked int not null default 0, fault text,
    asked_at timestamptz not null default clock_timestamp(),
    started_at timestamptz, ended_at timestamptz, kept_until timestamptz);
  comment on column rapport_read.past.position is 'the log counts up to here';
  comment on column rapport_read.past.table_name is 'the table beside the live one in which its rows are, or were begun';
  comment on column rapport_read.past.kept_until is 'then its table is dropped';
  create unique index past_there on rapport_read.past
    (projection, version, position, coalesce(recorded, ''), coalesce(occurred, ''))
    where state in ('requested', 'running', 'paused', 'built');
  create index past_asked on rapport_read.past (asked_at);`,
] as const;
