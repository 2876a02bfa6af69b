/** Steps of the table that says how far closes are which take long. */
export const CLOSE_STEPS = [
  `create table rapport_read.close_under_way (
    zone text primary key, date date not null, restatement int not null, historical boolean not null,
    lease text not null, owner text not null, epoch bigint not null, since timestamptz not null,
    rules int not null, rules_done int not null, rule text, phase text, customers int, decided int not null, to_decide int,
    per_second float8, decided_before int not null, seconds_left float8, 
    moved_at timestamptz not null default clock_timestamp(), told_at timestamptz not null default clock_timestamp());
  comment on table rapport_read.close_under_way is
    'written beside the transaction of the close, about once a second, and removed by it; true as long as the lease is held'`,
] as const;
