import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedFailed } from './errors';
import { type Layout, makeServersDir } from './layout';
import { type RunAs, serverEnv } from './run-as';

/** Makes the cluster unless it is there; returns the superuser's password. */
export const initialise = async (layout: Layout, native: string, as: RunAs, durable: boolean): Promise<string> => {
  if (existsSync(join(layout.cluster, 'PG_VERSION'))) return savedPassword(layout);
  const password = randomBytes(24).toString('base64url');
  writeFileSync(layout.passwordFile, password, { mode: 0o600 });
  // Made beside and renamed when complete: a kill in between leaves no half cluster that looks like a whole one.
  const draft = join(layout.base, 'cluster.new');
  const secret = join(layout.base, 'password.new');
  makeServersDir(draft, as);
  try {
    rmSync(secret, { force: true });
    writeFileSync(secret, password, { mode: 0o600, flag: 'wx' });
    if (as.uid !== undefined) chownSync(secret, as.uid, as.gid ?? as.uid);
    await initdb(native, [`--pgdata=${draft}`, `--pwfile=${secret}`, ...(durable ? [] : ['--no-sync'])], as);
  } finally {
    rmSync(secret, { force: true });
  }
  renameSync(draft, layout.cluster);
  return password;
};

const savedPassword = (layout: Layout): string => {
  try {
    return readFileSync(layout.passwordFile, 'utf8');
  } catch (error) {
    throw new EmbeddedFailed(
      `the database in ${layout.cluster} has no readable password file ${layout.passwordFile} any more: ` +
        `restore that file from a backup, or remove the data directory to start afresh (${(error as Error).message})`,
    );
  }
};

const NAMELESS = 'its user has no name (no line in /etc/passwd), which PostgreSQL insists on: run as a user that has one, or set DATABASE_URL'; // prettier-ignore

const whyNot = (said: string): string =>
  `PostgreSQL could not make its data directory${/look up effective user/.test(said) ? `: ${NAMELESS}` : ''}`;

const initdb = (native: string, args: readonly string[], as: RunAs): Promise<void> =>
  new Promise((resolve, reject) => {
    const fixed = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'];
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const options = {
      ...as,
      env: serverEnv(),
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'],
    };
    const child = spawn(join(native, 'bin/initdb'), [...args, ...fixed, ...locale], options);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new EmbeddedFailed(whyNot(said), said.trim()))));
  });
