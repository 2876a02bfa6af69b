import { type FreshDatabase, freshDatabase } from '@rapport/testing';
import { type Client, clientOf } from '../../e2e/client';
import { build, freePort, newPlace, type Place, type Run } from '../../e2e/program';
import { type Sent, interaction } from '../mixed-load';
import { type Standing, standingOf } from './standing';

/** The key that everybody uses there. */
export const ADMIN_KEY = `rk_0123456789ab_${'A'.repeat(43)}`;

/** An installation of one process that takes and gives out, and several projectors beside each other. */
export interface Site {
  readonly database: FreshDatabase;
  /** Of the process that takes and gives out. */
  readonly url: string;
  readonly client: Client;
  projector(): Promise<Run>;
  standing(): Promise<Standing>;
  /** Sends so many new interactions and waits for the receipts. @throws when one is refused. */
  send(count: number): Promise<void>;
  clear(): Promise<void>;
}

/** Starts it, without projectors. */
export const startSite = async (seed: number): Promise<Site> => {
  build();
  const database = await freshDatabase();
  const place = await newPlace();
  const clear = async (): Promise<void> => {
    await place.clear();
    await database.drop();
  };
  try {
    return await started(database, place, seed, clear);
  } catch (error) {
    await clear();
    throw error;
  }
};

const started = async (
  database: FreshDatabase,
  place: Place,
  seed: number,
  clear: () => Promise<void>,
): Promise<Site> => {
  const env = (roles: string, port: number): Record<string, string> => ({
    ...{ DATABASE_URL: database.url, RAPPORT_ROLES: roles, RAPPORT_PORT: String(port), RAPPORT_ADMIN_KEY: ADMIN_KEY },
    ...{ RAPPORT_MASTER_KEY: 'ab'.repeat(32), RAPPORT_RATE_LIMIT: '0' },
  });
  const run = async (roles: string): Promise<{ run: Run; url: string }> => {
    const port = await freePort();
    const one = place.run(['up'], env(roles, port));
    await one.ready();
    return { run: one, url: `http://127.0.0.1:${port}` };
  };
  const projector = async (): Promise<Run> => (await run('projector')).run;
  const { url } = await run('ingest,query');
  const client = clientOf(url, ADMIN_KEY);
  let serial = 0;
  return {
    ...{ database, url, client, projector, clear },
    standing: () => standingOf(database.pool),
    send: async (count) => {
      const batch = Array.from({ length: count }, (): Sent => interaction((serial += 1), seed));
      const { status, body } = await client.post('/v1/interactions/batch', batch);
      const results = (body as { results?: { status: string }[] }).results ?? [];
      const refused = results.filter((one) => one.status !== 'accepted');
      if (status !== 200 || refused.length > 0) throw new Error(`${status}: ${JSON.stringify(refused[0] ?? body)}`);
    },
  };
};
