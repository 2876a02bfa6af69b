import { setTimeout as pause } from 'node:timers/promises';
import type { Kill, Struck } from './kills';
import type { Rebuilt } from './rebuilt';
import type { Running } from './site';
import { Stuck, until } from './until';
import type { Victim } from './victims';

const PHASES = ['reading', 'indexing', 'catching-up', 'comparing', 'swapping'];
const NEWEST = `
  select distinct on (projection) id::text, projection, state, phase, attempts, fault from rapport_read.replay
  where projection = any($1) order by projection, asked_at desc`;

/** Replays views, those of one command together, while this is killed; the records say how often the work was begun. */
export const disturbedReplay = async (
  run: Running,
  rebuilt: readonly Rebuilt[],
  { victim, at, delay }: Kill<Victim>,
  struck: Struck,
): Promise<void> => {
  const names = rebuilt.map(({ projection }) => projection);
  const before = new Set((await run.sql.rows(NEWEST, [names])).map(({ id }) => id));
  const command = run.command('replay', ...names);
  const newest = async (): Promise<readonly Record<string, unknown>[]> => {
    const records = (await run.sql.rows(NEWEST, [names])).filter(({ id }) => !before.has(id));
    if (records.length < names.length) throw new Error('not asked for yet');
    const failed = records.find(({ state }) => state === 'failed');
    if (failed) throw new Stuck(`the replay failed: ${String(failed['fault'])}`);
    return records;
  };
  /** Waits; whoever waits in vain is told what the records, the command and the server say. */
  const awaited = (what: string, isSo: () => Promise<boolean>): Promise<void> =>
    until(what, isSo).catch(async (error: Error) => {
      const records = await run.sql.rows(NEWEST, [names]).catch(() => []);
      await command.kill();
      const said = `${(await command.ended).said}\n${run.said().slice(-4_000)}`;
      throw new Error(`${error.message}; ${JSON.stringify(records)}\n${said}`);
    });
  const wanted = Math.floor(at * PHASES.length);
  const aimed = run.aim(victim);
  await awaited(`the phase ${PHASES[wanted]}`, async () =>
    (await newest()).some(({ state, phase }) => state === 'promoted' || PHASES.indexOf(String(phase)) >= wanted),
  );
  // Reading takes longest; later phases are over in a moment.
  await pause(wanted === 0 ? delay * 2 : delay / 10);
  await run.strike(victim, aimed);
  struck.kills += 1;
  await awaited('the end of the replay', async () => (await newest()).every(({ state }) => state === 'promoted'));
  if ((await newest()).some(({ attempts }) => Number(attempts) > 1)) struck.hits += 1;
  await command.ended;
};
