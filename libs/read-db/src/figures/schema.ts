/** Steps of what is kept in `rapport_read` of figures while they are being asked; what came out is in the log. */
export const FIGURE_STEPS = [
  `create table rapport_read.figure_job (
    id uuid primary key, figure uuid not null, kind text not null check (kind in ('freeze', 'check')),
    name text, question jsonb, up_to text collate "C", asked_by text not null,
    state text not null check (state in ('requested', 'running', 'done', 'failed')),
    attempts int not null default 0, events float8 not null default 0, total float8 not null default 0, fault text,
    asked_at timestamptz not null default clock_timestamp(), ended_at timestamptz);
  comment on column rapport_read.figure_job.id is 'of the check; of a freezing the figure itself';
  create index figure_job_asked on rapport_read.figure_job (asked_at);
  create index figure_job_figure on rapport_read.figure_job (figure);`,
] as const;
