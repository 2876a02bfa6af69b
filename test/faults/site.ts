import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, runCommand } from './command';
import { drain } from './drain';
import { killTree } from './process-tree';
import { freePort, type Product, startProduct } from './product';
import { speak } from './speak';
import { type Sql, sqlOf } from './sql';
import { processesOf, strike, type Victim } from './victims';
import { zoneAtNight } from './zone-at-night';

const ROOT = resolve(__dirname, '../..');

/** An installation that runs. */
export interface Running {
  readonly sql: Sql;
  /** JSON of a route. @throws Error on any status but 2xx, and when nothing answers */
  get(route: string): Promise<any>;
  post(route: string, body: unknown): Promise<any>;
  command(...args: string[]): Command;
  /** Kills; a server that is gone is started again on the same directory, and is ready afterwards. */
  strike(victim: Victim, aimed?: readonly number[]): Promise<number>;
  /** The processes of a victim, to be found before the moment comes. */
  aim(victim: Victim): readonly number[];
  /** Waits until all followers have come to the end of the log, also with what they append themselves; that end. */
  drained(): Promise<number>;
  /** What the server printed since it was started last. */
  said(): string;
  /** In order, so that its directory may be copied. */
  stop(): Promise<void>;
}

/** A directory below which installations are started, copied and killed, one at a time. */
export interface Site {
  readonly dir: string;
  start(name: string): Promise<Running>;
  /** Copies the directory of an installation that was stopped. */
  copy(from: string, to: string): void;
  remove(name: string): void;
  /** Kills whatever runs, removes everything. */
  clear(): void;
}

/** Makes a site; the program is built from the sources first, when it is not. */
export const openSite = async (): Promise<Site> => {
  execFileSync(process.execPath, [join(ROOT, 'infra/build.mjs')], { stdio: 'pipe' });
  const dir = mkdtempSync(join(tmpdir(), 'rapport-faults-'));
  chmodSync(dir, 0o755); // PostgreSQL may run as another user below it
  const port = await freePort();
  const zone = zoneAtNight();
  const commands: Command[] = [];
  let server: Product | undefined;
  const killLeft = (): void => {
    for (const command of commands.splice(0)) if (command.isRunning()) void command.kill();
    if (server) killTree(server.pid);
    server = undefined;
  };
  const start = async (name: string): Promise<Running> => {
    killLeft(); // of a test that failed
    const dataDir = join(dir, name);
    let product = (server = await startProduct(dataDir, port, { RAPPORT_ZONE: zone }));
    const { url } = product;
    const sql = sqlOf(() => product.databaseUrl());
    const gone = (): Promise<void> =>
      product.process.exitCode === null && product.process.signalCode === null
        ? new Promise((done) => product.process.once('exit', () => done()))
        : Promise.resolve();
    return {
      sql,
      get: (route) => speak(url, 'GET', route),
      post: (route, body) => speak(url, 'POST', route, body),
      command: (...args) => {
        const command = runCommand(args, url, dataDir, zone);
        commands.push(command);
        return command;
      },
      aim: (victim) => processesOf(victim, product.pid, dataDir),
      strike: async (victim, aimed = []) => {
        const killed = strike(victim, product.pid, dataDir, aimed);
        if (victim !== 'tree') return killed;
        await gone();
        product = server = await startProduct(dataDir, port, { RAPPORT_ZONE: zone });
        return killed;
      },
      drained: () => drain(url, sql),
      said: () => product.said(),
      stop: async () => {
        await sql.close();
        process.kill(product.pid, 'SIGTERM');
        await gone();
        server = undefined;
      },
    };
  };
  const remove = (name: string): void => rmSync(join(dir, name), { recursive: true, force: true });
  return {
    dir,
    start,
    copy: (from, to) => {
      remove(to);
      execFileSync('cp', ['-a', join(dir, from), join(dir, to)]);
    },
    remove,
    clear: () => {
      killLeft();
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
