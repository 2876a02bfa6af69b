export { type PostgresStoreOptions, postgresEventStore } from './postgres/postgres';
