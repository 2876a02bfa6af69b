/**
 * Steps of the schema `rapport_read`: what can be rebuilt from the log. Positions are text of one epoch, so byte order is
 * log order; '' stands before the first event. Tables of projections are not here: they come from their `table.ts`.
 */
export const READ_DB_STEPS = [
  `create schema if not exists rapport_read;

  create table rapport_read.identity_handle (
    handle uuid primary key, type text not null, issuer text, cell text,
    shared boolean not null, owns_since text collate "C");
  comment on column rapport_read.identity_handle.owns_since is 'position of the first event that this handle owns';

  create table rapport_read.identity_edge (
    a uuid not null, b uuid not null, primary key (a, b), check (a < b),
    asserted boolean not null, evidence uuid, verdict text check (verdict in ('joined', 'split')),
    decided boolean not null, generation int not null,
    linked boolean not null, linked_generation int not null);
  create index identity_edge_b on rapport_read.identity_edge (b);
  comment on column rapport_read.identity_edge.decided is 'last decision made, perhaps not yet read back';
  comment on column rapport_read.identity_edge.linked is 'last decision read back from the log';

  create table rapport_read.identity_record (
    record uuid primary key, target uuid not null, retracts boolean not null,
    occurred_at text collate "C" not null, position text collate "C" not null, early boolean not null);
  create index identity_record_target on rapport_read.identity_record (target);
  create index identity_record_early on rapport_read.identity_record (target) where early;
  comment on column rapport_read.identity_record.early is 'it stands in the log before the event it is about';

  create table rapport_read.identity_membership (
    handle uuid not null, customer uuid not null,
    from_position text collate "C" not null, to_position text collate "C",
    primary key (handle, from_position));
  create index identity_membership_customer on rapport_read.identity_membership (customer);
  create index identity_membership_from on rapport_read.identity_membership (from_position);

  create table rapport_read.lease (
    name text primary key, owner text not null, epoch bigint not null, until timestamptz not null);

  create table rapport_read.checkpoint (
    projection text not null, version int not null, lo int not null, hi int not null,
    position text collate "C" not null, event_id uuid, epoch bigint not null,
    waiting_since timestamptz, updated_at timestamptz not null, fault text,
    primary key (projection, version, lo, hi));

  create table rapport_read.parked (
    projection text not null, version int not null, key text not null,
    position text collate "C" not null, event_id uuid not null, error text not null, parked_at timestamptz not null,
    retry boolean not null default false,
    primary key (projection, version, key));

  create table rapport_read.head (
    one boolean primary key default true check (one),
    position text collate "C" not null, event_id uuid, recorded_at text, seen_at timestamptz not null);`,

  `create function rapport_read.advance(
    lease_name text, lease_owner text, lease_epoch bigint, ttl_ms int,
    names text[], versions int[], of_lo int, of_hi int, from_position text, to_position text, to_event uuid)
  returns void language plpgsql as $$
  declare moved int;
  begin
    update rapport_read.lease set until = clock_timestamp() + ttl_ms * interval '1 ms'
    where name = lease_name and owner = lease_owner and epoch = lease_epoch;
    if not found then raise exception 'lease lost' using errcode = 'RPF01'; end if;
    update rapport_read.checkpoint c
    set position = to_position, event_id = to_event, epoch = lease_epoch, updated_at = clock_timestamp(),
      waiting_since = null, fault = null
    from unnest(names, versions) as p(name, version)
    where c.projection = p.name and c.version = p.version and c.lo = of_lo and c.hi = of_hi
      and c.position = from_position and c.epoch <= lease_epoch;
    get diagnostics moved = row_count;
    if moved <> cardinality(names) then raise exception 'checkpoint moved' using errcode = 'RPF01'; end if;
  end $$;
  comment on function rapport_read.advance is 'renews the lease and moves checkpoints together, or fails: the fence of a batch'`,

  `alter table rapport_read.checkpoint add fault_since timestamptz, add try_at timestamptz;
  comment on column rapport_read.checkpoint.fault_since is 'of the fault, and without meaning where there is none';
  comment on column rapport_read.checkpoint.try_at is 'when it is tried again after the fault; null = not before a person has looked'`,

  `create or replace function rapport_read.advance(
    lease_name text, lease_owner text, lease_epoch bigint, ttl_ms int,
    names text[], versions int[], of_lo int, of_hi int, from_position text, to_position text, to_event uuid)
  returns void language plpgsql as $$
  declare moved int;
  begin
    update rapport_read.lease set until = clock_timestamp() + ttl_ms * interval '1 ms'
    where name = lease_name and owner = lease_owner and epoch = lease_epoch;
    if not found then raise exception 'lease lost' using errcode = 'RPF01'; end if;
    if names <> '{identity}' and not exists (select from rapport_read.checkpoint
      where projection = 'identity' and version = 1 and position >= to_position) then
      raise exception 'identity is behind' using errcode = 'RPF01';
    end if;
    update rapport_read.checkpoint c
    set position = to_position, event_id = to_event, epoch = lease_epoch, updated_at = clock_timestamp(),
      waiting_since = null, fault = null
    from unnest(names, versions) as p(name, version)
    where c.projection = p.name and c.version = p.version and c.lo = of_lo and c.hi = of_hi
      and c.position = from_position and c.epoch <= lease_epoch;
    get diagnostics moved = row_count;
    if moved <> cardinality(names) then raise exception 'checkpoint moved' using errcode = 'RPF01'; end if;
  end $$`,

  // Each link is written when it is decided and again when it is read back: on its page, without the indexes, where there is room.
  `alter table rapport_read.identity_edge set (fillfactor = 50)`,

  `create table rapport_read.identity_unread (
    event_id uuid primary key, stream text not null, type text not null, body text not null,
    nth int not null, since text collate "C" not null, since_event uuid);
  comment on table rapport_read.identity_unread is 'decisions made and not yet read back from the log, as they are to be appended to it';
  comment on column rapport_read.identity_unread.since is 'where the batch began that decided it'`,

  // How far identity is, is asked with every position that is shown: behind a long import, tens of thousands stand here.
  `create index identity_unread_since on rapport_read.identity_unread (since)`,

  `alter table rapport_read.checkpoint add owes text collate "C";
  comment on column rapport_read.checkpoint.owes is 'the end of the log when it began at the start: before that, the rows would deny what is known'`,
] as const;
