/**
 * A thousand open streams of the log while 100 events/s come in: how late each event is at each client, from the moment at
 * which it was sent, and what that costs in memory and processor time. A tenth of the clients read nothing.
 */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import http from 'node:http';
import { readFileSync } from 'node:fs';
import { cpuSeconds, percentile, startProduct } from './product.mjs';
import { generator } from './generate.mjs';

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const LATENCIES_MAX = 4_000_000;
/** Followed by the moment at which the event was sent, in 13 digits. */
const MARK = '"location":"at-';

/** Clients in a thread of their own: what is measured must not wait for what measures. */
const listen = async ({ url, key, streams, stuck }) => {
  const late = [];
  let events = 0;
  let open = 0;
  let broken = 0;
  const agent = new http.Agent({ keepAlive: false, maxSockets: Infinity });
  const connect = (index) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${key}` };
      const request = http.request(`${url}/v1/events/stream`, { headers, agent }, (response) => {
        if (response.statusCode !== 200) return reject(new Error(`a stream answered ${response.statusCode}`));
        open += 1;
        resolve();
        if (index < stuck) return response.pause();
        let rest = '';
        response.setEncoding('latin1');
        response.on('data', (chunk) => {
          const now = Date.now();
          const text = rest + chunk;
          let at = 0;
          for (let end = text.indexOf('\n\n', at); end >= 0; end = text.indexOf('\n\n', at)) {
            // The type of the data is of no interest here, only when it was sent: parsing it would cost more than all else.
            const sent = text.indexOf(MARK, at);
            if (sent >= 0 && sent < end) {
              events += 1;
              const moment = sent + MARK.length;
              if (late.length < LATENCIES_MAX) late.push(now - Number(text.slice(moment, moment + 13)));
            }
            at = end + 2;
          }
          rest = text.slice(at);
        });
        response.once('close', () => (broken += 1));
        response.once('error', () => undefined);
      });
      request.once('error', reject);
      request.end();
    });
  for (let from = 0; from < streams; from += 50)
    await Promise.all(Array.from({ length: Math.min(50, streams - from) }, (_, n) => connect(from + n)));
  parentPort.postMessage({ open });
  parentPort.on('message', (what) => {
    if (what === 'forget') {
      late.length = 0;
      events = 0;
    } else {
      late.sort((a, b) => a - b);
      parentPort.postMessage({ events, broken, late: [0.5, 0.95, 0.99, 1].map((p) => percentile(late, p)) });
    }
  });
};
if (!isMainThread) await listen(workerData);

const rssMiB = (pid) =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
const answer = (worker) =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });

export const main = async ({ streams = 1_000, perSecond = 100, seconds = 30 } = {}) => {
  const product = await startProduct();
  const stuck = Math.floor(streams / 10);
  const data = { url: product.url, key: product.adminKey, streams, stuck };
  const before = rssMiB(product.pid);
  const worker = new Worker(new URL(import.meta.url), { workerData: data });
  try {
    const { open } = await answer(worker);
    const opened = rssMiB(product.pid);
    const next = generator({ seed: 23, run: 's' });
    let sent = 0;
    const send = async (forMs) => {
      const from = performance.now();
      for (let done = 0; performance.now() - from < forMs;) {
        const due = Math.floor(((performance.now() - from) / 1000) * perSecond);
        const context = { location: `at-${Date.now()}` };
        const events = Array.from({ length: due - done }, () => ({ ...next(), context }));
        done = due;
        sent += events.length;
        if (events.length > 0) await product.call('POST', '/v1/interactions/batch', events);
        await wait(20);
      }
    };
    await send(5_000);
    await wait(1_000);
    worker.postMessage('forget');
    sent = 0;
    const cpu = cpuSeconds(product.pid);
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, rssMiB(product.pid))), 250);
    await send(seconds * 1000);
    await wait(1_000);
    clearInterval(watch);
    const used = cpuSeconds(product.pid);
    const heard = answer(worker);
    worker.postMessage('report');
    const { events, broken, late } = await heard;
    const share = (part) => +((used[part] - cpu[part]) / seconds).toFixed(2);
    return {
      ...{ streams: open, ofWhichReadNothing: stuck, perSecond: +(sent / seconds).toFixed(1) },
      ...{ delivered: events, wanted: sent * (streams - stuck), broken },
      lateMs: { p50: late[0], p95: late[1], p99: late[2], most: late[3] },
      coresUsed: { http: share('http'), projector: share('projector'), postgres: share('postgres') },
      residentMiB: { before, opened, most },
    };
  } finally {
    await worker.terminate();
    await product.stop();
  }
};

if (isMainThread && process.argv[1] === import.meta.filename) {
  process.stdout.write(`${JSON.stringify(await main(), null, 2)}\n`);
}
