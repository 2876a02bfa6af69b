import { join } from 'node:path';
import { type Config, Metrics, bootHttp, openAccessKeys } from '@rapport/edge';
import { createPool } from '@rapport/postgres';
import { startProjector } from '@rapport/projector';
import { checksOf } from './checks';
import { firstKey } from './first-key';
import type { Served } from './http';
import { sealedOpener } from './open-sealed';
import { threads } from './threads';

type Env = Readonly<Record<string, string | undefined>>;

/** The projector as a process of its own: it folds, and says on its port how it is. */
export const serveProjector = async (config: Config, env: Env, databaseUrl: string): Promise<Served> => {
  const pool = createPool(databaseUrl, { max: 4, name: 'rapport-health' });
  const keys = await openAccessKeys(pool);
  const sealed = sealedOpener(config, env, databaseUrl);
  const projector = await startProjector({
    ...{ url: databaseUrl, storeUrl: config.eventStoreUrl ?? databaseUrl },
    ...{ zone: config.zone, currency: config.currency, auditViews: config.auditViews },
    chain: { signingKeyFile: config.signingKeyFile, anchorDir: config.anchorDir },
    ...threads(),
    scratch: join(config.dataDir, 'scratch'),
    open: sealed.open,
  });
  const server = await bootHttp({ config, modules: [], keys, metrics: new Metrics(), checks: checksOf(pool, null) });
  return {
    url: server.url,
    firstKey: await firstKey(keys, config),
    close: async () => {
      await server.close();
      await projector.stop();
      await sealed.close();
      await pool.end();
    },
  };
};
