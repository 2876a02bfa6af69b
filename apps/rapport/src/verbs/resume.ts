import { type Config, readConfig } from '@rapport/edge';
import { beginKurrentEpoch, isKurrent, newEpoch, openEventStore } from '@rapport/engines';
import { createPool } from '@rapport/postgres';
import { type Resumed, resumeFollowers } from '@rapport/read-db';
import { Command } from 'commander';
import { refuseOthers, withDatabase } from '../offline/with-database';
import { EXIT, answer, say } from '../terminal';

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
  const { eventStoreUrl } = config;
  const kurrent = isKurrent(eventStoreUrl);
  const storeUrl = kurrent ? url : (eventStoreUrl ?? url);
  await refuseOthers(storeUrl, 'every process holds positions of the old epoch');
  const pool = createPool(storeUrl, { max: 1, name: 'rapport-resume' });
  try {
    const epoch = kurrent ? await beginKurrentEpoch(eventStoreUrl!, pool) : await newEpoch(pool);
    say(`the log has a new epoch: ${epoch}`);
  } finally {
    await pool.end();
  }
};

const resumeAt = async (config: Config, url: string, { newEpoch: renew }: Wanted): Promise<Resumed> => {
  // Opened first: it makes or mends the tables of the log, which must be there to be given an epoch.
  const open = () => openEventStore({ store: config.eventStoreUrl, database: url });
  if (renew) {
    // A KurrentDB that lost its end opens only after this.
    if (!isKurrent(config.eventStoreUrl)) await (await open()).close();
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
    .option('--new-epoch', 'give the log a new epoch first: after a restore by tools of PostgreSQL or KurrentDB', false)
    .option('--json', 'what was done, as JSON', false)
    .action(async (wanted: Wanted) => {
      const config = readConfig(env);
      const done = await withDatabase(config, (url) => resumeAt(config, url, wanted));
      answer(wanted.json, done, () => resumedText(done));
      exit(EXIT.fine);
    });
