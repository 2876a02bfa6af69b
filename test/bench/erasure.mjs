/**
 * How long somebody stays readable who is erased from a large store: through the built product, with a second process that has
 * them in memory too. Unreadable = card, timeline, look-up by address and search by name show nothing of them in either
 * process; then until no keyed word is left and the certificate says so, and until the last look for what was on its way.
 */
import path from 'node:path';
import { database, drained, median, percentile, startProduct } from './product.mjs';
import { generator } from './generate.mjs';
import { pour } from './ingest.mjs';

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const POLL_MS = 10;
const GIVE_UP_MS = 120_000;

/** Milliseconds from now until it holds. */
const until = async (what, holds) => {
  const from = performance.now();
  while (!(await holds())) {
    if (performance.now() - from > GIVE_UP_MS) throw new Error(`${what}: not within ${GIVE_UP_MS} ms`);
    await wait(POLL_MS);
  }
  return performance.now() - from;
};

const mail = (n) => `p${n}@e.example`;

/** A person of the store with a name, an address and `more` events of their own. */
const known = async (product, n, more) => {
  const name = `Markername${n} Example`;
  const identifiers = [
    { type: 'email', value: mail(n) },
    { type: 'loyaltyCard', issuer: 'pos', value: `e-LC-${n}` },
  ];
  const event = (serial, rest) => ({
    ...{ id: `known-${n}-${serial}`, occurredAt: '2026-11-01T10:00:00.000Z', identifiers },
    ...rest,
  });
  const events = [
    event('p', { source: 'crm/main', channel: 'business', type: 'ProfileStated', data: { name } }),
    ...Array.from({ length: more }, (_, serial) =>
      event(serial, {
        ...{ source: 'pos/berlin-3', channel: 'store', type: 'PurchaseMade' },
        data: { orderId: `k-${n}-${serial}`, currency: 'EUR', amount: '10.00' },
      }),
    ),
  ];
  const { position } = await pour(product, () => events.pop(), events.length);
  await drained(product, position);
  const asked = { identifiers: identifiers.slice(0, 1) };
  const { body } = await product.call('POST', '/v1/customers/lookup', asked);
  return { n, name, customer: body.cards[0].customerId };
};

/** True when nothing of the person is shown by a process. */
const isGone = async (process, { n, name, customer }) => {
  const word = name.split(' ')[0];
  const answers = await Promise.all([
    process.call('GET', `/v1/customers/${customer}`),
    process.call('GET', `/v1/customers/${customer}/timeline`),
    process.call('POST', '/v1/customers/lookup', { identifiers: [{ type: 'email', value: mail(n) }] }),
    process.call('POST', '/v1/customers/search', { words: [word] }),
  ]);
  const [, , found, searched] = answers;
  const shown = JSON.stringify(answers.map(({ body }) => body));
  const listed = [...(found.body.cards ?? []), ...(searched.body.customers ?? [])].length;
  return !shown.includes(word) && !shown.includes(mail(n)) && listed === 0;
};

const eraseOne = async (processes, sql, person) => {
  const [first] = processes;
  for (const process of processes) if (await isGone(process, person)) throw new Error('nothing to erase');
  const route = `/v1/customers/${person.customer}`;
  const preview = (await first.call('DELETE', `${route}?preview=true`)).body;
  const from = performance.now();
  const since = () => performance.now() - from;
  const asked = first.call('DELETE', route, { reason: 'Measured' });
  const unreadable = Promise.all(
    processes.map((process) => until('unreadable', () => isGone(process, person)).then(since)),
  );
  const { status, body: certificate } = await asked;
  const answered = since();
  if (status !== 200 || certificate.status !== 'erased') throw new Error(JSON.stringify(certificate));
  const handles = certificate.handles.map(({ handle }) => handle);
  const words = async () =>
    (await sql.query('select from rapport_vault.token where handle = any($1::uuid[]) limit 1', [handles])).rowCount;
  await until('no words', async () => (await words()) === 0);
  const cleaned = Math.max(answered, since());
  const times = await unreadable;
  const settled = until('settled', async () => {
    const { body } = await first.call('GET', `/v1/erasures/${certificate.erasureId}`);
    return body.settledAt !== null;
  }).then(since);
  return { events: preview.events, unreadable: Math.max(...times), cleaned, settled };
};

const figures = (values) => ({
  median: Math.round(median(values)),
  p95: Math.round(percentile(values, 0.95)),
  most: Math.round(Math.max(...values)),
});

export const main = async ({ events = 200_000, people = 20, ofTheBusiest = 5_000 } = {}) => {
  const product = await startProduct();
  let second = null;
  let sql = null;
  try {
    const next = generator({ seed: 5, run: 'e' });
    for (let stored = 0; stored < events; stored += 50_000) {
      await drained(product, (await pour(product, next, Math.min(50_000, events - stored))).position);
      process.stderr.write(`${stored + 50_000} events\n`);
    }
    const data = path.join(product.dir, 'data');
    second = await startProduct({
      RAPPORT_ROLES: 'query',
      DATABASE_URL: product.databaseUrl(),
      RAPPORT_MASTER_KEY_FILE: path.join(data, 'master.key'),
      RAPPORT_ERASURE_LEDGER: path.join(data, 'erasures.ndjson'),
    });
    sql = await database(product.databaseUrl());
    const done = [];
    for (let n = 0; n <= people; n += 1) {
      const person = await known(product, n, n === people ? ofTheBusiest : 0);
      done.push(await eraseOne([product, second], sql, person));
      process.stderr.write(`${JSON.stringify({ ...done.at(-1), settled: undefined })}\n`);
    }
    const settled = await Promise.all(done.map((one) => one.settled));
    const busiest = done.at(-1);
    return {
      stored: Number((await sql.query('select count(*) from rapport_store.events')).rows[0].count),
      erased: done.length,
      eventsEach: figures(done.map((one) => one.events)),
      unreadableMs: figures(done.map((one) => one.unreadable)),
      wordsAndCertificateMs: figures(done.map((one) => one.cleaned)),
      settledMs: figures(settled),
      busiest: {
        events: busiest.events,
        unreadableMs: Math.round(busiest.unreadable),
        wordsAndCertificateMs: Math.round(busiest.cleaned),
      },
    };
  } finally {
    await sql?.end();
    await second?.stop();
    await product.stop();
  }
};

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(`${JSON.stringify(await main({ events: Number(process.argv[2] ?? 200_000) }), null, 2)}\n`);
}
