/** Steps of the table of events that people have told a projection to leave out; they come after those of `../schema`. */
export const SKIP_STEPS = [
  `create table rapport_read.skipped (
    projection text not null, version int not null, event_id uuid not null, position text collate "C" not null,
    key text not null, one_row boolean not null, error text not null,
    reason text not null, actor text not null, skipped_at timestamptz not null default clock_timestamp(),
    primary key (projection, version, event_id, key));
  comment on table rapport_read.skipped is 'what people decided about folds: not derived from the log, honoured by every rebuild';
  comment on column rapport_read.skipped.key is 'the customer, owner or row that the event had parked';
  comment on column rapport_read.skipped.one_row is 'left out of the row of this key only: it may touch others'`,
] as const;
