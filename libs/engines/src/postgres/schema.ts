import { appendFunction } from './append-function';
import { appendMoving } from './append-moving';

/**
 * Migration steps of `rapport_store`. Position, version and recorded time are given under the lock on the one head row, which
 * is held until the commit: so positions rise in commit order without gaps, for any number of processes. A fingerprint is
 * null once erased and empty for events that never had one.
 */
export const steps: readonly string[] = [
  `create schema rapport_store;

  create table rapport_store.head (
    single boolean primary key default true check (single),
    epoch text not null check (epoch ~ '^[0-9a-f]{8}$'),
    position bigint not null,
    event_id uuid,
    recorded_at timestamptz
  ) with (fillfactor = 20);
  insert into rapport_store.head (epoch, position) values (left(md5(gen_random_uuid()::text), 8), 0);

  create table rapport_store.events (
    position bigint primary key,
    stream text collate "C" not null,
    version int not null,
    event_id uuid not null unique,
    recorded_at timestamptz not null,
    type text collate "C" not null,
    body text collate "C" not null,
    fingerprint bytea,
    unique (stream, version)
  );

  create function rapport_store.refuse() returns trigger language plpgsql as $$
  begin
    raise exception 'the history is append-only: % on %.% refused', tg_op, tg_table_schema, tg_table_name
      using errcode = 'restrict_violation';
  end $$;
  create trigger only_forget before update on rapport_store.events for each row
    when (new.fingerprint is not null
      or (old.position, old.stream, old.version, old.event_id, old.recorded_at, old.type, old.body)
        is distinct from (new.position, new.stream, new.version, new.event_id, new.recorded_at, new.type, new.body))
    execute function rapport_store.refuse();
  create trigger no_delete before delete on rapport_store.events for each row execute function rapport_store.refuse();
  create trigger no_truncate before truncate on rapport_store.events execute function rapport_store.refuse();
  create trigger only_rise before update on rapport_store.head for each row
    when (new.position < old.position or new.recorded_at < old.recorded_at or new.epoch <> old.epoch)
    execute function rapport_store.refuse();
  create trigger no_delete before delete on rapport_store.head for each row execute function rapport_store.refuse();
  create trigger no_truncate before truncate on rapport_store.head execute function rapport_store.refuse();
  alter table rapport_store.events enable always trigger only_forget;
  alter table rapport_store.events enable always trigger no_delete;
  alter table rapport_store.events enable always trigger no_truncate;
  alter table rapport_store.head enable always trigger only_rise;
  alter table rapport_store.head enable always trigger no_delete;
  alter table rapport_store.head enable always trigger no_truncate;`,
  appendFunction,
  appendMoving,
];
