import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import http from 'node:http';
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

/** Node flags of `npm start`, and more for the measurement, such as --cpu-prof. */
const flags = ['--max-semi-space-size=64', ...(process.env.BENCH_NODE_FLAGS?.split(' ') ?? [])];

/** Starts the built product as a user does (`rapport up`), with a data directory of its own, and waits until it is ready. */
export const startProduct = async (env = {}) => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'rapport-bench-'));
  const port = await freePort();
  const adminKey = `rk_benchbench01_${'b'.repeat(43)}`;
  const child = spawn(process.execPath, [...flags, path.join(root, 'dist/rapport/main.js'), 'up'], {
    cwd: root,
    env: {
      ...process.env,
      RAPPORT_DATA_DIR: path.join(dir, 'data'),
      RAPPORT_PORT: String(port),
      RAPPORT_ADMIN_KEY: adminKey,
      RAPPORT_RATE_LIMIT: '0',
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
  // A client must cost little here, and must not open connections without bound when the server lags.
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  const call = (method, route, body, more = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${adminKey}`,
        ...(text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        ...more,
      };
      const request = http.request(url + route, { method, headers, agent }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString();
          let parsed = null;
          try {
            parsed = JSON.parse(answer);
          } catch {
            // Not every answer is JSON; who asks knows.
          }
          resolve({ status: response.statusCode, headers: response.headers, body: parsed });
        });
      });
      request.on('error', reject);
      request.end(text);
    });
  const stop = async () => {
    agent.destroy();
    child.kill('SIGTERM');
    await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve()));
    rmSync(dir, { recursive: true, force: true });
  };
  const databaseUrl = () => JSON.parse(readFileSync(path.join(dir, 'data/instance.json'), 'utf8')).databaseUrl;
  return { url, dir, adminKey, pid: child.pid, call, stop, databaseUrl };
};

/** Waits until identity and all views include the position; returns the milliseconds that took. */
export const drained = async (product, position, timeoutMs = 600_000) => {
  const from = performance.now();
  for (;;) {
    const { body } = await product.call('GET', '/v1/projections');
    const list = body?.projections ?? [];
    if (list.length > 0 && list.every((one) => one.position >= position)) return performance.now() - from;
    if (performance.now() - from > timeoutMs) throw new Error(`not drained: ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

/** CPU seconds used so far, by part of the product's process tree: HTTP, projector, PostgreSQL with its backends. */
export const cpuSeconds = (root) => {
  const parts = { http: 0, projector: 0, postgres: 0 };
  const stats = new Map();
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    try {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const f = text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      stats.set(pid, {
        name: text.slice(text.indexOf('(') + 1, text.lastIndexOf(')')),
        parent: f[1],
        ticks: f[11] + f[12],
        reaped: f[13] + f[14],
      });
    } catch {
      continue; // ended meanwhile
    }
  }
  const isBelow = (pid) =>
    pid === root || (stats.has(pid) && stats.get(pid).parent > 1 && isBelow(stats.get(pid).parent));
  for (const [pid, { name, parent, ticks, reaped }] of stats) {
    if (!isBelow(pid)) continue;
    const part = pid === root ? 'http' : name.startsWith('postgres') ? 'postgres' : 'projector';
    parts[part] += (ticks + (part === 'postgres' && parent === root ? reaped : 0)) / 100;
  }
  return parts;
};

/** Most memory that each kind of process below had at once, MB: its own, and of PostgreSQL the largest process, with what it shares. */
export const memoryPeaks = (root) => {
  const peaks = { node: 0, postgres: 0 };
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const of = (name) => status.match(new RegExp(`^${name}:\\s+(\\S+)`, 'm'))?.[1] ?? '';
      const isBackend = of('Name') === 'postgres' && isWithin(pid, root);
      if (pid !== root && !isBackend) continue;
      const part = isBackend ? 'postgres' : 'node';
      peaks[part] = Math.max(peaks[part], Math.round(Number(of('VmHWM')) / 1e3));
    } catch {
      continue; // ended meanwhile
    }
  }
  return peaks;
};

const isWithin = (pid, root) => {
  if (pid <= 1) return false;
  if (pid === root) return true;
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return isWithin(Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]), root);
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
