/** Steps of what the audit of the views keeps; they come after those of `../schema`. */
export const AUDIT_STEPS = [
  `create table rapport_read.audit_state (
    one boolean primary key default true check (one),
    looked_at timestamptz not null, waits_for text, checked float8 not null default 0);
  comment on column rapport_read.audit_state.checked is 'customers looked at, in all rounds together';

  create table rapport_read.audit_round (
    number bigint generated always as identity primary key,
    first_key uuid not null, at_key uuid, wrapped boolean not null default false,
    customers float8 not null default 0, row_count float8 not null default 0, differences float8 not null default 0,
    by_projection jsonb not null default '{}',
    begun_at timestamptz not null default clock_timestamp(), ended_at timestamptz);
  comment on column rapport_read.audit_round.at_key is 'the last key looked at; null = none since the round began or wrapped';

  create table rapport_read.audit_finding (
    projection text not null, version int not null, key uuid not null, primary key (projection, version, key),
    owner uuid not null, found_in text not null check (found_in in ('both', 'live', 'rebuilt')), fields text[] not null,
    position text collate "C" not null,
    found_at timestamptz not null, seen_at timestamptz not null, closed_at timestamptz);
  comment on column rapport_read.audit_finding.owner is 'the customer or owner handle that is looked at again';
  create index audit_finding_open on rapport_read.audit_finding (seen_at) where closed_at is null;`,
] as const;
