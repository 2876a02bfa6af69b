export { type AppendState, appendStateOf, watchAppends } from './append-watch';
export { newEpoch } from './postgres/new-epoch';
export { type PostgresStoreOptions, postgresEventStore } from './postgres/postgres';
export { type StoreAddress, isKurrent, openEventStore } from './open';
export { type KurrentStoreOptions, beginKurrentEpoch, kurrentEventStore } from './kurrent/kurrent';
