/**
 * The vault's tables. They are dumped apart from the rest (a backup of events without them is unreadable), so nothing
 * outside refers to them. `destroyed` is the ledger of erasures in their order; `destruction` holds its end, and its row lock
 * makes ordinals visible in order. `suppressed` takes its ordinals from there too.
 */
export const schema: readonly string[] = [
  `create schema rapport_vault;
   create table rapport_vault.secret (
     name text primary key, wrapped bytea not null, created_at timestamptz not null default now());
   create table rapport_vault.handle_key (
     handle uuid primary key, wrapped bytea, destroyed_at timestamptz,
     check ((wrapped is null) = (destroyed_at is not null)));
   create table rapport_vault.class_key (
     class text, quarter text, wrapped bytea, destroyed_at timestamptz, primary key (class, quarter),
     check ((wrapped is null) = (destroyed_at is not null)));
   create table rapport_vault.identifier (
     hash bytea primary key, key_id smallint not null, handle uuid not null, type text not null, issuer text);
   create index on rapport_vault.identifier (handle);
   create table rapport_vault.token (token bytea, handle uuid, primary key (token, handle));
   create index on rapport_vault.token (handle);
   create table rapport_vault.destruction (last bigint not null);
   insert into rapport_vault.destruction values (0);
   create table rapport_vault.destroyed (
     ordinal bigint primary key, handle uuid, class text, quarter text, destroyed_at timestamptz not null default now());`,
  `create table rapport_vault.suppressed (
     hash bytea primary key, key_id smallint not null, erased_at timestamptz not null, ordinal bigint not null);
   create index on rapport_vault.suppressed (ordinal);
   comment on table rapport_vault.suppressed is 'keyed hashes of identifiers whose persons were erased';
   alter table rapport_vault.token drop constraint token_pkey;
   alter table rapport_vault.token add column kept_under int not null default 0;
   alter table rapport_vault.token add primary key (token, handle, kept_under);
   comment on column rapport_vault.token.kept_under is 'data class and quarter of the text that the word is from (quarter.ts)';`,
  `create table rapport_vault.hashing (
     one boolean primary key default true check (one), oldest smallint not null default 1, newest smallint not null default 1,
     step text not null default 'done' check (step in ('copy', 'list', 'names', 'remove', 'done')),
     after bytea not null default '', check (oldest <= newest));
   insert into rapport_vault.hashing default values;
   comment on table rapport_vault.hashing is 'keys that identifiers are hashed with; two while they are being exchanged (rotate-identifiers.ts)';
   create function rapport_vault.hashing_is(wanted_oldest int, wanted_newest int) returns void language plpgsql volatile as $$
   begin
     perform pg_advisory_xact_lock_shared(hashtextextended('rapport_vault hashing', 0));
     if not exists (select from rapport_vault.hashing where oldest = wanted_oldest and newest = wanted_newest) then
       raise exception 'the keys of identifiers have changed' using errcode = 'RV001';
     end if;
   end $$;
   create function rapport_vault.all_of(won bigint, wanted bigint) returns void language plpgsql volatile as $$
   begin
     if won <> wanted then raise exception 'an identifier was known under one of two keys only' using errcode = 'RV002'; end if;
   end $$;`,
];
