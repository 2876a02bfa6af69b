import { setTimeout as pause } from 'node:timers/promises';
import type { Kill, Struck } from './kills';
import type { Running } from './site';
import { headOf, until } from './until';
import type { Victim } from './victims';

/** Which weeks are closed: all of the generated past. */
const WISH = { from: '2023-12-01', to: '2024-12-31', every: 'week', reason: 'the weeks of the generated past' };

/** Asks for the closes, again and again until the answer comes; each week is closed once all the same. */
export const closeWeeks = async (run: Running): Promise<void> =>
  until('the answer to the closes', async () => {
    await run.post('/v1/clock/closes', WISH);
    return true;
  });

/** Closes the weeks, and kills while the rules run, from the log's end before to the one that an undisturbed run came to. */
export const disturbedCloses = async (
  run: Running,
  { from, to }: { readonly from: number; readonly to: number },
  kills: readonly Kill<Victim>[],
  struck: Struck,
): Promise<void> => {
  const closing = closeWeeks(run);
  for (const { victim, at, delay } of kills) {
    let head = 0;
    const moment = Math.floor(from + at * (to - from));
    await until(`${Math.round(at * 100)} % of the closes`, async () => (head = await headOf(run.sql)) >= moment);
    await pause(delay);
    head = await headOf(run.sql).catch(() => head);
    struck.kills += 1;
    if (head < to) struck.hits += 1;
    await run.strike(victim);
  }
  await closing;
};
