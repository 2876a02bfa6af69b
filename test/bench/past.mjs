/**
 * How long one question about the past takes for a customer with a long history, through the built product over HTTP, beside
 * the limit of the same machine in the same run: reading these rows by one statement and parsing them, in this process.
 */
import { generator } from './generate.mjs';
import { pour } from './ingest.mjs';
import { database, drained, median, percentile, startProduct } from './product.mjs';

const ROUNDS = 25;

/** The history of one customer: everything that the generator makes, said of one card. */
const ofOne = (next) => {
  let serial = 0;
  return () => ({
    ...next(),
    ...{ id: `busy-${(serial += 1)}`, identifiers: [{ type: 'loyaltyCard', issuer: 'pos', value: 'busy' }] },
  });
};

const measured = async (ask) => {
  const took = [];
  for (let round = -3; round < ROUNDS; round += 1) {
    const from = performance.now();
    await ask();
    if (round >= 0) took.push(performance.now() - from);
  }
  return took;
};

const figures = (took) => ({ median: Math.round(median(took)), p95: Math.round(percentile(took, 0.95)) });

export const main = async ({ events = 10_000, others = 50_000 } = {}) => {
  const product = await startProduct();
  let sql = null;
  try {
    const next = generator({ seed: 7, run: 'past' });
    await pour(product, next, others);
    const { position } = await pour(product, ofOne(next), events);
    await drained(product, position);
    const identifiers = [{ type: 'loyaltyCard', issuer: 'pos', value: 'busy' }];
    const { body } = await product.call('POST', '/v1/customers/lookup', { identifiers });
    const id = body.cards[0].customerId;
    sql = await database(product.databaseUrl());
    const at = new Date().toISOString();
    const get = async (route) => {
      const answer = await product.call('GET', `/v1/customers/${id}${route}`);
      if (answer.status !== 200) throw new Error(`${route}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    const streams = [`customer-${id}`, `decision-${id}`];
    const limit = await measured(async () => {
      const { rows } = await sql.query({
        text: 'select position, body from rapport_store.events where stream = any($1::text[]) order by position',
        values: [streams],
        rowMode: 'array',
      });
      if (rows.length < events) throw new Error(`${rows.length} rows`);
      for (const row of rows) JSON.parse(row[1]);
    });
    const questions = {
      view: `?asOfRecorded=${at}`,
      viewOccurred: `?asOfOccurred=${at}`,
      timeline: `/timeline?asOfRecorded=${at}`,
      why: `/why?field=/touches`,
      whyTotals: `/why?field=/totals/EUR/net`,
      viewOfNow: '',
    };
    const report = { events, limit: figures(limit) };
    for (const [name, route] of Object.entries(questions)) {
      const took = await measured(() => get(route));
      report[name] = { ...figures(took), timesTheLimit: Number((median(took) / median(limit)).toFixed(2)) };
      process.stderr.write(`${name} ${JSON.stringify(report[name])}\n`);
    }
    return report;
  } finally {
    await sql?.end();
    await product.stop();
  }
};

if (process.argv[1] === import.meta.filename)
  process.stdout.write(`${JSON.stringify(await main({ events: Number(process.argv[2] ?? 10_000) }), null, 2)}\n`);
