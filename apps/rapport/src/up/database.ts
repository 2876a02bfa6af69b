import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '@rapport/edge';
import { type Embedded, startEmbedded } from '@rapport/postgres';
import { say } from '../terminal';
import { pauseMs } from './child';

/** The PostgreSQL that this instance works on. */
export interface Database {
  /** Holds a password: never printed. */
  readonly url: string;
  /** Ends the embedded server; a server of your own is left alone. */
  stop(): Promise<void>;
}

/**
 * The server of DATABASE_URL, or the embedded one, which is started again when it ends by itself. `meanwhile` is called with its URL,
 * of the embedded one before it takes connections.
 */
export const openDatabase = async (config: Config, meanwhile: (url: string) => void): Promise<Database> => {
  if (config.databaseUrl !== null) {
    meanwhile(config.databaseUrl);
    return { url: config.databaseUrl, stop: async () => undefined };
  }
  const dataDir = join(config.dataDir, 'postgres');
  let server = await startEmbedded({ dataDir, onSpawn: meanwhile });
  const { url, port } = server;
  let stopping = false;

  const restart = async (): Promise<Embedded> => {
    for (let crashes = 1; ; crashes++) {
      await server.stop();
      await sleep(pauseMs(crashes));
      try {
        return await startEmbedded({ dataDir, port });
      } catch (error) {
        say(`PostgreSQL does not start: ${(error as Error).message}`);
        if (stopping) throw error;
      }
    }
  };
  let restarting: Promise<void> | undefined;
  const watch = (): void =>
    void server.ended.then((reason) => {
      if (stopping) return;
      say(`${reason}; starting it again. What was acknowledged is safe; requests fail until then.`);
      restarting = restart().then((next) => {
        server = next;
        if (!stopping) watch();
      });
      restarting.catch(() => undefined);
    });
  watch();
  return {
    url,
    stop: async () => {
      stopping = true;
      await restarting?.catch(() => undefined);
      await server.stop();
    },
  };
};
