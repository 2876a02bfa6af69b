/** Steps of the schema `rapport_relay`: how far each part of the relay has published. */
export const RELAY_STEPS = [
  `create schema if not exists rapport_relay;

  create table rapport_relay.publisher (
    name text primary key, owner text not null, epoch bigint not null, until timestamptz not null,
    position text collate "C" not null default '', event_id uuid,
    fault text, published bigint not null default 0, moved_at timestamptz not null default now());
  comment on column rapport_relay.publisher.epoch is 'rises with every change of owner; who comes with an older one is refused';
  comment on column rapport_relay.publisher.position is 'everything at or before it is published';

  create table rapport_relay.topic (name text primary key, partitions int not null);
  comment on table rapport_relay.topic is 'a key keeps its partition only while their number stays';`,

  `create table rapport_relay.told (topic text not null, customer uuid not null, primary key (topic, customer));
  comment on table rapport_relay.told is 'customers of whom a compacted topic may tell: noted before they are sent';

  create table rapport_relay.again (
    name text not null, customer uuid not null, at timestamptz, primary key (name, customer));
  comment on table rapport_relay.again is 'customers to be told again without an event: at a time, or (null) when they are no longer parked';

  create table rapport_relay.brought_up (
    name text primary key, source text not null, position text collate "C" not null, event_id uuid,
    stage text not null check (stage in ('rows', 'told', 'done')), after uuid);
  comment on table rapport_relay.brought_up is 'how far a table has been told as a whole, and from where the log goes on';`,

  `create table rapport_relay.compared (
    topic text primary key, at timestamptz, whole_at timestamptz, position text collate "C",
    required bigint not null default 0, records bigint not null default 0, found jsonb not null default '{}',
    examples jsonb not null default '{}',
    next jsonb, differs_since timestamptz, fault text);
  comment on table rapport_relay.compared is 'what came out when topics were compared with the log and the view, and where to go on';`,

  `create table rapport_relay.told_row (
    topic text, key text collate "C", digest text collate "C" not null, primary key (topic, key));
  comment on table rapport_relay.told_row is 'rows that a topic of a described projection may tell: noted before they are sent';
  comment on column rapport_relay.told_row.digest is 'of the row that was told; empty while it is not known whether it arrived';`,
] as const;
