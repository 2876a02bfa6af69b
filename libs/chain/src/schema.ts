/**
 * Migration steps of `rapport_chain`: anchors, the evidence that belongs to each, public keys, and who follows now. Nothing here
 * is trusted because it is here: anchors are signed, evidence must give their links, and exported anchors outrank both.
 */
export const steps: readonly string[] = [
  `create schema rapport_chain;

  create table rapport_chain.anchor (
    number bigint primary key,
    count bigint not null,
    position text collate "C" not null,
    event_id uuid not null,
    recorded_at text not null,
    link text not null,
    at text not null,
    previous text,
    key_id text not null,
    signature text not null
  );
  create table rapport_chain.segment (
    number bigint primary key references rapport_chain.anchor on delete cascade,
    ordinals text not null,
    heads text not null,
    bodies bytea not null
  );
  comment on table rapport_chain.segment is
    'one line per event since the anchor before: its place, its head; and 32 bytes each, the hash of its body';
  create table rapport_chain.key (
    key_id text primary key,
    public_key text not null,
    since timestamptz not null default now()
  );
  create table rapport_chain.follower (
    single boolean primary key default true check (single),
    owner text not null default '',
    until timestamptz not null default '-infinity',
    seen_at timestamptz,
    fault text,
    exported bigint not null default 0
  );
  insert into rapport_chain.follower default values;
  comment on column rapport_chain.follower.exported is 'the last anchor that was written outside the database';`,
];
