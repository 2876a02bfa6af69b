import { binariesFor, runAs } from '@rapport/postgres';
import { type Look, fail, ok, reasonOf, skipped } from './finding';

/** Do the PostgreSQL programs that npm installed run here, as the user that would run them? */
export const binaries: Look = async ({ config }) => {
  if (config.databaseUrl !== null) return [skipped('embedded PostgreSQL', 'not needed: DATABASE_URL is set')];
  try {
    return [ok('embedded PostgreSQL', `its programs run (${binariesFor(runAs())})`)];
  } catch (error) {
    const fix = 'run "npm ci" again on this machine, or set DATABASE_URL to a PostgreSQL of yours';
    return [fail('embedded PostgreSQL', reasonOf(error), fix)];
  }
};
