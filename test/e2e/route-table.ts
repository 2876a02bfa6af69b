import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(__dirname, '../..');

/** A row of docs/reference/http.md. */
export interface Row {
  readonly method: string;
  /** With an id in place of each parameter. */
  readonly path: string;
  readonly owner: string;
  readonly roles: readonly string[];
}

const SOME_ID = '00000000-0000-4000-8000-000000000000';

/** The table of routes as it is published. */
export const routeRows = (): readonly Row[] =>
  readFileSync(join(root, 'docs/reference/http.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, route = '', , owner = '', roles = ''] = line.split('|').map((cell) => cell.trim());
      const [, method, path] = /^`([A-Z]+) (\/.*)`$/.exec(route) ?? [];
      if (!method || !path) return [];
      return [{ method, path: path.replaceAll(/\{\w+\}/g, SOME_ID), owner, roles: roles.split(', ') }];
    });

/** The one address before all roles. */
export interface RouteTable {
  readonly url: string;
  readonly routes: number;
  readonly process: ChildProcess;
}

/** Starts infra/routes.mjs as a process of its own on a free port. */
export const startRouteTable = async (urls: ReadonlyMap<string, string>): Promise<RouteTable> => {
  const where = [...urls].map(([role, url]) => [`RAPPORT_${role.toUpperCase()}_URL`, url]);
  const child = spawn(process.execPath, [join(root, 'infra/routes.mjs'), '0'], {
    env: { ...process.env, ...Object.fromEntries(where) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout }).once('line', done);
    child.once('exit', (code) => fail(new Error(`the route table ended (${code})`)));
  });
  return { ...(JSON.parse(line) as { url: string; routes: number }), process: child };
};
