import type { EventStore } from '@rapport/event-store';
import type { Timeline } from '@rapport/postgres';
import { watchAppends } from './append-watch';
import { KURRENT_URL } from './kurrent/connection-string';
import { postgresEventStore } from './postgres/postgres';

/** Where the events are, and the PostgreSQL that every engine needs. */
export interface StoreAddress {
  /** `kurrentdb://…`, `esdb://…` or `postgres://…`; null: in the same PostgreSQL as all else. */
  readonly store: string | null;
  /** URL of PostgreSQL. */
  readonly database: string;
  /** That of whoever puts together what is appended, if it is shared. */
  readonly timeline?: Timeline;
}

/** True for the address of a store that is not PostgreSQL, and so not migrated, backed up or watched as one. */
export const isKurrent = (store: string | null): boolean => store !== null && KURRENT_URL.test(store);

/** Opens the event store with the engine that its address names; how its appends fare is seen by `appendStateOf`. */
export const openEventStore = async ({ store, database, timeline }: StoreAddress): Promise<EventStore> =>
  watchAppends(
    isKurrent(store)
      ? await openKurrent(store!, database)
      : await postgresEventStore(store ?? database, { ...(timeline && { timeline }) }),
  );

/** Its client takes as long to load as all of ours, and most installations have no KurrentDB. */
const openKurrent = async (store: string, database: string): Promise<EventStore> => {
  const { kurrentEventStore } = await import('./kurrent/kurrent');
  return kurrentEventStore(store, { database });
};
