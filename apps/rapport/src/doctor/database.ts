import { createPool } from '@rapport/postgres';
import { runningInstance } from '../up/instance';
import { type Finding, type Look, fail, ok, reasonOf, skipped, warn } from './finding';

const OLDEST_VERSION = 14;
const SKEW_MAX_MS = 1_000;

interface Answer {
  readonly version: number;
  readonly encoding: string;
  readonly now: number;
  readonly readOnly: boolean;
  readonly mayCreate: boolean;
  /** Settings that let the server forget what it has confirmed. */
  readonly forgets: readonly string[];
  /** How many sessions the server, this database and this user let in at most. */
  readonly sessions: number;
}

/** One process with all roles was seen to hold 32 at rest and 44 at work; commands and other clients want some too. */
const SESSIONS_WANTED = 60;

const QUESTION = `select current_setting('server_version_num')::int / 10000 as version,
  current_setting('server_encoding') as encoding,
  (extract(epoch from clock_timestamp()) * 1000)::float8 as now,
  pg_is_in_recovery() as "readOnly",
  has_database_privilege(current_database(), 'create') as "mayCreate",
  array(select name || '=' || setting from pg_settings
        where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' order by name) as forgets,
  least(current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
    (select nullif(datconnlimit, -1) from pg_database where datname = current_database()),
    (select nullif(rolconnlimit, -1) from pg_roles where rolname = current_user)) as sessions`;

/** Reachable, new enough, UTF-8, writable, and of the same time as we are. */
export const database: Look = async ({ config }) => {
  const url = config.databaseUrl ?? runningInstance(config.dataDir)?.databaseUrl;
  if (!url) return [skipped('database', 'the embedded PostgreSQL runs only while Rapport does')];
  const pool = createPool(url, { max: 1, name: 'rapport-doctor' });
  try {
    const asked = Date.now();
    const { rows } = await pool.query<Answer>(QUESTION);
    return examine(rows[0]!, (asked + Date.now()) / 2);
  } catch (error) {
    const fix = 'check DATABASE_URL: host, port, user, password, database name; and that the server runs';
    return [fail('database', `cannot be asked (${reasonOf(error)})`, fix)];
  } finally {
    await pool.end();
  }
};

const examine = (
  { version, encoding, now, readOnly, mayCreate, forgets, sessions }: Answer,
  ours: number,
): Finding[] => {
  const skew = Math.round(ours - now);
  return [
    version < OLDEST_VERSION
      ? fail('database', `PostgreSQL ${version} is too old`, `use PostgreSQL ${OLDEST_VERSION} or newer`)
      : ok('database', `PostgreSQL ${version}`),
    encoding === 'UTF8'
      ? ok('database encoding', encoding)
      : fail('database encoding', encoding, "create the database with ENCODING 'UTF8' TEMPLATE template0"),
    readOnly
      ? fail('database rights', 'a standby: it cannot be written', 'point DATABASE_URL to the primary')
      : mayCreate
        ? ok('database rights', 'may create schemas')
        : fail('database rights', 'may not create schemas', 'GRANT CREATE ON DATABASE … TO the user of DATABASE_URL'),
    forgets.length > 0
      ? warn(
          'database durability',
          `${forgets.join(', ')}: what was acknowledged may be lost when the server fails`,
          'set it to on',
        )
      : ok('database durability', 'what is committed is on the disk'),
    sessions < SESSIONS_WANTED
      ? warn(
          'database sessions',
          `${sessions} at most: an instance with all roles holds some 30 at rest, 45 at work, and commands want some too`,
          `raise max_connections (or the limit of the database or user) to ${SESSIONS_WANTED} for each instance with all roles`,
        )
      : ok('database sessions', `${sessions} at most`),
    Math.abs(skew) > SKEW_MAX_MS
      ? warn('clock', `this machine is ${skew} ms ahead of the database`, 'run a time service (NTP) on both')
      : ok('clock', `${skew} ms from the database's`),
  ];
};
