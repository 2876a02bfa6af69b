import { whateverArrival } from './arrival';
import { type Bases, makeBases, opened } from './bases';
import { byMeaning } from './by-meaning';
import { differences } from './differences';
import { disturbedCloses } from './kill-closes';
import { disturbedImport, IMPORT_VICTIMS, startImport } from './kill-import';
import { disturbedReplay } from './kill-replay';
import { drawKills, type Struck } from './kills';
import { randomOf } from './mixed-load';
import { readMeanwhile, type Readings } from './reading';
import { COMMANDS, damage, REBUILT, type Rebuilt, tablesOf } from './rebuilt';
import { openSite, type Running, type Site } from './site';
import { type State, stateOf } from './state';
import { headOf } from './until';

const FULL = process.env['RAPPORT_FULL'] === '1';
const KILLS = FULL ? 50 : 3;
const DRAWN = { kills: KILLS, atOnce: FULL ? [1, 2, 3] : [KILLS] };
const SEED = Number(process.env['RAPPORT_SEED'] ?? Date.now() % 1_000_000);
const times = `${KILLS} kills, seed ${SEED}`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const namesOf = (kills: readonly { victim: string }[]): string => kills.map(({ victim }) => victim).join(', ');
const meant = (state: State): State => new Map([...state].map(([table, rows]) => [table, rows.map(byMeaning).sort()]));

jest.setTimeout(3 * 3_600_000);

describe('kill -9 in the middle of the work', () => {
  const struck: Record<'import' | 'closes' | 'replay', Struck> = {
    import: { kills: 0, hits: 0 },
    closes: { kills: 0, hits: 0 },
    replay: { kills: 0, hits: 0 },
  };
  let site: Site;
  let bases: Bases;
  beforeAll(async () => {
    say(`RAPPORT_SEED=${SEED} makes the same past again, and kills at the same moments`);
    site = await openSite();
    bases = await makeBases(site, SEED);
  });
  afterAll(() => site?.clear());

  /** A second run of the command: every line is known, nothing is added. */
  const importedAgain = async (run: Running): Promise<void> => {
    const before = await headOf(run.sql);
    const { lines, closes } = (await startImport(run, bases.past).ended).answer;
    expect([lines.imported, lines.alreadyThere, closes.closed]).toEqual([0, bases.past.events, 0]);
    expect(await run.drained()).toBe(before);
  };

  it(`leaves an import as if nothing had happened (${times})`, async () => {
    const { past, imported } = bases;
    const { lines } = imported.report;
    expect(lines).toMatchObject({ skipped: { 'a test': past.skipped }, refused: { unreadable: past.unreadable } });
    for (const kills of drawKills(randomOf(SEED), DRAWN, IMPORT_VICTIMS)) {
      site.copy('empty', 'import');
      const run = await site.start('import');
      const report = await disturbedImport(run, past, imported, kills, struck.import);
      const all = report.lines.imported + report.lines.alreadyThere;
      expect({ ...report.lines, imported: all, alreadyThere: 0 }).toEqual(lines);
      expect(report.balanced).toBe(true);
      await run.drained();
      expect(differences(await stateOf(run.sql, whateverArrival), imported.state)).toEqual([]);
      expect(differences(await opened(run), imported.opened)).toEqual([]);
      await importedAgain(run);
      await run.stop();
      site.remove('import');
      say(`import, killed ${namesOf(kills)}: ${struck.import.hits} of ${struck.import.kills} in flight`);
    }
  });

  it(`leaves closes as if nothing had happened (${times})`, async () => {
    for (const kills of drawKills(randomOf(SEED + 1), DRAWN)) {
      site.copy('full', 'closes');
      const run = await site.start('closes');
      await disturbedCloses(run, bases.closed, kills, struck.closes);
      expect(await run.drained()).toBe(bases.closed.to);
      expect(differences(await stateOf(run.sql), bases.closed.state)).toEqual([]);
      await run.stop();
      site.remove('closes');
      say(`closes, killed ${namesOf(kills)}: ${struck.closes.hits} of ${struck.closes.kills} in flight`);
    }
  });

  /** What undisturbed replays of both views come to. */
  const replayed = async (run: Running): Promise<State> => {
    for (const rebuilt of REBUILT) {
      await damage(run, rebuilt);
      expect((await run.command('replay', rebuilt.projection).ended).answer).toMatchObject({ state: 'promoted' });
    }
    await run.drained();
    const state = await stateOf(run.sql);
    // The runner folds people anew who are found to be one, a replay takes them as they came: the JSON of a row says the
    // same, with its members in another order.
    expect(differences(meant(state), meant(bases.closed.state))).toEqual([]);
    return state;
  };

  it(`leaves a replay as if nothing had happened (${times})`, async () => {
    const run = await site.start('closed');
    const undisturbed = await replayed(run);
    const draws = drawKills(randomOf(SEED + 2), DRAWN).flat();
    const live = async (one: Rebuilt): Promise<string> => (await tablesOf(run, one))[0]!;
    for (const [nth, kill] of draws.entries()) {
      const rebuilt = COMMANDS[nth % COMMANDS.length]!;
      let work = async (): Promise<void> => {
        await disturbedReplay(run, rebuilt, kill, struck.replay);
        expect(await run.drained()).toBe(bases.closed.to);
      };
      const seen: Readings[] = [];
      for (const one of rebuilt) {
        const rows = { damaged: await damage(run, one), whole: undisturbed.get(await live(one))!.length };
        const inner = work;
        work = async () => void seen.push(await readMeanwhile(run, one, rows, inner));
      }
      await work();
      expect(seen.flatMap(({ wrong }) => wrong)).toEqual([]);
      expect(Math.min(...seen.flatMap(({ old, rebuilt: anew }) => [old, anew]))).toBeGreaterThan(0);
      expect(differences(await stateOf(run.sql), undisturbed)).toEqual([]);
      for (const one of rebuilt) expect(await tablesOf(run, one)).toEqual([await live(one), `${await live(one)}_old`]);
      const read = seen.map(
        ({ old, rebuilt: anew }) => `the old table read ${old} times, then the new one ${anew} times`,
      );
      const names = rebuilt.map(({ projection }) => projection).join(' and ');
      say(`replay of ${names}, killed ${kill.victim}: ${struck.replay.hits} of ${struck.replay.kills} in flight; ${read.join('; ')}`); // prettier-ignore
    }
    await run.stop();
  });

  it('hit work under way, nine times of ten at least', () => {
    for (const { kills, hits } of Object.values(struck)) {
      expect(kills).toBe(KILLS);
      expect(hits).toBeGreaterThanOrEqual(Math.floor(kills * 0.9));
    }
  });
});
