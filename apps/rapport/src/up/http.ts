import { type Config, type HttpServer, Metrics, bootHttp, openAccessKeys } from '@rapport/edge';
import { createPool } from '@rapport/postgres';
import { keyedUrl, migrateReadDb } from '@rapport/read-db';
import { openLedger } from '@rapport/vault';
import { checksOf } from './checks';
import { eraseAgain } from './erase-again';
import { openOwnVault } from './open-own-vault';
import { type FirstKey, firstKey } from './first-key';
import { type Foundation, type Role, openIngest, openQuery, openRelay } from './http-roles';

type Env = Readonly<Record<string, string | undefined>>;

/** A part of the instance that answers on the port. */
export interface Served {
  readonly url: string;
  readonly firstKey: FirstKey;
  /** Finishes requests under way, then lets go of the database. */
  close(): Promise<void>;
}

/** Each connection plans every statement for itself, so few of them do more with the same cores than many. */
const CONNECTIONS = 8;
/** For what is only asked by key, with each request that brings something in. */
const CONNECTIONS_KEYED = 2;

/** Serves the endpoints of ingest, query and relay, or of some of them, on one port. */
export const serveHttp = async (config: Config, env: Env, databaseUrl: string): Promise<Served> => {
  const pool = createPool(databaseUrl, { max: CONNECTIONS, name: 'rapport-http' });
  const keyed = createPool(keyedUrl(databaseUrl), { max: CONNECTIONS_KEYED, name: 'rapport-http-keyed' });
  const opened: { close(): Promise<void> }[] = [{ close: () => pool.end() }, { close: () => keyed.end() }];
  const closeAll = async (): Promise<void> => {
    for (const part of opened.reverse()) await part.close();
  };
  try {
    const keys = await openAccessKeys(pool);
    const vault = await openOwnVault(pool, env, config.dataDir);
    const ledger = openLedger(config.erasureLedger);
    await eraseAgain(vault, ledger);
    // Query does so itself; the others ask how far the views are as this release asks it, maybe before a projector of this release is there.
    if (!config.roles.includes('query')) await migrateReadDb(pool);
    const foundation: Foundation = { config, databaseUrl, pool, keyed, keys, vault, ledger, metrics: new Metrics() };
    const roles: Role[] = [];
    for (const [name, open] of [
      ['ingest', openIngest],
      ['query', openQuery],
      ['relay', openRelay],
    ] as const) {
      if (!config.roles.includes(name)) continue;
      const role = await open(foundation, roles.find((role) => role.store)?.store ?? null);
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
      metrics: foundation.metrics,
      checks: Object.assign(checksOf(pool, store), ...roles.map(({ checks }) => checks)),
    });
    opened.push(server);
    return { url: server.url, firstKey: first, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
};
