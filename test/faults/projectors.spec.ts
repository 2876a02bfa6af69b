import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Run } from '../e2e/program';
import { randomOf } from './mixed-load';
import { drained, equalARebuild } from './projectors/equal-a-rebuild';
import { type Site, startSite } from './projectors/site';
import { patienceFor, rounds } from './rounds';
import { until } from './until';
import { checkViews } from './view-checks';

const [KILLS, FREEZES] = [500, 200];
const SEED = Number(process.env['RAPPORT_SEED'] ?? Date.now() % 1_000_000);
/** Events that are to be folded when a projector is struck: some of them are under way then. */
const BURST = 120;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

describe('projectors that are killed, and frozen past their lease', () => {
  const random = randomOf(SEED);
  const done = { kills: 0, freezes: 0 };
  const hits = { kills: 0, freezes: 0 };
  const projectors: Run[] = [];
  let site: Site;
  beforeAll(async () => {
    say(`RAPPORT_SEED=${SEED} sends the same events again`);
    site = await startSite(SEED);
    projectors.push(...(await Promise.all([site.projector(), site.projector()])));
  }, 240_000);
  afterAll(() => site?.clear());

  const keeper = async (): Promise<Run | undefined> => {
    const { pid } = await site.standing();
    return projectors.find(({ child }) => child.pid === pid);
  };

  /** The projector at work, found while it has something to do. The lease of one that was killed outlives it: nothing is sent meanwhile. */
  const atWork = async (): Promise<{ readonly run: Run; readonly busy: boolean }> => {
    await until('one of them keeps the views', async () => (await keeper()) !== undefined);
    await site.send(BURST);
    await pause(random() * 15);
    const { behind } = await site.standing();
    const run = await keeper();
    return run ? { run, busy: behind > 0 } : atWork();
  };

  const isRight = async (what: string): Promise<void> => {
    await drained(site);
    const db = new pg.Client({ connectionString: site.database.url });
    await db.connect();
    try {
      const customers = await checkViews(db);
      const compared = await equalARebuild(site);
      expect(compared).toEqual(expect.arrayContaining(['customer-view', 'timeline', 'value']));
      say(`${what}: ${customers} customers equal an independent fold, ${compared.length} views equal a rebuild`);
    } finally {
      await db.end();
    }
  };

  it(
    'leave the views as if nothing had happened when they are killed',
    async () => {
      for (const _ of rounds(3, KILLS)) {
        const { run, busy } = await atWork();
        process.kill(-run.child.pid!, 'SIGKILL');
        done.kills += 1;
        hits.kills += Number(busy);
        await run.ended;
        projectors[projectors.indexOf(run)] = await site.projector();
      }
      await isRight(`${done.kills} kills, ${hits.kills} with something to do`);
    },
    patienceFor(KILLS, 30_000),
  );

  it(
    'leave them so when they wake up beside who has taken over',
    async () => {
      for (const _ of rounds(2, FREEZES)) {
        const { run, busy } = await atWork();
        run.child.kill('SIGSTOP');
        done.freezes += 1;
        hits.freezes += Number(busy);
        await until('another one keeps the views', async () => {
          const { pid } = await site.standing();
          return pid !== undefined && pid !== run.child.pid;
        });
        await site.send(BURST);
        await pause(random() * 500);
        run.child.kill('SIGCONT');
        await site.send(BURST);
        await drained(site);
      }
      await isRight(`${done.freezes} frozen past their lease, ${hits.freezes} with something to do`);
    },
    patienceFor(FREEZES, 60_000),
  );

  it('had something to do, nine times of ten at least', () => {
    expect(done.kills).toBeGreaterThanOrEqual(3);
    expect(done.freezes).toBeGreaterThanOrEqual(2);
    expect(hits.kills + hits.freezes).toBeGreaterThanOrEqual(Math.floor(0.9 * (done.kills + done.freezes)));
  });
});
