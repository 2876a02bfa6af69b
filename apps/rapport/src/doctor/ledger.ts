import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { openLedger } from '@rapport/vault';
import { type Look, fail, ok, reasonOf, warn } from './finding';

const NAME = 'erasure ledger';

/** The nearest directory that exists. */
const existing = (path: string): string =>
  existsSync(path) || path === dirname(path) ? path : existing(dirname(path));

/** Can it be read and written, and does it lie where a restored backup does not overwrite it? */
export const ledger: Look = async ({ config }) => {
  const { erasureLedger: path, dataDir, databaseUrl } = config;
  try {
    accessSync(existsSync(path) ? path : existing(dirname(path)), constants.R_OK | constants.W_OK);
    let lines = 0;
    for await (const _line of openLedger(path).lines()) lines += 1;
    if (lines === 0) return [ok(NAME, `${path}: nothing has been erased`)];
    const detail = `${path}: ${lines} entries, applied again at each start`;
    const beside = databaseUrl === null && !relative(dataDir, path).startsWith('..');
    const fix =
      'when you put a copy of the data directory back, keep this file; or set RAPPORT_ERASURE_LEDGER to another disk';
    return [beside ? warn(NAME, `${detail}; it lies beside the database`, fix) : ok(NAME, detail)];
  } catch (error) {
    const fix = 'nothing can be erased until it can be read and written; a damaged one must be put back from its copy';
    return [fail(NAME, `${path}: ${reasonOf(error)}`, fix)];
  }
};
