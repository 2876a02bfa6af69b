import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeDirs } from '../make-dirs';
import { serversOf } from './process';
import type { RunAs } from './run-as';

/** Where root keeps what the server's user must reach when the data directory lies below one that only root may enter. */
export const SYSTEM_DIR = '/var/lib/rapport';

/**
 * Files of one embedded server. `cluster` (PostgreSQL's own directory) belongs to the server's user, all else to us:
 * `password` (0600), `port`, `owner.json` (who runs it), `postgres.log`.
 */
export interface Layout {
  readonly dataDir: string;
  /** Real path of the directory that holds the cluster. */
  readonly base: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly portFile: string;
  readonly ownerFile: string;
  readonly log: string;
}

/** Makes the data directory and finds a place for the cluster that the server's user can enter. */
export const layOut = (dataDir: string, as: RunAs): Layout => {
  const dir = resolve(dataDir);
  makeDir(dir, as.uid === undefined ? 0o700 : 0o711);
  const real = realpathSync(dir);
  const elsewhere = join(real, 'elsewhere');
  const base = isLink(elsewhere) || !canEnter(real, as) ? baseElsewhere(elsewhere) : real;
  return {
    dataDir: real,
    base,
    cluster: join(base, 'cluster'),
    passwordFile: join(real, 'password'),
    portFile: join(real, 'port'),
    ownerFile: join(real, 'owner.json'),
    log: join(real, 'postgres.log'),
  };
};

/** Makes a directory with that mode. Parents that are missing get the ordinary mode: a 0700 would shut the other user out. */
const makeDir = (dir: string, mode: number): void => {
  if (makeDirs(dir)) chmodSync(dir, mode);
};

/** Makes a directory that belongs to the server's user alone. */
export const makeServersDir = (dir: string, as: RunAs): void => {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { mode: 0o700 });
  if (as.uid !== undefined) chownSync(dir, as.uid, as.gid ?? as.uid);
};

const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

const canEnter = (dir: string, as: RunAs): boolean => {
  if (as.uid === undefined) return true;
  try {
    execFileSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], { ...as, cwd: '/', stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** The link in the data directory is the only name of that place: who removes the data directory starts afresh. */
const baseElsewhere = (link: string): string => {
  if (!isLink(link)) {
    makeDirs(SYSTEM_DIR);
    chmodSync(SYSTEM_DIR, 0o755);
    sweepTemporary();
    const target = join(SYSTEM_DIR, randomBytes(8).toString('hex'));
    mkdirSync(target);
    chmodSync(target, 0o711);
    writeFileSync(join(target, 'of'), link);
    symlinkSync(target, link);
  }
  return realpathSync(link);
};

/**
 * Removes what tests left behind: clusters of data directories that lay in the system's directory for temporary files and
 * are gone. Others are never removed, since a data directory may just not be mounted.
 */
const sweepTemporary = (): void => {
  for (const name of readdirSync(SYSTEM_DIR)) {
    const place = join(SYSTEM_DIR, name);
    try {
      const link = readFileSync(join(place, 'of'), 'utf8');
      const temporary = link.startsWith(`${realpathSync(tmpdir())}/`);
      if (temporary && !isLink(link) && serversOf(join(place, 'cluster'), undefined).length === 0)
        rmSync(place, { recursive: true, force: true });
    } catch {
      continue;
    }
  }
};
