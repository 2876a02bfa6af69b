/**
 * What a single interaction costs: 32 connections that each post one interaction, wait for the acknowledgement, and post the
 * next. Beside it, in the same run and over the same connections, a request that does nothing (GET /health/live).
 */
import net from 'node:net';
import { generator } from './generate.mjs';
import { cpuSeconds, drained, percentile, startProduct } from './product.mjs';

/** A client that costs next to nothing: one socket, answers cut by their content-length. */
const connection = (product) => {
  const { hostname, port } = new URL(product.url);
  const socket = net.connect(Number(port), hostname);
  let buffered = '';
  let answer;
  socket.setNoDelay(true).setEncoding('latin1');
  socket.on('error', (error) => answer?.reject(error));
  socket.on('data', (chunk) => {
    buffered += chunk;
    const end = buffered.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(buffered)?.[1] ?? 0);
    if (buffered.length < end + 4 + length) return;
    const whole = { status: Number(buffered.slice(9, 12)), body: buffered.slice(end + 4, end + 4 + length) };
    buffered = buffered.slice(end + 4 + length);
    answer.resolve(whole);
  });
  const ask = (text) =>
    new Promise((resolve, reject) => {
      answer = { resolve, reject };
      socket.write(text);
    });
  const head = `host: ${hostname}\r\nauthorization: Bearer ${product.adminKey}\r\n`;
  return {
    get: (route) => ask(`GET ${route} HTTP/1.1\r\n${head}\r\n`),
    post: (route, body) =>
      ask(
        `POST ${route} HTTP/1.1\r\n${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      ),
    close: () => socket.destroy(),
  };
};

const measured = async (product, connections, seconds, ask) => {
  const before = cpuSeconds(product.pid);
  const took = [];
  const from = performance.now();
  const until = from + seconds * 1_000;
  await Promise.all(
    connections.map(async (one) => {
      while (performance.now() < until) {
        const began = performance.now();
        const { status, body } = await ask(one);
        if (status > 201) throw new Error(`answered ${status}: ${body}`);
        took.push(performance.now() - began);
      }
    }),
  );
  const after = cpuSeconds(product.pid);
  const micros = (part) => Math.round(((after[part] - before[part]) / took.length) * 1e6);
  return {
    perSecond: Math.round((took.length / (performance.now() - from)) * 1_000),
    p50: +percentile(took, 0.5).toFixed(2),
    p99: +percentile(took, 0.99).toFixed(2),
    cpuMicros: Object.fromEntries(Object.keys(after).map((part) => [part, micros(part)])),
  };
};

export const main = async ({ seconds = 15, callers = 32 } = {}) => {
  const product = await startProduct();
  const connections = Array.from({ length: callers }, () => connection(product));
  try {
    const next = generator({ seed: 21, run: 's' });
    const post = (one) => one.post('/v1/interactions', JSON.stringify(next()));
    await measured(product, connections, 5, post);
    const single = await measured(product, connections, seconds, post);
    const head = (await product.call('GET', '/v1/events?limit=1')).body.head;
    await drained(product, head);
    const bare = await measured(product, connections, 5, (one) => one.get('/health/live'));
    return { callers, single, bare, ratio: +(single.perSecond / bare.perSecond).toFixed(3) };
  } finally {
    for (const one of connections) one.close();
    await product.stop();
  }
};

if (process.argv[1] === import.meta.filename) process.stdout.write(`${JSON.stringify(await main(), null, 2)}\n`);
