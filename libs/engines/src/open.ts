import type { EventStore } from '@rapport/event-store';
import { watchAppends } from './append-watch';
import { KURRENT_URL } from './kurrent/connection-string';
import { kurrentEventStore } from './kurrent/kurrent';
import { postgresEventStore } from './postgres/postgres';

/** Where the events are, and the PostgreSQL that every engine needs. */
export interface StoreAddress {
  /** `kurrentdb://…`, `esdb://…` or `postgres://…`; null: in the same PostgreSQL as all else. */
  readonly store: string | null;
  /** URL of PostgreSQL. */
  readonly database: string;
}

/** True for the address of a store that is not PostgreSQL, and so not migrated, backed up or watched as one. */
export const isKurrent = (store: string | null): boolean => store !== null && KURRENT_URL.test(store);

/** Opens the event store with the engine that its address names; how its appends fare is seen by `appendStateOf`. */
export const openEventStore = async ({ store, database }: StoreAddress): Promise<EventStore> =>
  watchAppends(
    isKurrent(store) ? await kurrentEventStore(store!, { database }) : await postgresEventStore(store ?? database),
  );
