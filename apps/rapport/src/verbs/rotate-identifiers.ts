import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '@rapport/edge';
import { namesElsewhere } from '@rapport/ingest';
import { createPool } from '@rapport/postgres';
import {
  type IdentifierRotation,
  LedgerFault,
  RotationUnderWay,
  masterKeyFrom,
  openLedger,
  rotateIdentifiers,
} from '@rapport/vault';
import { Command } from 'commander';
import { withDatabase } from '../offline/with-database';
import { Advice, EXIT, answer, say } from '../terminal';

type Env = Readonly<Record<string, string | undefined>>;

/** One for the lock that keeps other runs out, the rest for the work. */
const CONNECTIONS = 3;

/** Never makes one: where there is none, this is not the place that Rapport runs from. @throws Advice */
const masterKeyOf = (env: Env, { dataDir }: Config): Buffer => {
  const isGiven = env['RAPPORT_MASTER_KEY'] || env['RAPPORT_MASTER_KEY_FILE'];
  const own = join(dataDir, 'master.key');
  if (!isGiven && !existsSync(own)) throw new Advice(`there is no ${own}: nothing to change`, EXIT.usage);
  return masterKeyFrom(env, dataDir);
};

const rotate = async (url: string, config: Config, master: Buffer): Promise<IdentifierRotation> => {
  const pool = createPool(url, { max: CONNECTIONS, name: 'rapport-identifiers' });
  try {
    const elsewhere = namesElsewhere(pool);
    return await rotateIdentifiers(pool, master, openLedger(config.erasureLedger), { elsewhere, onStep: say });
  } catch (error) {
    const isOurs = error instanceof LedgerFault || error instanceof RotationUnderWay;
    throw isOurs ? new Advice(error.message) : error;
  } finally {
    await pool.end();
  }
};

/** `rapport keys rotate-identifiers`: while Rapport runs or not; run it again when it was broken off. */
export const rotateIdentifiersVerb = (env: Env): Command =>
  new Command('rotate-identifiers')
    .description('hash identifiers under a new key, while Rapport goes on')
    .option('--json', 'what was done, as JSON', false)
    .action(async ({ json }: { json: boolean }) => {
      const config = readConfig(env);
      const master = masterKeyOf(env, config);
      const done = await withDatabase(config, (url) => rotate(url, config, master));
      answer(
        json,
        done,
        () =>
          `identifiers are hashed under key ${done.to}: ${done.identifiers} brought over${done.resumed ? ' by this run' : ''}, ` +
          `${done.suppressed} of erased persons, ${done.elsewhere} elsewhere; ${done.removed} old rows removed`,
      );
    });
