/** Steps of what replays keep in `rapport_read`; they come after those of `../schema`. */
export const REPLAY_STEPS = [
  `create table rapport_read.replay (
    id uuid primary key, projection text not null, version int not null, promote boolean not null,
    state text not null check (state in
      ('requested', 'running', 'paused', 'ready', 'promoted', 'rolled-back', 'cancelled', 'failed')),
    phase text check (phase in ('reading', 'indexing', 'catching-up', 'comparing', 'swapping')),
    wish text check (wish in ('pause', 'resume', 'cancel', 'promote', 'rollback')),
    attempts int not null default 0, shadow text,
    position text collate "C" not null default '', head text collate "C" not null default '',
    events float8 not null default 0, total float8 not null default 0, per_second float8, row_count float8,
    comparison json, fault text,
    asked_at timestamptz not null default clock_timestamp(),
    started_at timestamptz, ended_at timestamptz, kept_until timestamptz);
  comment on column rapport_read.replay.wish is 'what somebody asked for and the projector has not done yet';
  comment on column rapport_read.replay.shadow is 'the table that is built beside the live one';
  comment on column rapport_read.replay.kept_until is 'until then the table from before the swap is kept';
  create unique index replay_under_way on rapport_read.replay (projection)
    where state in ('requested', 'running', 'paused', 'ready');
  create index replay_asked on rapport_read.replay (asked_at);`,

  `alter table rapport_read.replay add column aggregates json;
  comment on column rapport_read.replay.aggregates is 'what the rows that serve and the rebuilt ones add up to';`,

  `alter table rapport_read.replay add column asked_by text, add column wish_by text;
  comment on column rapport_read.replay.asked_by is 'null: the projector did';
  comment on column rapport_read.replay.wish_by is 'who asked for the last wish, done or not';`,
] as const;
