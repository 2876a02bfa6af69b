import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { killTree } from '../faults/process-tree';
import { ADMIN_KEY, freePort, type Product, startProduct } from '../faults/product';
import { mappingOf, published } from './published-data';

const ROOT = resolve(__dirname, '../..');

/** The built product on a directory of its own, used as a user does: command line and HTTP. */
export interface Installation {
  /** Imports a file; the report that the command printed, and its exit code. */
  import(file: string, mapping: string, ...more: string[]): Promise<{ code: number; report: any }>;
  /** JSON of a route. @throws Error on any status but 2xx */
  get(route: string): Promise<any>;
  send(method: string, route: string, body: unknown): Promise<any>;
  /** All pages of a list, by the member that holds it. */
  all(route: string, member: string): Promise<any[]>;
  /** All events of some types, as the log has them. */
  events(types: readonly string[]): Promise<any[]>;
  /** Waits until every view has seen all events. */
  drained(): Promise<void>;
  stop(): void;
}

interface Progress {
  readonly projection: string;
  readonly lag: number;
  readonly position: string;
}

const build = (): void => void execFileSync(process.execPath, [join(ROOT, 'infra/build.mjs')], { stdio: 'inherit' });

const runCommand = (args: readonly string[], env: NodeJS.ProcessEnv) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
    const command = [join(ROOT, 'dist/rapport/main.js'), ...args];
    execFile(process.execPath, command, { env, maxBuffer: 256 << 20 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });

const speak = async (product: Product, method: string, route: string, body?: unknown): Promise<any> => {
  const response = await fetch(product.url + route, {
    method,
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text.slice(0, 500)}`);
  return text === '' ? null : JSON.parse(text);
};

const with_ = (route: string, name: string, value: string): string =>
  `${route}${route.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`;

/** Starts an installation; `env` may set zone and currency. */
export const startInstallation = async (env: Readonly<Record<string, string>> = {}): Promise<Installation> => {
  build();
  const dir = mkdtempSync(join(tmpdir(), 'rapport-published-'));
  const product = await startProduct(join(dir, 'data'), await freePort(), env);
  const own = { ...process.env, RAPPORT_URL: product.url, RAPPORT_DATA_DIR: join(dir, 'data'), RAPPORT_ADMIN_KEY: ADMIN_KEY, ...env }; // prettier-ignore
  const get = (route: string): Promise<any> => speak(product, 'GET', route);
  return {
    get,
    send: (method, route, body) => speak(product, method, route, body),
    import: async (file, mapping, ...more) => {
      const { code, stdout, stderr } = await runCommand(['import', published(file), '--map', mappingOf(mapping), '--json', ...more], own); // prettier-ignore
      if (stdout === '') throw new Error(`rapport import ended with ${code}: ${stderr}`);
      return { code, report: JSON.parse(stdout) as unknown };
    },
    all: async (route, member) => {
      const all: unknown[] = [];
      for (let page = await get(route); ; page = await get(with_(route, 'cursor', page.next))) {
        all.push(...(page[member] as unknown[]));
        if (page.next === null) return all;
      }
    },
    events: async (types) => {
      const route = `/v1/events?limit=5000&type=${types.join(',')}`;
      const all: unknown[] = [];
      for (let page = await get(route); ; page = await get(with_(route, 'after', page.next))) {
        all.push(...page.events);
        if (page.atEnd) return all;
      }
    },
    drained: async () => {
      for (const until = Date.now() + 300_000; ; await pause(200)) {
        // The end of the log as the store knows it now: what the views last saw of it may be a second old.
        const { head } = await get('/v1/events?limit=1');
        const { projections } = await get('/v1/projections');
        const isThere = ({ projection, lag, position }: Progress): boolean =>
          Number(lag) === 0 && (projection === 'clock' || position >= head);
        if (projections.length > 0 && projections.every(isThere)) return;
        if (Date.now() > until) throw new Error(`the views do not catch up: ${JSON.stringify(projections)}`);
      }
    },
    stop: () => {
      killTree(product.pid);
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
