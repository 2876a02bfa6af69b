import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedFailed } from './errors';
import { birthOf, serversOf, signal, waitUntil } from './process';

/** First line of the cluster's postmaster.pid, or undefined. */
export const postmasterOf = (cluster: string): number | undefined => {
  try {
    return Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return undefined;
  }
};

/**
 * Ends a server that a killed parent left behind on this cluster, then removes its lock file. PostgreSQL itself refuses to
 * start when the lock file names a living process, be it only a zombie or a stranger with a reused id; removing the file
 * while one backend still lives would destroy the data, so that is checked first.
 */
export const endOrphan = async (cluster: string): Promise<void> => {
  const postmaster = postmasterOf(cluster);
  const living = (): number[] => serversOf(cluster, postmaster);
  if (postmaster !== undefined && birthOf(postmaster) !== undefined && living().includes(postmaster)) {
    signal(postmaster, 'SIGINT');
    if (!(await waitUntil(() => birthOf(postmaster) === undefined, 15_000))) signal(postmaster, 'SIGQUIT');
  }
  // Without a postmaster its backends end by themselves, within moments; SIGQUIT ends those that are slow.
  if (!(await waitUntil(() => living().length === 0, 10_000))) {
    for (const pid of living()) signal(pid, 'SIGQUIT');
    if (!(await waitUntil(() => living().length === 0, 5_000)))
      throw new EmbeddedFailed(`processes ${living().join(', ')} of an earlier server on ${cluster} do not end`);
  }
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
};
