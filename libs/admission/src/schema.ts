/** Admission's tables. A quarantined entry's id is also the handle of the vault's key that its raw text is sealed under. */
export const schema: readonly string[] = [
  `create schema rapport_admission;
   create table rapport_admission.quarantine (
     id uuid primary key, key_id text not null, source text, event_id uuid,
     code text not null, detail text not null,
     received_at timestamptz not null, last_received_at timestamptz not null, times int not null default 1,
     sealed text not null, raw_bytes int not null, cut boolean not null,
     fingerprint text not null, expires_at timestamptz not null,
     unique (key_id, fingerprint));
   create index on rapport_admission.quarantine (received_at, id);
   create index on rapport_admission.quarantine (source, received_at, id);
   create index on rapport_admission.quarantine (expires_at);
   create table rapport_admission.overflow (
     key_id text, day date, code text, events bigint not null, primary key (key_id, day, code));
   create table rapport_admission.source (
     prefix text collate "C" primary key, namespace text not null, default_country text, note text,
     updated_at timestamptz not null default now());`,
  `alter table rapport_admission.quarantine add column default_id text;
   create index on rapport_admission.quarantine (key_id, received_at, id);
   create table rapport_admission.settled (
     id uuid primary key, how text not null check (how in ('redriven', 'repaired', 'dismissed')),
     settled_at timestamptz not null, settled_by text not null, reason text, position text,
     key_id text not null, source text, event_id uuid, code text not null, times int not null,
     received_at timestamptz not null);
   create index on rapport_admission.settled (settled_at, id);`,
  `create table rapport_admission.quarantine_name (
     name text collate "C", entry uuid references rapport_admission.quarantine (id) on delete cascade,
     primary key (name, entry));
   create index on rapport_admission.quarantine_name (entry);
   comment on table rapport_admission.quarantine_name is 'keyed hashes of whom refused input may be about';`,
];
