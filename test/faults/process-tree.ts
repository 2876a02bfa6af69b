import { readFileSync, readdirSync } from 'node:fs';

const parentOf = (pid: number): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may contain anything, so count from its end.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
};

/** A process and everything below it: Node processes and PostgreSQL with its backends. */
export const treeOf = (root: number): number[] => {
  const children = new Map<number, number[]>();
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    const parent = parentOf(pid);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)];
  return below(root);
};

const signal = (pids: readonly number[], name: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      continue; // gone already
    }
  }
};

/** Holds processes where they are. */
export const freeze = (pids: readonly number[]): void => signal(pids, 'SIGSTOP');

/** Kills processes at once, as a power switch would: nobody gets the chance to tidy up. */
export const killAll = (pids: readonly number[]): number => {
  // Stopped first, so that no supervisor starts anything anew between two kills.
  freeze(pids);
  signal(pids, 'SIGKILL');
  return pids.length;
};

/** Kills a whole tree at once. */
export const killTree = (root: number): number => killAll(treeOf(root));
