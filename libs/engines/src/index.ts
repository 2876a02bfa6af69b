export { type PostgresStoreOptions, postgresEventStore } from './postgres/postgres';
export { type KurrentStoreOptions, kurrentEventStore } from './kurrent/kurrent';
