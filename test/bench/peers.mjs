/**
 * Durable appends side by side in one run on one PostgreSQL that keeps every promise (fsync, synchronous commit): one event at a time from 32
 * callers, and batches of 500, in our engine, by autocommit INSERTs into the same indexed table, by server-side COPY, and in
 * the PostgreSQL stores of Emmett, message-db and Castore where they are installed. Rounds are interleaved and begin with another contender each time; ratios are
 * taken within a round, and the median of the rounds is told.
 */
import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { autocommit, copy, rapport } from './contenders.mjs';
import { generator } from './generate.mjs';
import { castore, emmett, messageDb } from './other-stores.mjs';
import { database, median, rate } from './product.mjs';

const CALLERS = 32;
const BATCH = 500;
const BATCH_CALLERS = 4;
const ROUNDS = 5;

/** Events as the engine gets them; ids are new for each contender and round, all else is the same for all of a round. */
const eventsOf = (count, round) => {
  const next = generator({ seed: 11 + round, run: `p${round}` });
  return Array.from({ length: count }, () => {
    const event = next();
    const body = JSON.stringify(event);
    const { value } = event.identifiers[0];
    const fingerprint = createHash('sha256').update(body).digest('hex');
    return { id: randomUUID(), stream: `customer-${value}`, type: event.type, body, fingerprint };
  });
};
const anew = (events) => events.map((event) => ({ ...event, id: randomUUID() }));

/** Callers that each take the next piece of work when they are done; milliseconds until all is durable. */
const timed = async (pieces, callers, work) => {
  const queue = pieces.values();
  const from = performance.now();
  const caller = async (number) => {
    for (const piece of queue) await work(piece, number);
  };
  await Promise.all(Array.from({ length: callers }, (_, number) => caller(number)));
  return performance.now() - from;
};

const inBatches = (events) =>
  Array.from({ length: Math.ceil(events.length / BATCH) }, (_, i) => events.slice(i * BATCH, (i + 1) * BATCH));

const kinds = {
  single: async (contender, events) => timed(events, CALLERS, contender.single),
  batch: async (contender, events) => {
    if (!contender.whole) return timed(inBatches(events), BATCH_CALLERS, contender.batch);
    contender.prepare(events);
    return timed([events], 1, contender.whole);
  },
};

/** Events a second of every contender that can do it, in an order that moves on from round to round. */
const measureRound = async (client, contenders, kind, events, round) => {
  const able = contenders.filter((one) => (kind === 'single' ? one.single : (one.batch ?? one.whole)));
  const rates = {};
  for (let i = 0; i < able.length; i += 1) {
    const contender = able[(i + round) % able.length];
    const own = anew(events);
    await client.query('checkpoint');
    rates[contender.name] = rate(own.length, await kinds[kind](contender, own));
    contender.sent = (contender.sent ?? 0) + own.length;
  }
  return rates;
};

/** Medians of the rates and of the ratios that each round gave. */
const summary = (rounds, first) => {
  const names = Object.keys(rounds[0]);
  const over = (name) => median(rounds.map((rates) => rates[first] / rates[name]));
  return {
    perSecond: Object.fromEntries(names.map((name) => [name, median(rounds.map((rates) => rates[name]))])),
    ratio: Object.fromEntries(
      names.filter((name) => name !== first).map((name) => [`${first} : ${name}`, Math.round(over(name) * 100) / 100]),
    ),
    rounds,
  };
};

const checkHeld = async (client, contenders) => {
  for (const { name, held, sent } of contenders) {
    const found = await held(client);
    if (found !== sent) throw new Error(`${name} holds ${found} events of ${sent}`);
  }
};

/** @param events per contender and round in batches; a tenth of it one by one. */
export const main = async ({ events = 50_000 } = {}) => {
  if (!Number.isInteger(events) || events < BATCH) throw new Error(`at least ${BATCH} events, please`);
  const { startEmbedded } = await import('../../libs/postgres/src/index.ts');
  const dir = mkdtempSync(path.join(os.tmpdir(), 'rapport-peers-'));
  chmodSync(dir, 0o755);
  const server = await startEmbedded({ dataDir: path.join(dir, 'data') });
  const open = [];
  try {
    const client = await database(server.url);
    open.push({ close: () => client.end() });
    const add = async (contender) => {
      if (contender.close) open.unshift(contender);
      return contender;
    };
    // In this order: the twins are made like our table.
    const all = [
      ...(await Promise.all((await rapport(server.url)).map(add))),
      await add(await autocommit(server.url, client, CALLERS)),
      await add(await copy(dir, client)),
      await add(await emmett(server.url)),
      await add(await messageDb(server.url, client, CALLERS)),
      await add(await castore(server.url)),
    ];
    const contenders = all.filter((one) => !one.missing);
    const missing = all.flatMap((one) => one.missing ?? []);
    for (const one of missing) process.stderr.write(`${one}\n`);
    const load = os.loadavg()[0];
    const sizes = { single: Math.ceil(events / 10), batch: events };
    const rounds = { single: [], batch: [] };
    for (let round = 0; round <= ROUNDS; round += 1)
      for (const kind of Object.keys(kinds)) {
        // The first round warms up and is not counted.
        const size = round === 0 ? Math.max(BATCH, Math.ceil(sizes[kind] / 10)) : sizes[kind];
        const rates = await measureRound(client, contenders, kind, eventsOf(size, round), round);
        if (round > 0) rounds[kind].push(rates);
        process.stderr.write(`${round === 0 ? 'warm-up' : `round ${round}`} ${kind} ${JSON.stringify(rates)}\n`);
      }
    await checkHeld(client, contenders);
    const cpus = os.availableParallelism();
    return {
      machine: { cpus, model: os.cpus()[0]?.model, load, busy: load > cpus / 4 },
      setting: { callers: CALLERS, batch: BATCH, batchCallers: BATCH_CALLERS, rounds: ROUNDS, events: sizes },
      missing,
      notes: Object.fromEntries(contenders.flatMap(({ name, notes }) => (notes ? [[name, notes()]] : []))),
      single: summary(rounds.single, contenders[0].name),
      batch: summary(rounds.batch, contenders[0].name),
    };
  } finally {
    await Promise.allSettled(open.map((one) => one.close()));
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
};

if (process.argv[1] === import.meta.filename)
  process.stdout.write(
    `${JSON.stringify(await main(process.argv[2] ? { events: Number(process.argv[2]) } : {}), null, 2)}\n`,
  );
