import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { killTree } from './process-tree';

const ROOT = resolve(__dirname, '../..');
/** A key of the documented form, so that the tests need not read the one that is printed once. */
export const ADMIN_KEY = `rk_faultsfaults_${'f'.repeat(43)}`.replace('faultsfaults', 'faulttests01');

export interface Product {
  readonly url: string;
  readonly pid: number;
  readonly process: ChildProcess;
  /** All that it printed so far. */
  said(): string;
  /** URL of the embedded database, from the data directory of the running instance; written when all parts are up. */
  databaseUrl(): Promise<string>;
  get(route: string): Promise<{ status: number; body: Record<string, unknown> }>;
}

export const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Starts the built product on a data directory as `npm start` does; resolves when it says that it is ready. */
export const startProduct = async (
  dataDir: string,
  port: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Product> => {
  const process_ = spawn(process.execPath, [join(ROOT, 'dist/rapport/main.js'), 'up'], {
    cwd: ROOT,
    env: {
      ...process.env,
      RAPPORT_DATA_DIR: dataDir,
      RAPPORT_PORT: String(port),
      RAPPORT_ADMIN_KEY: ADMIN_KEY,
      RAPPORT_RATE_LIMIT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const stream of [process_.stdout, process_.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const url = `http://127.0.0.1:${port}`;
  const get: Product['get'] = async (route) => {
    const response = await fetch(url + route, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  for (const until = Date.now() + 60_000; ; await new Promise((done) => setTimeout(done, 25))) {
    if (process_.exitCode !== null) throw new Error(`rapport up ended with ${process_.exitCode}:\n${said}`);
    if (await fetch(`${url}/health/ready`).then((response) => response.ok, () => false)) break; // prettier-ignore
    if (Date.now() > until) {
      killTree(process_.pid!);
      throw new Error(`not ready after a minute:\n${said}`);
    }
  }
  const databaseUrl = async (): Promise<string> => {
    for (const until = Date.now() + 30_000; Date.now() < until; await new Promise((done) => setTimeout(done, 50))) {
      const file = readFileSync(join(dataDir, 'instance.json'), 'utf8');
      const { databaseUrl: found } = JSON.parse(file) as { databaseUrl: string };
      if (found) return found;
    }
    throw new Error('the instance has not said where its database is');
  };
  return { url, pid: process_.pid!, process: process_, said: () => said, databaseUrl, get };
};
