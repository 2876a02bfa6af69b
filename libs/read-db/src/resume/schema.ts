/** Steps of what `rapport resume` leaves behind for followers that have stopped. */
export const RESUME_STEPS = [
  `create table rapport_read.resumed (
    one boolean primary key default true check (one), count bigint not null, epoch text not null, at timestamptz not null)`,
] as const;
