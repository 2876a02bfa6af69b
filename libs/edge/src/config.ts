import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isCurrency } from '@rapport/events';
import { type KafkaConfig, kafkaConfig } from './kafka-config';
import { parseRetention, type RetentionPolicy } from './retention-policy';
import { type WebhookConfig, webhookConfig } from './webhook-config';

/** The parts of Rapport that a process can run. */
export const RUN_ROLES = ['ingest', 'query', 'projector', 'relay'] as const;
export type RunRole = (typeof RUN_ROLES)[number];

/** Everything that the environment decides; read once, at start. Absent settings are null. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute; holds the embedded PostgreSQL and the master key. */
  readonly dataDir: string;
  readonly roles: readonly RunRole[];
  /** Null: the embedded server. */
  readonly databaseUrl: string | null;
  /** PostgreSQL or KurrentDB; null: the event store is in the same PostgreSQL. */
  readonly eventStoreUrl: string | null;
  /** The first admin key: `rk_<id>_<secret>` or a secret of your choice; null: minted once and printed. */
  readonly adminKey: string | null;
  /** 32 bytes in base64 or hex; null: kept in the data directory. */
  readonly masterKey: string | null;
  /** Absolute; where signed anchors of the history go: keep a copy of it on another machine. */
  readonly anchorDir: string;
  /** Absolute; the private key that signs anchors, made there when it does not exist. */
  readonly signingKeyFile: string;
  /** ISO 3166-1 alpha-2 country of phone numbers without a country code, for sources that have none of their own. */
  readonly defaultCountry: string | null;
  /** IANA time zone of the company: the end of its days closes rankings. */
  readonly zone: string;
  /** ISO 4217 currency of the company: what amounts are compared in. */
  readonly currency: string;
  /** Requests a minute and key; also the burst. 0 = no limit. */
  readonly rateLimit: number;
  /** Largest body that is held in memory, after inflation. */
  readonly bodyLimitBytes: number;
  /** How long a stopping process still takes new requests, so that a load balancer notices: milliseconds. */
  readonly drainMs: number;
  readonly logRequests: boolean;
  /** Whether the projector rebuilds customers in the background and compares their rows with the live ones. */
  readonly auditViews: boolean;
  /** Absolute; the file outside the database that knows what was erased. */
  readonly erasureLedger: string;
  /** How many different admin keys must want an erasure. */
  readonly erasureApprovals: 1 | 2;
  /** What becomes of interactions that name somebody who was erased. */
  readonly suppress: 'none' | 'past' | 'all';
  /** How long classes of personal data are kept. */
  readonly retention: RetentionPolicy;
  /** Days that backups of the database are kept, for certificates; null: nobody said. */
  readonly backupDays: number | null;
  /** Null: nobody speaks to Kafka. */
  readonly kafka: KafkaConfig | null;
  readonly webhooks: WebhookConfig;
}

/** The environment is not one that Rapport can start with; the message lists every fault. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`the configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** False where a password with signs of a URL was written as it is. */
const isReadable = (url: string): boolean => {
  try {
    const { username, password, pathname } = new URL(url);
    return [username, password, pathname].every((part) => decodeURIComponent(part) !== null);
  } catch {
    return false;
  }
};

type Env = Readonly<Record<string, string | undefined>>;
const KEY_TEXT = /^[!-~]{12,200}$/;
const MASTER_KEY = /^(?:[0-9a-f]{64}|[A-Za-z0-9+/_-]{43}=?)$/i;

/**
 * Reads and checks the environment (`RAPPORT_*`, `DATABASE_URL`, `EVENT_STORE_URL`; secrets also as `<NAME>_FILE`).
 * @throws ConfigError with all faults at once.
 */
