import { setTimeout as pause } from 'node:timers/promises';
import { MARKED, type Rebuilt } from './rebuilt';
import type { Running } from './site';

/** What readers saw all the while. */
export interface Readings {
  readonly old: number;
  readonly rebuilt: number;
  /** Neither the whole old table nor the whole new one, or the old one after the new one. */
  readonly wrong: readonly string[];
}

/**
 * Reads a view over HTTP all the while that something else goes on, and once more when it is over, as a page that holds all of it.
 * What is refused meanwhile is not read.
 */
export const readMeanwhile = async (
  run: Running,
  { projection, mark }: Rebuilt,
  { damaged, whole }: { readonly damaged: number; readonly whole: number },
  work: () => Promise<void>,
): Promise<Readings> => {
  const seen = { old: 0, rebuilt: 0, wrong: [] as string[] };
  let isOver = false;
  const look = async (): Promise<void> => {
    const { rows } = await run.get(`/v1/projections/${projection}/rows?limit=2000`);
    const marked = rows.filter((row: Record<string, number>) => row[mark]! >= MARKED).length;
    if (rows.length === damaged && marked === damaged && seen.rebuilt === 0) seen.old += 1;
    else if (rows.length === whole && marked === 0) seen.rebuilt += 1;
    else seen.wrong.push(`${rows.length} rows, ${marked} of them old, after ${seen.rebuilt} looks at the new table`);
  };
  const reading = (async () => {
    while (!isOver) {
      await look().catch(() => undefined);
      await pause(5);
    }
  })();
  try {
    await work();
  } finally {
    isOver = true;
    await reading;
  }
  await look();
  return seen;
};
