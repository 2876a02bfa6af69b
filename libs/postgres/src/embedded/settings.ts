import { totalmem } from 'node:os';

const MB = 1024 * 1024;

/**
 * Server settings as `-c` values. Durable: what PostgreSQL promises by default, with room for bulk writes (the figures are
 * measured, see docs on performance). Not durable: for tests, a crash of the machine may lose everything.
 */
export const settings = (durable: boolean): readonly string[] => [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'password_encryption=scram-sha-256',
  'timezone=UTC',
  'log_timezone=UTC',
  'max_connections=200',
  'jit=off',
  'checkpoint_timeout=15min',
  // Texts of failed statements could hold what the log must not: bodies and parameters stay out of it.
  'log_min_error_statement=panic',
  'log_parameter_max_length=0',
  'log_parameter_max_length_on_error=0',
  ...(durable ? durableSettings() : throwAwaySettings),
];

const durableSettings = (): readonly string[] => [`shared_buffers=${sharedBuffersMb()}MB`, 'max_wal_size=4GB'];

const throwAwaySettings = [
  'shared_buffers=128MB',
  'max_wal_size=2GB',
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
] as const;

/** A quarter of the memory, between 128 MB and 1 GB. */
const sharedBuffersMb = (): number => Math.round(Math.min(1024, Math.max(128, totalmem() / MB / 4)));
