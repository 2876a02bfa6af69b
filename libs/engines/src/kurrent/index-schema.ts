import { bookmarkTable } from '../bookmarks';
import { claimFunction } from './claim-function';
import { confirmFunctions } from './confirm-functions';

/**
 * Migration steps of `rapport_kurrent`: what the engine for KurrentDB keeps in PostgreSQL, an index of all events by id and
 * by place, which is also its write-ahead log. A row without position is a claim: its event is about to be appended at
 * exactly that place, by whoever gets to it, and until then the row holds its bytes.
 */
export const steps: readonly string[] = [
  `create schema rapport_kurrent;

  create table rapport_kurrent.store (
    single boolean primary key default true check (single),
    epoch text check (epoch ~ '^[0-9a-f]{8}$')
  );
  insert into rapport_kurrent.store default values;

  create table rapport_kurrent.event (
    event_id uuid primary key,
    stream text collate "C" not null,
    version int not null,
    attempt uuid not null,
    digest bytea not null,
    fingerprint bytea,
    type text collate "C",
    body text collate "C",
    position bigint,
    recorded_at timestamptz,
    claimed_at timestamptz not null default clock_timestamp(),
    unique (stream, version),
    check ((position is null) = (recorded_at is null)),
    check (position is not null or (type is not null and body is not null))
  );
  create index claims on rapport_kurrent.event (claimed_at) where position is null;
  create unique index places on rapport_kurrent.event (position) where position is not null;`,
  claimFunction,
  confirmFunctions,
  bookmarkTable('rapport_kurrent'),
];
