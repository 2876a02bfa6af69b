import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '@rapport/edge';
import { makeDirs } from '@rapport/postgres';
import { say } from '../terminal';
import type { Started } from './banner';
import { type Kept, forkRole, keepAlive } from './child';
import { openDatabase } from './database';
import type { Served } from './http';
import { claimDataDir } from './instance';
import { requirePort } from './port';
import type { Stopping } from './stopping';

type Env = Readonly<Record<string, string | undefined>>;

/** A projector finishes its batch; what it had not committed is done again. */
const PROJECTOR_PATIENCE_MS = 10_000;
const PROJECTOR_READY_MS = 30_000;

/** The database by host and name, without user and password. */
const nameOf = (config: Config): string => {
  if (config.databaseUrl === null) return 'embedded';
  const { host, pathname } = new URL(config.databaseUrl);
  return `${host}${pathname}`;
};

/**
 * Starts what the configuration asks for, in the order of need; each part tells `stopping` how to end it.
 * @throws StopAsked when somebody wanted an end meanwhile; Advice and the libraries' own errors otherwise.
 */
export const startInstance = async (config: Config, env: Env, stopping: Stopping): Promise<Started> => {
  const began = performance.now();
  await requirePort(config.port, config.host);
  makeDirs(dirname(config.dataDir));
  const embedded = config.databaseUrl === null;
  const claim = embedded ? claimDataDir(config.dataDir) : undefined;
  if (claim) stopping.onStop(async () => claim.release(), claim.release);

  if (embedded) say('starting PostgreSQL …');
  let prepared: Prepared | undefined;
  const database = await openDatabase(config, (url) => (prepared = prepare(config, env, url))).catch(
    async (error: unknown) => {
      await prepared?.projector?.stop(PROJECTOR_PATIENCE_MS);
      throw error;
    },
  );
  const { projector, serve, begin } = prepared!;
  stopping.onStop(database.stop);
  // At the end requests go first: one may be waiting for the projector.
  if (projector) stopping.onStop(() => projector.stop(PROJECTOR_PATIENCE_MS), projector.kill);
  stopping.step();

  begin();
  const served = await (await serve)(config, env, database.url);
  stopping.onStop(served.close);
  if (projector) await inTime(projector, stopping);
  stopping.step();

  claim?.publish({ url: served.url, databaseUrl: database.url });
  return {
    url: served.url,
    roles: config.roles,
    dataDir: config.dataDir,
    database: nameOf(config),
    adminKey: served.firstKey.minted,
    adminKeyFile: served.firstKey.file,
    tookMs: Math.round(performance.now() - began),
  };
};

interface Prepared {
  readonly projector: Kept | undefined;
  readonly serve: Promise<(config: Config, env: Env, databaseUrl: string) => Promise<Served>>;
  /** Lets the projector go to work: the database is there. */
  begin(): void;
}

/** Loading what folds and what serves takes as long as PostgreSQL does to get ready: they do so at the same time. */
const prepare = (config: Config, env: Env, databaseUrl: string): Prepared => {
  const api = config.roles.some((role) => role !== 'projector');
  let begin: () => void = () => undefined;
  const mayBegin = new Promise<void>((done) => (begin = done));
  const projector =
    api && config.roles.includes('projector') ? startProjector(config, env, databaseUrl, mayBegin) : undefined;
  const serve = api
    ? import('./http').then(({ serveHttp }) => serveHttp)
    : import('./projector').then(({ serveProjector }) => serveProjector);
  // Who needs it meets the failure; until then nobody does.
  serve.catch(() => undefined);
  return { projector, serve, begin };
};

/** Folding is work for the processor: a process of its own, so that it never delays an answer. */
const startProjector = (config: Config, env: Env, databaseUrl: string, mayBegin: Promise<void>): Kept =>
  keepAlive(
    'projector',
    () =>
      forkRole('projector', {
        ...env,
        DATABASE_URL: databaseUrl,
        DATABASE_URL_FILE: '',
        RAPPORT_DATA_DIR: config.dataDir,
      }),
    mayBegin,
  );

/** Events can come in before the projector is there; that it is not is said, and no reason to refuse them. */
const inTime = async (projector: Kept, stopping: Stopping): Promise<void> => {
  const late = sleep(PROJECTOR_READY_MS, 'late' as const, { ref: false });
  if ((await Promise.race([projector.ready, stopping.asked, late])) === 'late') {
    say('the projector is not ready yet: events are taken, but views stay behind until it is');
  }
};
