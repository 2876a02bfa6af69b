/**
 * Views built again from the whole log, as `rapport replay` does it: read, parse, fold, write, index, compare row by row, swap. Beside it, in the
 * same run, what no rebuild can be faster than on this machine: parsing the same bytes on one core, COPY of the log out of the
 * server, COPY of the same rows into it; and where the time goes, part by part. Each view by itself, and both asked for at once, in turns. `node test/bench/rebuild.mjs 200000 10000`: so many events
 * of so many people.
 */
import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { emmettRebuild } from './emmett-rebuild.mjs';
import { median } from './product.mjs';
import { load, measured, onStage, rounded as inTenths } from './stage.mjs';

/** As the product has them: threads of the built program, two of them on two processors. */
const THREADS = {
  entry: path.resolve(import.meta.dirname, '../../dist/rapport/main.js'),
  count: Math.ceil((os.availableParallelism() * 2) / 3),
  from: 100_000,
};

const VIEWS = ['customer-view', 'value'];
const BOTH = 'both at once';
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const perSecond = (count, seconds) => Math.round(count / seconds);

/** Processor time in microseconds an event, ours and PostgreSQL's, and seconds on the wall. */
const measuredOf = async (events, work) => {
  const { seconds, cpu } = await measured(work);
  const micros = (all) => inTenths((all / events) * 1e6);
  return { seconds: Math.round(seconds * 100) / 100, node: micros(cpu.node), postgres: micros(cpu.postgres) };
};

/** Asks for rebuilds at the same moment and watches their phases until all are swapped in; their own clocks say how long it took. */
const rebuild = async (client, { requestReplays, findReplay }, projections) => {
  const asked = await requestReplays(client, projections);
  const phases = {};
  const last = new Map(asked.map(({ id }) => [id, { phase: 'waiting', since: performance.now() }]));
  for (;;) {
    const all = await Promise.all(asked.map(({ id }) => findReplay(client, id)));
    for (const { id, projection, state, phase: at, fault } of all) {
      if (state === 'failed') throw new Error(`${projection}: ${fault}`);
      const before = last.get(id);
      const phase = state === 'promoted' ? null : (at ?? before.phase);
      if (phase === before.phase) continue;
      const spent = (phases[projection] ??= {});
      spent[before.phase] = Math.round((spent[before.phase] ?? 0) + performance.now() - before.since);
      last.set(id, { phase, since: performance.now() });
    }
    if (all.every(({ state }) => state === 'promoted')) {
      for (const spent of Object.values(phases)) delete spent.waiting;
      const from = Math.min(...all.map(({ startedAt }) => Date.parse(startedAt)));
      const to = Math.max(...all.map(({ endedAt }) => Date.parse(endedAt)));
      return { comparisons: all.map(({ comparison }) => comparison), rows: all.map(({ rows }) => rows), phases, seconds: (to - from) / 1000 }; // prettier-ignore
    }
    await wait(20);
  }
};

/** Parsing all the bytes, and nothing else, on one core; the best of three. */
const parsing = async (store, to) => {
  const stop = new AbortController();
  let [bodies, octets] = [[], 0];
  const spent = [0, 0, 0];
  const cpu = [0, 0, 0];
  let parsed = 0;
  const parseAll = () => {
    for (let round = 0; round < spent.length; round += 1) {
      const own = process.cpuUsage();
      const from = performance.now();
      for (const body of bodies) if (JSON.parse(body) === null) throw new Error('no event');
      spent[round] += performance.now() - from;
      const { user, system } = process.cpuUsage(own);
      cpu[round] += user + system;
    }
    parsed += bodies.length;
    bodies = [];
  };
  for await (const batch of store.follow(null, stop.signal)) {
    for (const { body } of batch) {
      bodies.push(body);
      octets += Buffer.byteLength(body);
    }
    if (bodies.length > 50_000) parseAll();
    if (batch.at(-1).position >= to) break;
  }
  parseAll();
  stop.abort();
  const micros = Math.round((Math.min(...cpu) / parsed) * 100) / 100;
  return { perSecond: perSecond(parsed, Math.min(...spent) / 1000), micros, octets: Math.round(octets / parsed) };
};

/** Seconds of the server alone: the log out of it, and rows into a table like the one they are in, indexes afterwards. */
const copying = async (client, dir, tables) => {
  const from = performance.now();
  await client.query(`copy (select position, stream, version, event_id, recorded_at, type, body from rapport_store.events
    order by position) to '/dev/null' (format binary)`);
  const out = (performance.now() - from) / 1000;
  const into = {};
  for (const table of tables) {
    const file = path.join(dir, 'rows.copy');
    await client.query(`copy rapport_read.${table} to '${file}'`);
    await client.query(`create table floor (like rapport_read.${table} including all excluding indexes)`);
    await client.query('checkpoint');
    const begun = performance.now();
    await client.query(`copy floor from '${file}'`);
    await client.query('alter table floor add primary key (key)');
    into[table] = (performance.now() - begun) / 1000;
    await client.query('drop table floor');
    rmSync(file);
  }
  return { out, into };
};

