/**
 * What an agent feels: look-ups over HTTP at 100,000 customers while 1,000 events/s arrive, and the time from an
 * acknowledged append until a read over HTTP shows it, at 500 events/s. With a read that costs nothing to compare with:
 * GET /health/live over the same connection pool.
 */
import { drained, percentile, startProduct } from './product.mjs';
import { generator } from './generate.mjs';
import { pour } from './ingest.mjs';

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const figures = (values) => ({
  n: values.length,
  p50: +percentile(values, 0.5).toFixed(1),
  p95: +percentile(values, 0.95).toFixed(1),
  p99: +percentile(values, 0.99).toFixed(1),
});

/** Sends `perSecond` events in posts of `size`, evenly, until stopped; never waits for answers before the next post. */
const trickle = (product, next, perSecond, size) => {
  let running = true;
  let sent = 0;
  const loop = (async () => {
    const from = performance.now();
    const open = new Set();
    while (running) {
      const due = ((performance.now() - from) / 1000) * perSecond;
      while (sent < due) {
        const events = Array.from({ length: size }, next);
        sent += size;
        const post = product
          .call('POST', size === 1 ? '/v1/interactions' : '/v1/interactions/batch', size === 1 ? events[0] : events)
          .finally(() => open.delete(post));
        open.add(post);
      }
      await wait(2);
    }
    await Promise.all(open);
    return rateOf(sent, performance.now() - from);
  })();
  const rateOf = (count, ms) => Math.round((count / ms) * 1000);
  return { stop: () => ((running = false), loop) };
};

export const lookups = async (product, next, people, { seconds = 20 } = {}) => {
  const traffic = trickle(product, next, 1_000, 10);
  await wait(2_000);
  const took = [];
  const bare = [];
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const value = `i-LC-${Math.floor(Math.random() * people)}`;
    let from = performance.now();
    const { status } = await product.call('POST', '/v1/customers/lookup', {
      identifiers: [{ type: 'loyaltyCard', issuer: 'pos', value }],
    });
    took.push(performance.now() - from);
    if (status !== 200) throw new Error(`look-up answered ${status}`);
    from = performance.now();
    await product.call('GET', '/health/live');
    bare.push(performance.now() - from);
    await wait(10);
  }
  return { arriving: await traffic.stop(), lookup: figures(took), bareRequest: figures(bare) };
};

export const visible = async (product, next, { seconds = 20, perSecond = 500 } = {}) => {
  const traffic = trickle(product, next, perSecond - 20, 1);
  await wait(2_000);
  const afterAck = [];
  const whole = [];
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const begun = performance.now();
    const { body } = await product.call('POST', '/v1/interactions', next());
    const acked = performance.now();
    const view = await product.call('GET', `/v1/customers/${body.customerId}?minPosition=${body.position}`);
    if (view.status !== 200) throw new Error(`view answered ${view.status}: ${JSON.stringify(view.body)}`);
    afterAck.push(performance.now() - acked);
    whole.push(performance.now() - begun);
    await wait(50);
  }
  return { arriving: (await traffic.stop()) + 20, ackToRead: figures(afterAck), postToRead: figures(whole) };
};

export const main = async ({ preload = 400_000 } = {}) => {
  const product = await startProduct();
  try {
    const next = generator({ seed: 11, run: 'i' });
    for (let done = 0; done < preload; done += 50_000)
      await drained(product, (await pour(product, next, 50_000)).position);
    const people = Math.floor(preload * 0.3);
    return { people, lookups: await lookups(product, next, people), visible: await visible(product, next) };
  } finally {
    await product.stop();
  }
};

if (process.argv[1] === import.meta.filename) {
  const preload = Number(process.argv[2] ?? 400_000);
  process.stdout.write(`${JSON.stringify(await main({ preload }), null, 2)}\n`);
}
