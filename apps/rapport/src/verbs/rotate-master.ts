import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '@rapport/edge';
import { createPool } from '@rapport/postgres';
import {
  type Rotated,
  masterKeyFrom,
  openLedger,
  openVault,
  rewrapHashKeyLines,
  rotateMaster,
  vaultMark,
} from '@rapport/vault';
import { Command } from 'commander';
import { refuseOthers, withDatabase } from '../offline/with-database';
import { Advice, EXIT, answer, say } from '../terminal';
import { nextMasterDir } from '../up/open-own-vault';

type Env = Readonly<Record<string, string | undefined>>;

/** The two keys, and what is to be done with their files once the vault is under the new one. */
interface Keys {
  readonly current: Buffer;
  readonly next: Buffer;
  readonly settle: () => string;
}

const GIVEN = 'RAPPORT_MASTER_KEY_NEXT_FILE';

const retiredName = (own: string): string =>
  `${own}.until-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`;

/** The data directory's own key: the new one is made beside it, and takes its name at the end. */
const ownKeys = (env: Env, config: Config, own: string): Keys => {
  const nextDir = nextMasterDir(config.dataDir);
  return {
    current: masterKeyFrom(env, config.dataDir),
    next: masterKeyFrom({}, nextDir),
    settle: () => {
      const retired = retiredName(own);
      linkSync(own, retired);
      renameSync(join(nextDir, 'master.key'), own);
      rmSync(nextDir, { recursive: true, force: true });
      return `${own} is the new key: copy it to its safe place. ${retired} is the old one: it opens older backups, nothing else.`;
    },
  };
};

const keysOf = (env: Env, config: Config): Keys => {
  const { RAPPORT_MASTER_KEY_NEXT: text, RAPPORT_MASTER_KEY_NEXT_FILE: file } = env;
  const own = join(config.dataDir, 'master.key');
  const isOwn = !env['RAPPORT_MASTER_KEY'] && !env['RAPPORT_MASTER_KEY_FILE'];
  if (isOwn && !existsSync(own)) throw new Advice(`there is no ${own}: nothing to change`, EXIT.usage);
  if (!text && !file) {
    if (isOwn) return ownKeys(env, config, own);
    throw new Advice(`name the new key with ${GIVEN} (openssl rand -hex 32 > <file>)`, EXIT.usage);
  }
  const next = masterKeyFrom({ RAPPORT_MASTER_KEY: text, RAPPORT_MASTER_KEY_FILE: file }, config.dataDir);
  const where = file ? `RAPPORT_MASTER_KEY_FILE=${file}` : 'RAPPORT_MASTER_KEY to it';
  const settle = (): string =>
    `Set ${where} before the next start. The old key opens older backups, nothing else: keep it as long as those.`;
  return { current: masterKeyFrom(env, config.dataDir), next, settle };
};

const rotate = async (url: string, ledger: string, { current, next }: Keys): Promise<Rotated> => {
  await refuseOthers(url, 'it would go on making keys under the old master key');
  const pool = createPool(url, { max: 1, name: 'rapport-rotate' });
  try {
    const done = await rotateMaster(pool, current, next, { onBatch: (keys) => say(`${keys} keys …`) });
    // A database that is put back may have to learn hash keys from the ledger, under this master key.
    await rewrapHashKeyLines(openLedger(ledger), vaultMark(await openVault(pool, next)), current, next);
    return done;
  } finally {
    await pool.end();
  }
};

/** `rapport keys rotate-master`: Rapport must be stopped; run it again when it was broken off. */
export const rotateMasterVerb = (env: Env): Command =>
  new Command('rotate-master')
    .description('wrap all keys of the vault by a new master key; Rapport must be stopped')
    .option('--json', 'what was done, as JSON', false)
    .action(async ({ json }: { json: boolean }) => {
      const config = readConfig(env);
      const keys = keysOf(env, config);
      if (keys.current.equals(keys.next)) throw new Advice('the new master key is the old one', EXIT.usage);
      const done = await withDatabase(config, (url) => rotate(url, config.erasureLedger, keys));
      const text = done.already ? 'the vault was under the new master key already' : `${done.keys} keys wrapped anew`;
      answer(json, done, () => text);
      say(keys.settle());
    });
