// One of the processes that write while others follow: `node writer.mjs <url> <number> <life> <seed>`. Its writers share one engine, and so one
// lane. It says every acknowledged append in a line of JSON, and ends in order when it is told to.
import { createInterface } from 'node:readline';
import { openStore } from './engine.mjs';
import { eventsOf, WRITERS_PER_PROCESS } from './events.mjs';

const [url, number, life, seed] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const SHARED = ['customer-shared-1', 'customer-shared-2', 'customer-shared-3'];
/** Errors after which nobody knows, or nothing was written: the same append again finds out. */
const AGAIN = ['OutcomeUnknown', 'StoreBusy'];

let stopped = false;
const input = createInterface({ input: process.stdin });
input.once('line', () => (stopped = true));
// Whoever started it is gone.
input.once('close', () => process.exit(stopped ? undefined : 1));

/** mulberry32 */
const randomOf = (state) => () => {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

const store = await openStore(url);

const append = async (one) => {
  for (;;)
    try {
      return (await store.append([one]))[0];
    } catch (error) {
      if (!AGAIN.includes(error.name)) throw error;
    }
};

const write = async (nth) => {
  const writer = number * WRITERS_PER_PROCESS + nth;
  const random = randomOf(seed * 7919 + life * 101 + writer);
  const own = `customer-own-${writer}-${life}`;
  for (let from = 0, version = 0; !stopped;) {
    const isShared = random() < 0.4;
    const stream = isShared ? SHARED[Math.floor(random() * SHARED.length)] : own;
    // Some expectations are wrong: those appends must leave nothing.
    const wrong = random() < 0.05;
    const expected = wrong ? 1_000_000_000 : isShared || random() < 0.5 ? 'any' : version;
    const count = random() < 0.5 ? 1 : 1 + Math.floor(random() * 40);
    const outcome = await append({ stream, expected, events: eventsOf({ writer, life, from, count }) });
    if (outcome.status === 'stale' && wrong) continue;
    // A repeat after an unknown outcome finds itself.
    if (!outcome.placed) throw new Error(`writer ${writer} of life ${life}: ${JSON.stringify(outcome)}`);
    process.stdout.write(`${JSON.stringify([writer, life, from, outcome.placed.map(({ position }) => position)])}\n`);
    from += count;
    if (!isShared) version += count;
  }
};

await Promise.all(Array.from({ length: WRITERS_PER_PROCESS }, (_, nth) => write(nth)));
await store.close();
input.close();
