/**
 * All rows of a projection as of a moment of happening, in the middle of the history, built with threads and without, in turns. Processor time is in
 * microseconds for each event that is read: of the whole process, of its own thread (in which followers and requests wait), and of PostgreSQL.
 * `node test/bench/past-rows.mjs 200000 10000`: so many events of so many people; `dist` must be built.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { register } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { cpuSeconds, database, median } from './product.mjs';

register('../../infra/typescript-hooks.mjs', import.meta.url);
const load = (library) => import(`../../libs/${library}.ts`);

const THREADS = {
  entry: path.resolve(import.meta.dirname, '../../dist/rapport/main.js'),
  count: Math.ceil((os.availableParallelism() * 2) / 3),
  from: 100_000,
};
const VIEWS = ['customer-view', 'value'];
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Seconds that the process' own thread has worked. */
const ownThread = () => {
  const stat = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) / 100;
};

const measured = async (events, work) => {
  const [server, own, all, from] = [
    cpuSeconds(process.pid).postgres,
    ownThread(),
    process.cpuUsage(),
    performance.now(),
  ];
  await work();
  const { user, system } = process.cpuUsage(all);
  const micros = (seconds) => Math.round((seconds * 1e7) / events) / 10;
  return {
    seconds: Math.round(performance.now() - from) / 1000,
    node: micros((user + system) / 1e6),
    ownThread: micros(ownThread() - own),
    postgres: micros(cpuSeconds(process.pid).postgres - server),
  };
};

export const main = async ({ events = 200_000, people = Math.ceil(events / 20), rounds = 4 } = {}) => {
  const { startEmbedded, createPool } = await load('postgres/src/index');
  const { postgresEventStore } = await load('engines/src/postgres/postgres');
  const { findBuiltPast, hostReplays, openReadDb, REPLAY_CONNECTIONS, requestPast, steerPast } = await load('read-db/src/index'); // prettier-ignore
  const { projections } = await load('projections/src/index');
  const { fill } = await import('./fill.mjs');
  const registered = projections.filter(({ projection }) => VIEWS.includes(projection.name));
  const dir = mkdtempSync(path.join(os.tmpdir(), 'rapport-past-rows-'));
  chmodSync(dir, 0o777);
  const open = [];
  const server = await startEmbedded({ dataDir: path.join(dir, 'data') });
  try {
    const client = await database(server.url);
    open.unshift(() => client.end());
    const store = await postgresEventStore(server.url);
    open.unshift(() => store.close());
    const readDb = await openReadDb(server.url, registered.map(({ table }) => table), 1); // prettier-ignore
    open.unshift(() => readDb.destroy());
    const past = await fill(client, dir, { events, people }, registered.map(({ projection }) => projection)); // prettier-ignore
    const { rows } = await client.query(
      `select body::json ->> 'occurredAt' as at from rapport_store.events order by 1 offset ${Math.floor(events / 2)} limit 1`,
    );
    const pool = createPool(server.url, { max: REPLAY_CONNECTIONS, name: 'rapport-replay' });
    open.unshift(() => pool.end());
    const log = (level, said, more) => level !== 'info' && process.stderr.write(`${said} ${JSON.stringify(more)}\n`);
    const build = async (projection, occurred) => {
      const wish = { projection, position: past.position, askedBy: 'bench', ...(occurred && { occurred }) };
      const { id } = (await requestPast(pool, wish)).past;
      for (;;) {
        const found = await findBuiltPast(pool, id);
        if (found.state === 'failed') throw new Error(found.fault);
        if (found.state === 'built') return steerPast(pool, id, 'drop').then(() => found.rows);
        await wait(20);
      }
    };
    const report = { events: past.events, people, until: rows[0].at, load: os.loadavg()[0] };
    for (const { projection } of registered) {
      const runs = { alone: [], inThreads: [] };
      for (let round = 0; round < rounds; round += 1) {
        for (const [how, threads] of [
          ['alone', null],
          ['inThreads', THREADS],
        ]) {
          const host = hostReplays({ pool, store, projections: registered, log, ...(threads && { threads }) });
          let built;
          const took = await measured(past.events, async () => (built = await build(projection, rows[0].at)));
          await host.stop();
          runs[how].push({ rows: built, ...took });
          process.stderr.write(`${projection.name} ${how} ${JSON.stringify(runs[how].at(-1))}\n`);
        }
      }
      const of = (how, what) => median(runs[how].map((run) => run[what]));
      const ratio = (what) => Math.round((of('inThreads', what) / of('alone', what)) * 100) / 100;
      report[projection.name] = { ...runs, ratios: Object.fromEntries(['seconds', 'node', 'ownThread', 'postgres'].map((what) => [what, ratio(what)])) }; // prettier-ignore
    }
    return report;
  } finally {
    for (const close of open) await close().catch(() => undefined);
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
};

if (process.argv[1] === import.meta.filename) {
  const [events = 200_000, people = Math.ceil(events / 20)] = process.argv.slice(2).map(Number);
  process.stdout.write(`${JSON.stringify(await main({ events, people }), null, 2)}\n`);
}
