import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from './command';
import type { Kill, Struck } from './kills';
import type { Past } from './past';
import type { Running } from './site';
import { headOf, until } from './until';
import { VICTIMS } from './victims';

/** In an import the command can be killed as well, alone or with everything else. */
export const IMPORT_VICTIMS = [...VICTIMS, 'command', 'everything'] as const;
type Victim = (typeof IMPORT_VICTIMS)[number];

/** What an undisturbed import came to. */
export interface Imported {
  /** The log's end before and after, rule runs included. */
  readonly from: number;
  readonly to: number;
  readonly runs: number;
}

const ATTEMPTS_MAX = 6;

/** What the log has of the past: its events, and the rule runs at its closes. */
const COUNTS = `
  select count(*) filter (where stream like 'customer-%')::int as events,
    count(*) filter (where type = 'RuleRunClosed')::int as runs from rapport_store.events where position > $1`;

export const startImport = (run: Running, past: Past): Command =>
  run.command('import', ...past.files, '--map', past.mapping, '--close', 'week', '--batch', '200');

const strike = async (run: Running, command: Command, victim: Victim): Promise<void> => {
  if (victim === 'command' || victim === 'everything') await command.kill();
  if (victim !== 'command') await run.strike(victim === 'everything' ? 'tree' : victim);
};

/** Imports and closes while all this is killed, and says the same command again whenever it came to no end. */
export const disturbedImport = async (
  run: Running,
  past: Past,
  { from, to, runs }: Imported,
  kills: readonly Kill<Victim>[],
  struck: Struck,
): Promise<any> => {
  let command = startImport(run, past);
  for (const { victim, at, delay } of kills) {
    await until(`${Math.round(at * 100)} % of the import`, async () => {
      const head = await headOf(run.sql);
      return head >= from + at * (to - from) || (!command.isRunning() && head >= from + past.events);
    });
    await pause(delay);
    const found = await run.sql.one(COUNTS, [from]).catch(() => null);
    struck.kills += 1;
    if (found && (command.isRunning() || Number(found['events']) < past.events || Number(found['runs']) < runs))
      struck.hits += 1;
    // Who is done with its work cannot be killed in it.
    await strike(run, command, command.isRunning() ? victim : victim === 'command' ? 'projector' : victim);
    if (!command.isRunning() && (await command.ended).answer === null) command = startImport(run, past);
  }
  for (let attempt = 1; ; attempt++) {
    const { answer, said } = await command.ended;
    if (answer !== null) return answer;
    if (attempt === ATTEMPTS_MAX) throw new Error(`the import comes to no end: ${said.slice(-2_000)}`);
    command = startImport(run, past);
  }
};
