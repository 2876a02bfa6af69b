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

/** Kills a whole tree at once, as a power switch would: nobody gets the chance to tidy up. */
export const killTree = (root: number): number => {
  const pids = treeOf(root);
  // Stopped first, so that no supervisor starts anything anew between two kills.
  for (const signal of ['SIGSTOP', 'SIGKILL'] as const)
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch {
        continue; // gone already
      }
    }
  return pids.length;
};
