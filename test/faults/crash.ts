import { randomOf } from './mixed-load';
import { killAll, treeOf } from './process-tree';
import { processesOf } from './victims';

/** What crashes: PostgreSQL with its backends, the Node processes that answer and fold, or both at one moment. */
export type Crash = 'postgres' | 'app' | 'both';

/** How many of each. */
export type Crashes = Readonly<Record<Crash, number>>;

export const CRASHES: readonly Crash[] = ['postgres', 'app', 'both'];

/** The crashes of a round in an order that the seed says. */
export const drawCrashes = (crashes: Crashes, seed: number): readonly Crash[] => {
  const random = randomOf(seed);
  const left = CRASHES.flatMap((crash) => Array.from({ length: crashes[crash] }, () => crash));
  return left.map((_, at) => {
    const swap = at + Math.floor(random() * (left.length - at));
    [left[at], left[swap]] = [left[swap]!, left[at]!];
    return left[at]!;
  });
};

/** Kills with -9, all at one moment. */
export const crash = (victim: Crash, server: number, dataDir: string): number => {
  if (victim === 'both') return killAll(treeOf(server));
  const database = new Set(processesOf('postgres', server, dataDir));
  if (victim === 'postgres') return killAll([...database]);
  return killAll(treeOf(server).filter((pid) => !database.has(pid)));
};
