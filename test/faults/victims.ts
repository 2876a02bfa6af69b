import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freeze, killAll, treeOf } from './process-tree';

/** What is killed: the projector alone, PostgreSQL with its backends, or the server's whole tree. */
export const VICTIMS = ['projector', 'postgres', 'tree'] as const;
export type Victim = (typeof VICTIMS)[number];

const isProjector = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes('RAPPORT_CHILD=projector');
  } catch {
    return false;
  }
};

const postmasterOf = (dataDir: string): number =>
  Number(readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);

/** The processes of a victim now; none when it is just being started again. */
export const processesOf = (victim: Victim, server: number, dataDir: string): readonly number[] => {
  if (victim === 'tree') return treeOf(server);
  if (victim === 'projector') return treeOf(server).filter(isProjector);
  return treeOf(postmasterOf(dataDir));
};

/**
 * Kills with -9. To look for processes takes longer than some work does: those that were found before (`aimed`) are
 * held at once, and then the rest is looked for.
 */
export const strike = (victim: Victim, server: number, dataDir: string, aimed: readonly number[] = []): number => {
  freeze(aimed);
  return killAll([...new Set([...aimed, ...processesOf(victim, server, dataDir)])]);
};
