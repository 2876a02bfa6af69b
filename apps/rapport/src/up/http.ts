import type { DynamicModule } from '@nestjs/common';
import { openAdmission, openSources } from '@rapport/admission';
import { type AccessKeys, type Config, type HttpServer, Metrics, bootHttp, openAccessKeys } from '@rapport/edge';
import { postgresEventStore } from '@rapport/engines';
import type { EventStore } from '@rapport/event-store';
import { ingestModule } from '@rapport/ingest';
import { createPool } from '@rapport/postgres';
import { queryModule } from '@rapport/query';
import { type Vault, masterKeyFrom, openVault } from '@rapport/vault';
import type pg from 'pg';
import { checksOf } from './checks';
import { type FirstKey, firstKey } from './first-key';

type Env = Readonly<Record<string, string | undefined>>;

/** A part of the instance that answers on the port. */
export interface Served {
  readonly url: string;
  readonly firstKey: FirstKey;
  /** Finishes requests under way, then lets go of the database. */
  close(): Promise<void>;
}

interface Parts {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly pool: pg.Pool;
  readonly keys: AccessKeys;
  readonly vault: Vault;
  readonly metrics: Metrics;
}

/** What a role brings: its endpoints, its store if it has one, and how to close what it opened. */
interface Role {
  readonly module: DynamicModule;
  readonly store?: EventStore;
  close(): Promise<void>;
}

const ingest = async ({ config, databaseUrl, pool, keys, vault, metrics }: Parts): Promise<Role> => {
  const store = await postgresEventStore(config.eventStoreUrl ?? databaseUrl);
  const sources = await openSources(pool);
  const admission = await openAdmission({ pool, store, vault, sources });
  const { bodyLimitBytes } = config;
  const module = ingestModule({ pool, store, vault, admission, sources, keys, bodyLimitBytes, metrics });
  return { module, store, close: () => store.close() };
};

const query = async ({ config, databaseUrl, pool, vault }: Parts): Promise<Role> =>
  queryModule({ url: databaseUrl, pool, vault, defaultCountry: config.defaultCountry });

/** Serves the endpoints of ingest, of query, or of both on one port. */
export const serveHttp = async (config: Config, env: Env, databaseUrl: string): Promise<Served> => {
  const pool = createPool(databaseUrl, { max: 20, name: 'rapport-http' });
  const opened: { close(): Promise<void> }[] = [{ close: () => pool.end() }];
  const closeAll = async (): Promise<void> => {
    for (const part of opened.reverse()) await part.close();
  };
  try {
    const keys = await openAccessKeys(pool);
    const vault = await openVault(pool, masterKeyFrom(env, config.dataDir));
    const parts: Parts = { config, databaseUrl, pool, keys, vault, metrics: new Metrics() };
    const roles: Role[] = [];
    for (const [name, open] of [
      ['ingest', ingest],
      ['query', query],
    ] as const) {
      if (!config.roles.includes(name)) continue;
      const role = await open(parts);
      roles.push(role);
      opened.push(role);
    }
    const first = await firstKey(keys, config);
    const store = roles.find((role) => role.store)?.store ?? null;
    const modules = roles.map(({ module }) => module);
    const server: HttpServer = await bootHttp({
      config,
      modules,
      keys,
      metrics: parts.metrics,
      checks: checksOf(pool, store),
    });
    opened.push(server);
    return { url: server.url, firstKey: first, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
};
