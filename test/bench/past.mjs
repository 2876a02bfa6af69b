/**
 * How long one question about the past takes for customers with long histories, through the built product over HTTP, beside
 * the limit of the same machine in the same run: reading the rows of one by one statement and parsing them, in this process. Processor time is that of all processes that work for it,
 * in milliseconds a question, PostgreSQL's beside the rest; where others use the machine it says more than the wall does.
 * `first`: nobody has asked about the customer lately (a process keeps one such history, so they are asked in turn); `again`: somebody just has.
 */
import { generator } from './generate.mjs';
import { pour } from './ingest.mjs';
import { cpuSeconds, database, drained, median, percentile, startProduct } from './product.mjs';

const ROUNDS = 16;
const BUSY = 2;

const cardOf = (nth) => [{ type: 'loyaltyCard', issuer: 'pos', value: `busy-${nth}` }];

/** The histories of a few customers, mixed: everything that the generator makes, said of their cards. */
const ofFew = (next) => {
  let serial = 0;
  return () => {
    serial += 1;
    return { ...next(), id: `busy-${serial}`, identifiers: cardOf(serial % BUSY) };
  };
};

const WARMING = 3;

/** Milliseconds a question on the wall and of processors; `spent` says how many seconds those have worked so far. */
const measured = async (ask, spent) => {
  const took = [];
  for (let round = 0; round < WARMING; round += 1) await ask();
  const before = spent();
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = performance.now();
    await ask();
    took.push(performance.now() - from);
  }
  const after = spent();
  const each = (part) => Math.round(((after[part] - before[part]) * 1000) / ROUNDS);
  return {
    ...{ median: Math.round(median(took)), p95: Math.round(percentile(took, 0.95)) },
    processor: { node: each('node'), postgres: each('postgres') },
  };
};

export const main = async ({ events = 10_000, others = 2_000 } = {}) => {
  const product = await startProduct();
  let sql = null;
  try {
    const next = generator({ seed: 7, run: 'past' });
    await pour(product, next, others);
    const { position } = await pour(product, ofFew(next), BUSY * events);
    await drained(product, position);
    const customers = [];
    for (let nth = 0; nth < BUSY; nth += 1) {
      const { body } = await product.call('POST', '/v1/customers/lookup', { identifiers: cardOf(nth) });
      customers.push(body.cards[0].customerId);
    }
    sql = await database(product.databaseUrl());
    const at = new Date().toISOString();
    const get = async (id, route) => {
      const answer = await product.call('GET', `/v1/customers/${id}${route}`);
      if (answer.status !== 200) throw new Error(`${route}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    const server = () => cpuSeconds(product.pid);
    const ofProduct = () => ({ node: server().http, postgres: server().postgres });
    const ofBench = () => {
      const { user, system } = process.cpuUsage();
      return { node: (user + system) / 1e6, postgres: server().postgres };
    };
    let turn = 0;
    const inTurn = () => customers[(turn += 1) % BUSY];
    const limit = await measured(async () => {
      const id = inTurn();
      const { rows } = await sql.query({
        text: 'select position, body from rapport_store.events where stream = any($1::text[]) order by position',
        values: [[`customer-${id}`, `decision-${id}`]],
        rowMode: 'array',
      });
      if (rows.length < events) throw new Error(`${rows.length} rows`);
      for (const row of rows) JSON.parse(row[1]);
    }, ofBench);
    const questions = {
      view: `?asOfRecorded=${at}`,
      viewOccurred: `?asOfOccurred=${at}`,
      timeline: `/timeline?asOfRecorded=${at}`,
      why: `/why?field=/touches`,
      whyTotals: `/why?field=/totals/EUR/net`,
      viewOfNow: '',
    };
    const report = { events, limit };
    const times = (of, as) => Number((of / as).toFixed(2));
    const work = ({ processor }) => processor.node + processor.postgres;
    const said = (one) => ({
      ...one,
      timesTheLimit: times(one.median, limit.median),
      timesItsWork: times(work(one), work(limit)),
    });
    for (const [name, route] of Object.entries(questions)) {
      const first = said(await measured(() => get(inTurn(), route), ofProduct));
      report[name] = { first, again: said(await measured(() => get(customers[0], route), ofProduct)) };
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
