import { setTimeout as pause } from 'node:timers/promises';
import type { Kill, Struck } from './kills';
import type { Rebuilt } from './rebuilt';
import type { Running } from './site';
import { Stuck, until } from './until';
import type { Victim } from './victims';

const PHASES = ['reading', 'indexing', 'catching-up', 'comparing', 'swapping'];
const NEWEST = `
  select id::text, state, phase, attempts, fault from rapport_read.replay where projection = $1 order by asked_at desc limit 1`;

/** Replays a view while this is killed; the record says how often the work was begun. */
export const disturbedReplay = async (
  run: Running,
  { projection }: Rebuilt,
  { victim, at, delay }: Kill<Victim>,
  struck: Struck,
): Promise<void> => {
  const before = (await run.sql.rows(NEWEST, [projection]))[0]?.['id'];
  const command = run.command('replay', projection);
  const newest = async (): Promise<Record<string, unknown>> => {
    const record = (await run.sql.rows(NEWEST, [projection]))[0];
    if (!record || record['id'] === before) throw new Error('not asked for yet');
    if (record['state'] === 'failed') throw new Stuck(`the replay failed: ${String(record['fault'])}`);
    return record;
  };
  /** Waits; whoever waits in vain is told what the record, the command and the server say. */
  const awaited = (what: string, isSo: () => Promise<boolean>): Promise<void> =>
    until(what, isSo).catch(async (error: Error) => {
      const [record] = await run.sql.rows(NEWEST, [projection]).catch(() => []);
      await command.kill();
      const said = `${(await command.ended).said}\n${run.said().slice(-4_000)}`;
      throw new Error(`${error.message}; ${JSON.stringify(record)}\n${said}`);
    });
  const wanted = Math.floor(at * PHASES.length);
  const aimed = run.aim(victim);
  await awaited(`the phase ${PHASES[wanted]}`, async () => {
    const { state, phase } = await newest();
    return state === 'promoted' || PHASES.indexOf(String(phase)) >= wanted;
  });
  // Reading takes longest; later phases are over in a moment.
  await pause(wanted === 0 ? delay * 2 : delay / 10);
  await run.strike(victim, aimed);
  struck.kills += 1;
  await awaited('the end of the replay', async () => (await newest())['state'] === 'promoted');
  if (Number((await newest())['attempts']) > 1) struck.hits += 1;
  await command.ended;
};
