import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { checkLog } from './log-checks';
import { randomOf } from './mixed-load';
import { drained, equalARebuild } from './projectors/equal-a-rebuild';
import { ADMIN_KEY, type Site, startSite } from './projectors/site';
import { patienceFor, rounds } from './rounds';
import { type History, repeatUnknown, startSending } from './sender';
import { checkViews } from './view-checks';

const STRIKES = 5_000;
const SEED = Number(process.env['RAPPORT_SEED'] ?? Date.now() % 1_000_000);
/** Of all connections that there are. */
const SHARE = 0.15;
const OURS = `
  select pid from pg_stat_activity where datname = current_database() and application_name like 'rapport%' order by pid`;
const READ = [
  '/v1/projections/customer-view/rows?limit=5',
  '/v1/projections/value/rows?limit=5',
  '/v1/value?limit=5',
  '/v1/projections',
];

describe('connections that the database ends, and statements that it stops', () => {
  const random = randomOf(SEED);
  const struck = { terminate: 0, cancel: 0 };
  const read = new Map<number, number>();
  let site: Site;
  beforeAll(async () => {
    process.stderr.write(`RAPPORT_SEED=${SEED} sends the same events again\n`);
    site = await startSite(SEED);
    await site.projector();
  }, 240_000);
  afterAll(() => site?.clear());

  const strike = async (): Promise<void> => {
    const how = random() < 0.5 ? 'terminate' : 'cancel';
    const { rows } = await site.database.pool.query<{ pid: number }>(OURS);
    const pids = rows.flatMap(({ pid }) => (random() < SHARE ? [pid] : []));
    await site.database.pool.query(`select pg_${how}_backend(pid) from unnest($1::int[]) pid`, [pids]);
    struck[how] += pids.length;
  };

  it(
    'cost nobody more than a repeat',
    async () => {
      const history: History = { acknowledged: new Map(), unknown: new Map(), broken: [] };
      const sender = startSending(site.url, ADMIN_KEY, history, SEED);
      let isOver = false;
      const reading = (async () => {
        for (let nth = 0; !isOver; nth++) {
          const { status } = await site.client.get(READ[nth % READ.length]!);
          read.set(status, (read.get(status) ?? 0) + 1);
        }
      })();
      for (const _ of rounds(60, STRIKES)) {
        await strike();
        await pause(50 + random() * 200);
      }
      isOver = true;
      // Throws where nobody answers any more: a process that has ended is not started again.
      await Promise.all([reading, sender.stop()]);
      expect((await site.client.get('/health/live')).status).toBe(200);
      expect([...read.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);
      await repeatUnknown(site.url, ADMIN_KEY, history);
      expect([history.broken, [...history.unknown.keys()]]).toEqual([[], []]);
      await drained(site);
      const db = new pg.Client({ connectionString: site.database.url });
      await db.connect();
      try {
        await checkLog(db, history);
        const customers = await checkViews(db);
        const compared = await equalARebuild(site);
        expect(compared).toEqual(expect.arrayContaining(['customer-view', 'timeline', 'value']));
        process.stderr.write(
          `${struck.terminate} connections ended, ${struck.cancel} statements cancelled: ${history.acknowledged.size} events, ` +
            `${customers} customers and ${compared.length} views as they must be; reads answered ${JSON.stringify([...read])}\n`,
        );
      } finally {
        await db.end();
      }
    },
    patienceFor(STRIKES, 1_000),
  );
});
