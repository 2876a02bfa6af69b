import { isKurrent, newEpoch, openEventStore } from '@rapport/engines';
import { type Config, readConfig } from '@rapport/edge';
import { createPool, makeDirs, restoreEmbedded } from '@rapport/postgres';
import { Command } from 'commander';
import { embeddedDir } from '../offline/with-database';
import { EXIT, answer, say } from '../terminal';
import { claimDataDir } from '../up/instance';
import { requireEmbedded } from './backup';

type Env = Readonly<Record<string, string | undefined>>;

/** Positions given out since the backup must not be taken for those of other events. */
const renew = async (config: Config, url: string): Promise<string | null> => {
  if (config.eventStoreUrl !== null && (isKurrent(config.eventStoreUrl) || config.eventStoreUrl !== url)) return null;
  await (await openEventStore({ store: null, database: url })).close();
  const pool = createPool(url, { max: 1, name: 'rapport-restore' });
  try {
    return await newEpoch(pool);
  } finally {
    await pool.end();
  }
};

/** `rapport restore <folder>`: Rapport must be stopped. */
export const restore = (env: Env, exit: (code: number) => void): Command =>
  new Command('restore')
    .argument('<folder>', 'that "rapport backup" made')
    .option('--json', 'what was done, as JSON', false)
    .action(async (folder: string, { json }: { json: boolean }) => {
      const config = readConfig(env);
      requireEmbedded(config, 'restore');
      makeDirs(config.dataDir);
      const claim = claimDataDir(config.dataDir);
      try {
        let epoch: string | null = null;
        const prepare = async (url: string): Promise<void> => void (epoch = await renew(config, url));
        const done = await restoreEmbedded({ from: folder, dataDir: embeddedDir(config), prepare });
        answer(json, { ...done, epoch }, () => `restored the backup of ${done.madeAt}`);
        if (done.before !== null)
          say(`What was there before is in ${done.before}; remove it when you no longer need it.`);
        if (epoch !== null)
          say(`The log has a new epoch, ${String(epoch)}: views stand still until you run "rapport resume".`);
        exit(EXIT.fine);
      } finally {
        claim.release();
      }
    });