export const main = async ({ events = 1_000_000, people = Math.ceil(events / 20), rounds = 3 } = {}) => {
  const readDbLibrary = await load('read-db/src/index');
  const { projections } = await load('projections/src/index');
  const { fill } = await import('./fill.mjs');
  const { parts } = await import('./rebuild-parts.mjs');
  const registered = projections.filter(({ projection }) => VIEWS.includes(projection.name));
  const stage = {
    name: 'rebuild',
    tables: registered.map(({ table }) => table),
    max: readDbLibrary.REPLAY_CONNECTIONS,
  };
  return onStage(stage, async ({ url, dir, client, store, pool, kept, note, report }) => {
    const views = registered.map(({ projection }) => projection);
    const past = await fill(client, dir, { events, people }, views);
    note({ events: past.events, people });
    const log = (level, said, more) => level !== 'info' && process.stderr.write(`${said} ${JSON.stringify(more)}\n`);
    kept(readDbLibrary.hostReplays({ pool, store, projections: registered, log, threads: THREADS }), (it) => it.stop());
    // Live is empty at first: what is swapped in by these is what the next ones are compared with.
    await rebuild(client, readDbLibrary, views);
    // In turns, so that what else the machine does falls upon all of them: each by itself, and both at once.
    const asked = { ...Object.fromEntries(views.map((view) => [view.name, [view]])), [BOTH]: views };
    const runs = Object.fromEntries(Object.keys(asked).map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, some] of Object.entries(asked)) {
        let done;
        const { node, postgres } = await measuredOf(past.events, async () => {
          done = await rebuild(client, readDbLibrary, some);
        });
        const { comparisons, ...more } = done;
        for (const { different, onlyLive, onlyRebuilt } of comparisons)
          if (different + onlyLive + onlyRebuilt > 0) throw new Error(JSON.stringify(comparisons));
        runs[name].push({ perSecond: perSecond(past.events, done.seconds), ...more, micros: { node, postgres } });
      }
    }
    for (const name of Object.keys(asked))
      note({ [name]: { perSecond: median(runs[name].map((run) => run.perSecond)), runs: runs[name] } });
    const parse = await parsing(store, past.position);
    const tables = registered.map(({ table }) => table.options.tableName);
    const { out, into } = await copying(client, dir, tables);
    note({ parse, copyOutPerSecond: perSecond(past.events, out), copyInSeconds: into });
    const rounded = (value) => Math.round(value * 1000) / 1000;
    /** By the clock, and by processor time of both sides together: what others do on the machine falsifies that one less. */
    const shareOf = (name) => {
      const least = Math.min(...report[name].runs.map(({ micros }) => micros.node + micros.postgres));
      return { wall: rounded(report[name].perSecond / parse.perSecond), cpu: rounded(parse.micros / least) };
    };
    note({ shareOfParsing: Object.fromEntries(VIEWS.map((name) => [name, shareOf(name)])) });
    /** Both one after the other, and both at once: events a second, and microseconds of processor time an event. */
    const work = (name) => median(runs[name].map(({ micros }) => micros.node + micros.postgres));
    const apart = VIEWS.reduce((sum, name) => sum + past.events / report[name].perSecond, 0);
    const apartWork = VIEWS.reduce((sum, name) => sum + work(name), 0);
    note({
      both: {
        oneAfterTheOther: { perSecond: perSecond(past.events, apart), micros: rounded(apartWork) },
        atOnce: { perSecond: report[BOTH].perSecond, micros: rounded(work(BOTH)) },
        timesAsFast: rounded((apart * report[BOTH].perSecond) / past.events),
        ofTheWork: rounded(work(BOTH) / apartWork),
      },
    });
    for (const { projection, table } of registered)
      note({ [`parts of ${projection.name}`]: await parts({ measured: measuredOf, client, pool, store, past, projection, table }) }); // prettier-ignore
    const peer = await emmettRebuild(url, client);
    const ours = report['customer-view'].perSecond;
    note({ emmett: peer, ...(peer.perSecond && { 'customer-view : emmett': Math.round(ours / peer.perSecond) }) });
  });
};

if (process.argv[1] === import.meta.filename) {
  const [events = 1_000_000, people = Math.ceil(events / 20)] = process.argv.slice(2).map(Number);
  process.stdout.write(`${JSON.stringify(await main({ events, people }), null, 2)}\n`);
}
