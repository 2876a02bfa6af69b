import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import { openAdmission, openSources } from '@rapport/admission';
import { Metrics, ROLES, bootHttp, openAccessKeys, readConfig, type HttpServer, type Role } from '@rapport/edge';
import { openEventStore } from '@rapport/engines';
import type { EventStore } from '@rapport/event-store';
import { ingestModule, understand } from '@rapport/ingest';
import { queryModule } from '@rapport/query';
import { openPast } from '@rapport/read-db';
import { openWebhooks, receiversOf, relayModule } from '@rapport/relay';
import { freshDatabase } from '@rapport/testing';
import { openLedger, openVault, type Ledger, type Vault } from '@rapport/vault';
import type pg from 'pg';
import { checkAnswers, type CheckAnswer } from './answer-shapes';
import { clientOf, type Client } from './client';
import { ON_KURRENT, startEngine } from './engine';

/** A whole Rapport on a database of its own: HTTP, projector, and a key of each role. */
export interface Installation {
  readonly server: HttpServer;
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly vault: Vault;
  readonly ledger: Ledger;
  /** Another opening of the event store, which the caller closes. */
  openStore(): Promise<EventStore>;
  /** Key texts by role. */
  readonly keys: Readonly<Record<Role, string>>;
  /** A client with a key of the role; without a role, without a key. */
  as(role: Role | null): Client;
  /** A client with a key for these sources only. */
  writerFor(sources: readonly string[]): Promise<Client>;
  /** Everything that was logged. */
  readonly log: readonly string[];
  stop(): Promise<void>;
}

const collecting = (lines: string[]): LoggerService => {
  const keep = (...parts: unknown[]): void => void lines.push(JSON.stringify(parts));
  return { log: keep, warn: keep, error: keep, fatal: keep };
};

/** Starts the same parts as the command does, in this process. */
export const startInstallation = async (
  env: Readonly<Record<string, string>> = {},
  { withProjector = true, onKurrent = ON_KURRENT, now = () => new Date() } = {},
): Promise<Installation> => {
  const database = await freshDatabase();
  const { url, pool } = database;
  const dir = mkdtempSync(join(tmpdir(), 'rapport-installation-'));
  const config = readConfig({
    RAPPORT_PORT: '0',
    RAPPORT_DATA_DIR: dir,
    RAPPORT_LOG_REQUESTS: 'true',
    RAPPORT_DEFAULT_COUNTRY: 'DE',
    ...env,
  });
  const keys = await openAccessKeys(pool, { cacheMs: 100 });
  const vault = await openVault(pool, randomBytes(32));
  const engine = await startEngine(onKurrent);
  const openStore = () => openEventStore({ store: engine.url, database: url });
  const store = await openStore();
  const sources = await openSources(pool);
  const admission = await openAdmission({ pool, store, vault, sources, suppress: config.suppress, understand });
  const ledger = openLedger(config.erasureLedger);
  const { erasureApprovals: approvals, backupDays: keptDays, retention } = config;
  const metrics = new Metrics();
  const past = openPast({ sql: pool, store: async () => store });
  const query = await queryModule({ url, pool, vault, past, defaultCountry: config.defaultCountry, metrics });
  const log: string[] = [];
  const { bodyLimitBytes } = config;
  const webhooks = await openWebhooks({
    ...{ databaseUrl: url, store, safe: vault.safe, config: config.webhooks, metrics },
    log: (text) => void log.push(text),
  });
  const receivers = (handles: readonly string[]) => receiversOf({ pool, store }, handles);
  const server = await bootHttp({
    config,
    keys,
    metrics,
    logger: collecting(log),
    modules: [
      ingestModule({
        ...{ pool, store, vault, ledger, admission, sources, keys, bodyLimitBytes, metrics },
        privacy: { approvals, backups: { keptDays }, retention, topics: [], receivers },
        ...{ zone: config.zone, currency: config.currency },
      }),
      query.module,
      relayModule({ store, keys, topics: null, webhooks }),
    ],
  });
  // Loaded only where it is wanted: specs of writing alone need no views.
  const { startProjector } = withProjector ? await import('@rapport/projector') : { startProjector: null };
  const projector = startProjector ? await startProjector({ url, storeUrl: engine.url ?? url, zone: config.zone, currency: config.currency, now }) : null; // prettier-ignore
  const minted = await Promise.all(
    ROLES.map(async (role) => [role, (await keys.mint({ role, name: `the ${role}` })).text] as const),
  );
  const texts = Object.fromEntries(minted) as Record<Role, string>;
  let answers: CheckAnswer | undefined;
  const check: CheckAnswer = (...of) => (answers ??= checkAnswers(server.document))(...of);
  return {
    server,
    pool,
    store,
    vault,
    ledger,
    openStore,
    keys: texts,
    log,
    as: (role) => clientOf(server.url, role === null ? null : texts[role], check),
    writerFor: async (prefixes) =>
      clientOf(server.url, (await keys.mint({ role: 'integrator', name: 'some', sources: prefixes })).text, check),
    stop: async () => {
      await server.close();
      await projector?.stop();
      await query.close();
      await webhooks.stop();
      await store.close();
      await engine.stop();
      await database.drop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
