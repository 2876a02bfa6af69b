import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirs } from '@rapport/postgres';
import { Advice } from '../terminal';

/** Who runs from a data directory: written at start, removed at a clean stop, found stale after a kill. */
export interface Instance {
  readonly pid: number;
  /** When the operating system says that the process began: process ids are used again, these two together are not. */
  readonly born: string;
  readonly url: string;
  readonly databaseUrl: string;
}

const fileIn = (dataDir: string): string => join(dataDir, 'instance.json');

/** When a process began, or null when there is none (a zombie is none). */
const bornOf = (pid: number): string | null => {
  try {
    if (!existsSync('/proc/self/stat')) {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
    }
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
};

/** The instance that runs from this data directory now, if any. */
export const runningInstance = (dataDir: string): Instance | null => {
  try {
    const found = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Instance;
    return bornOf(found.pid) === found.born ? found : null;
  } catch {
    return null;
  }
};

/** Takes the data directory for this process; two instances on one directory would fight over one database. */
export const claimDataDir = (
  dataDir: string,
): { publish(at: Pick<Instance, 'url' | 'databaseUrl'>): void; release(): void } => {
  makeDirs(dataDir);
  const mine = { pid: process.pid, born: bornOf(process.pid) ?? '' };
  const write = (at: Pick<Instance, 'url' | 'databaseUrl'>, flag: 'wx' | 'w'): void =>
    writeFileSync(fileIn(dataDir), JSON.stringify({ ...mine, ...at }), { mode: 0o600, flag });
  for (let attempt = 0; ; attempt++) {
    try {
      write({ url: '', databaseUrl: '' }, 'wx');
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 1) throw error;
      const other = runningInstance(dataDir);
      if (other)
        throw new Advice(
          `${dataDir} is in use by process ${other.pid}${other.url && ` (${other.url})`}.\nStop it, or set RAPPORT_DATA_DIR to another directory.`,
        );
      rmSync(fileIn(dataDir), { force: true });
    }
  }
  return { publish: (at) => write(at, 'w'), release: () => rmSync(fileIn(dataDir), { force: true }) };
};
