import { type Config, readConfig } from '@rapport/edge';
import { isKurrent, newEpoch, openEventStore } from '@rapport/engines';
import { createPool } from '@rapport/postgres';
import { type Resumed, resumeFollowers } from '@rapport/read-db';
import { Command } from 'commander';
import { refuseOthers, withDatabase } from '../offline/with-database';
import { Advice, EXIT, answer, say } from '../terminal';

type Env = Readonly<Record<string, string | undefined>>;

interface Wanted {
  readonly newEpoch: boolean;
  readonly json: boolean;
}

/** What was done, for people. Exported for its spec. */
export const resumedText = ({ epoch, how, astray, rows }: Resumed): string => {
  if (how === 'nothing') return `nothing to resume: every view follows this log (epoch ${epoch})`;
  if (how === 'moved') return `the views go on where they were: ${rows} rows have positions of epoch ${epoch} now`;
  const ahead = [...new Set(astray.map(({ projection, version }) => `${projection} v${version}`))].join(', ');
  return (
    `the log does not have what these had followed: ${ahead}.\n` +
    'Everything derived is built again from the start of the log; "rapport status" shows how far it is.'
  );
};

const renewEpoch = async (config: Config, url: string): Promise<void> => {
  if (isKurrent(config.eventStoreUrl)) {
    throw new Advice('--new-epoch is for a log in PostgreSQL; KurrentDB names its own histories', EXIT.usage);
  }
  const storeUrl = config.eventStoreUrl ?? url;
  await refuseOthers(storeUrl, 'every process holds positions of the old epoch');
  const pool = createPool(storeUrl, { max: 1, name: 'rapport-resume' });
  try {
    say(`the log has a new epoch: ${await newEpoch(pool)}`);
  } finally {
    await pool.end();
  }
};

const resumeAt = async (config: Config, url: string, { newEpoch: renew }: Wanted): Promise<Resumed> => {
  // Opened first: it makes or mends the tables of the log, which must be there to be given an epoch.
  const open = () => openEventStore({ store: config.eventStoreUrl, database: url });
  if (renew) {
    await (await open()).close();
    await renewEpoch(config, url);
  }
  const store = await open();
  const pool = createPool(url, { max: 2, name: 'rapport-resume' });
  try {
    return await resumeFollowers(pool, store);
  } finally {
    await pool.end();
    await store.close();
  }
};

/** `rapport resume`: 0 when the views follow the log, or will as soon as a projector runs. */
export const resume = (env: Env, exit: (code: number) => void): Command =>
  new Command('resume')
    .description('let views go on after the log was restored or replaced')
    .option('--new-epoch', 'give the log a new epoch first: after a restore by tools of PostgreSQL', false)
    .option('--json', 'what was done, as JSON', false)
    .action(async (wanted: Wanted) => {
      const config = readConfig(env);
      const done = await withDatabase(config, (url) => resumeAt(config, url, wanted));
      answer(wanted.json, done, () => resumedText(done));
      exit(EXIT.fine);
    });
