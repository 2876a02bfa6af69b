import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';

const hasProc = existsSync('/proc/self/stat');

/**
 * What tells one life of a process id from the next one's (ids are reused): its start time. Undefined when there is no
 * such process or it is a zombie, which holds nothing any more.
 */
export const birthOf = (pid: number): string | undefined => {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    if (!hasProc) {
      const text = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
      return text.startsWith('Z') ? undefined : text.slice(text.indexOf(' ')).trim();
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may contain anything, so count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
};

/** Living PostgreSQL processes of a cluster directory (every one of them works inside it); the postmaster is among them. */
export const serversOf = (cluster: string, postmaster: number | undefined): number[] => {
  if (hasProc)
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && worksIn(pid, cluster));
  if (postmaster === undefined || birthOf(postmaster) === undefined) return [];
  const args = execFileSync('ps', ['-o', 'args=', '-p', String(postmaster)], { encoding: 'utf8' });
  return args.includes('postgres') && args.includes(cluster) ? [postmaster] : [];
};

const worksIn = (pid: number, cluster: string): boolean => {
  try {
    if (readlinkSync(`/proc/${pid}/cwd`) !== cluster || birthOf(pid) === undefined) return false;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return false;
  }
};

/** Waits until `done` is true, asking every 20 ms; false when `ms` have gone by. */
export const waitUntil = async (done: () => boolean, ms: number): Promise<boolean> => {
  for (const end = performance.now() + ms; !done();) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
};

/** Sends a signal; a process that has gone meanwhile is what we wanted. */
export const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
