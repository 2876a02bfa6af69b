import { type Config, readConfig } from '@rapport/edge';
import { backupEmbedded } from '@rapport/postgres';
import { Command } from 'commander';
import { resolve } from 'node:path';
import { embeddedDir, withDatabase } from '../offline/with-database';
import { Advice, EXIT, answer, say } from '../terminal';

type Env = Readonly<Record<string, string | undefined>>;

/** @throws Advice when the database is a server of one's own. */
export const requireEmbedded = (config: Config, verb: string): void => {
  if (config.databaseUrl === null) return;
  throw new Advice(
    `"rapport ${verb}" is for the embedded PostgreSQL. Yours (DATABASE_URL) has tools of its own: docs/how-to/back-up.md`,
    EXIT.usage,
  );
};

const mb = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** `rapport backup <folder>`: while Rapport runs or not. */
export const backup = (env: Env, exit: (code: number) => void): Command =>
  new Command('backup')
    .argument('<folder>')
    .option('--json', 'what was made, as JSON', false)
    .action(async (folder: string, { json }: { json: boolean }) => {
      const config = readConfig(env);
      requireEmbedded(config, 'backup');
      const made = await withDatabase(config, (url) => backupEmbedded(url, embeddedDir(config), folder));
      answer(
        json,
        { folder: resolve(folder), ...made },
        () => `${resolve(folder)}: ${made.files} files, ${mb(made.bytes)}`,
      );
      say(
        'The master key is not in it: keep that apart. Neither are the erasure ledger, the anchors and the signing key.',
      );
      exit(EXIT.fine);
    });
