import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';

const root = path.resolve(import.meta.dirname, '../..');

export const freePort = () =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts the built product as a user does (`rapport up`), with a data directory of its own, and waits until it is ready. */
export const startProduct = async (env = {}) => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'rapport-bench-'));
  const port = await freePort();
  const adminKey = 'rk_bench_0123456789abcdef0123456789abcdef0123456789abcdef';
  const child = spawn(process.execPath, [path.join(root, 'dist/rapport/main.js'), 'up'], {
    cwd: root,
    env: {
      ...process.env,
      RAPPORT_DATA_DIR: path.join(dir, 'data'),
      RAPPORT_PORT: String(port),
      RAPPORT_ADMIN_KEY: adminKey,
      RAPPORT_RATE_LIMIT: 'off',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  const url = `http://127.0.0.1:${port}`;
  const until = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`rapport up ended with ${child.exitCode}:\n${said}`);
    const ready = await fetch(`${url}/health/ready`).then(
      (r) => r.ok,
      () => false,
    );
    if (ready) break;
    if (Date.now() > until) throw new Error(`not ready after 60 s:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const headers = { authorization: `Bearer ${adminKey}` };
  const call = async (method, route, body, more = {}) => {
    const response = await fetch(url + route, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: await response.json().catch(() => null) };
  };
  const stop = async () => {
    child.kill('SIGTERM');
    await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve()));
    rmSync(dir, { recursive: true, force: true });
  };
  return { url, port, dir, adminKey, child, call, stop, said: () => said };
};

/** Waits until the projector has read everything that is in the store; returns the milliseconds that took. */
export const drained = async (product, timeoutMs = 120_000) => {
  const from = performance.now();
  for (;;) {
    const { body } = await product.call('GET', '/v1/projections');
    const list = body?.projections ?? body?.items ?? [];
    if (list.length > 0 && list.every((p) => Number(p.lag) === 0)) return performance.now() - from;
    if (performance.now() - from > timeoutMs) throw new Error(`not drained: ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

export const database = async (url) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
};

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
export const percentile = (values, p) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
};
export const rate = (count, ms) => Math.round((count / ms) * 1000);