export const readConfig = (env: Env): Config => {
  const faults: string[] = [];
  const text = (name: string): string | null => env[name]?.trim() || null;
  const check = (name: string, value: string | null, form: RegExp, want: string): string | null => {
    if (value !== null && !form.test(value)) faults.push(`${name} must be ${want}`);
    return value;
  };
  const number = (name: string, fallback: number, min: number, max: number): number => {
    const given = text(name);
    const value = given === null ? fallback : Number(given);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    faults.push(`${name} must be a whole number from ${min} to ${max}, not ${JSON.stringify(given)}`);
    return fallback;
  };
  const secret = (name: string): string | null => secretOf(env, name, faults);
  const url = (name: string, form: RegExp, want: string): string | null => {
    const value = check(name, secret(name), form, want);
    if (value !== null && /^postgres/.test(value) && form.test(value) && !isReadable(value))
      faults.push(`${name} cannot be read: write what is special in a user or password percent-encoded, as %40 for @, %23 for #, %2F for /, %25 for %`); // prettier-ignore
    return value;
  };
  const dataDir = resolve(text('RAPPORT_DATA_DIR') ?? '.rapport');
  const retention = parseRetention(text('RAPPORT_RETENTION'));
  const settings = {
    ...{ text, secret, number },
    flag: (name: string) => flag(name, text(name), faults),
    fault: (fault: string) => void faults.push(fault),
  };
  if (typeof retention === 'string') faults.push(`RAPPORT_RETENTION ${retention}`);
  const config: Config = {
    port: number('RAPPORT_PORT', 3000, 0, 65_535),
    host: text('RAPPORT_HOST') ?? '127.0.0.1',
    dataDir,
    roles: rolesOf(text('RAPPORT_ROLES'), faults),
    databaseUrl: url('DATABASE_URL', /^postgres(?:ql)?:\/\/./, 'a postgres:// URL'),
    eventStoreUrl: url(
      'EVENT_STORE_URL',
      /^(?:postgres(?:ql)?|(?:esdb|kurrentdb)(?:\+discover)?):\/\/./,
      'a postgres://, kurrentdb:// or esdb:// URL',
    ),
    adminKey: check(
      'RAPPORT_ADMIN_KEY',
      secret('RAPPORT_ADMIN_KEY'),
      KEY_TEXT,
      '12 to 200 printable characters without spaces',
    ),
    masterKey: check('RAPPORT_MASTER_KEY', secret('RAPPORT_MASTER_KEY'), MASTER_KEY, '32 bytes in base64 or hex'),
    anchorDir: resolve(text('RAPPORT_ANCHOR_DIR') ?? join(dataDir, 'anchors')),
    signingKeyFile: resolve(text('RAPPORT_SIGNING_KEY_FILE') ?? join(dataDir, 'signing.key')),
    defaultCountry: check('RAPPORT_DEFAULT_COUNTRY', text('RAPPORT_DEFAULT_COUNTRY'), /^[A-Z]{2}$/, 'two capitals'),
    zone: zoneOf(text('RAPPORT_ZONE'), faults),
    currency: currencyOf(text('RAPPORT_CURRENCY'), faults),
    // More than one process can take in: it stops a source that runs wild and is no brake on a busy one (that is 503).
    rateLimit: number('RAPPORT_RATE_LIMIT', 600_000, 0, 100_000_000),
    bodyLimitBytes: number('RAPPORT_BODY_LIMIT', 16 * 1024 * 1024, 1024, 1024 * 1024 * 1024),
    drainMs: number('RAPPORT_DRAIN_MS', 0, 0, 600_000),
    logRequests: flag('RAPPORT_LOG_REQUESTS', text('RAPPORT_LOG_REQUESTS'), faults),
    auditViews: onOrOff('RAPPORT_AUDIT_VIEWS', text('RAPPORT_AUDIT_VIEWS'), faults),
    erasureLedger: resolve(text('RAPPORT_ERASURE_LEDGER') ?? join(dataDir, 'erasures.ndjson')),
    erasureApprovals: number('RAPPORT_ERASURE_APPROVALS', 1, 1, 2) as 1 | 2,
    suppress: suppressOf(text('RAPPORT_SUPPRESS'), faults),
    retention: typeof retention === 'string' ? {} : retention,
    backupDays: text('RAPPORT_BACKUP_DAYS') === null ? null : number('RAPPORT_BACKUP_DAYS', 0, 0, 36_500),
    kafka: kafkaConfig(settings),
    webhooks: webhookConfig(settings),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
};

const secretOf = (env: Env, name: string, faults: string[]): string | null => {
  const inline = env[name]?.trim() || null;
  const file = env[`${name}_FILE`]?.trim();
  if (!file) return inline;
  if (inline !== null) faults.push(`${name} and ${name}_FILE are both set; keep one`);
  try {
    const content = readFileSync(file, 'utf8').trim();
    if (!content) faults.push(`${name}_FILE names an empty file`);
    return content || null;
  } catch (error) {
    faults.push(`${name}_FILE cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
    return inline;
  }
};

const rolesOf = (given: string | null, faults: string[]): readonly RunRole[] => {
  if (given === null) return RUN_ROLES;
  const names = given.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !RUN_ROLES.includes(name as RunRole));
  if (unknown.length > 0) {
    faults.push(`RAPPORT_ROLES knows ${RUN_ROLES.join(', ')}, not ${unknown.map((n) => JSON.stringify(n)).join(', ')}`);
  }
  return [...new Set(names)] as RunRole[];
};

const zoneOf = (given: string | null, faults: string[]): string => {
  if (given === null) return 'UTC';
  try {
    new Intl.DateTimeFormat('en', { timeZone: given });
    if (/^[A-Za-z]/.test(given)) return given;
  } catch {
    // Said below, as for an offset like "+01:00", which is no place: its days never change their length.
  }
  faults.push(`RAPPORT_ZONE must be the name of a time zone like Europe/Berlin, not ${JSON.stringify(given)}`);
  return 'UTC';
};

const currencyOf = (given: string | null, faults: string[]): string => {
  if (given === null || isCurrency(given)) return given ?? 'EUR';
  faults.push(`RAPPORT_CURRENCY must be an ISO 4217 code like EUR, not ${JSON.stringify(given)}`);
  return 'EUR';
};

const flag = (name: string, given: string | null, faults: string[]): boolean => {
  if (given !== null && !['true', 'false', '1', '0'].includes(given)) faults.push(`${name} must be true or false`);
  return given === 'true' || given === '1';
};

const onOrOff = (name: string, given: string | null, faults: string[]): boolean => {
  if (given !== null && given !== 'on' && given !== 'off') faults.push(`${name} must be on or off`);
  return given !== 'off';
};

const suppressOf = (given: string | null, faults: string[]): Config['suppress'] => {
  if (given === 'none' || given === 'all') return given;
  if (given !== null && given !== 'past') faults.push('RAPPORT_SUPPRESS must be none, past or all');
  return 'past';
};
