import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine } from './engine';

const root = join(__dirname, '../..');

/** Builds the program unless it is built from these very sources. */
export const build = (): void =>
  void execFileSync(process.execPath, [join(root, 'infra/build.mjs')], { stdio: 'pipe' });

export const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** A run of the built program, as a terminal would run it: in a process group of its own. */
export interface Run {
  readonly child: ChildProcess;
  output(): string;
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** Resolves when it says that it is ready. @throws when it ends before, or after a minute. */
  ready(): Promise<void>;
}

/** A directory of its own for everything that runs in it; found again by the environment of the processes. */
export interface Place {
  readonly dir: string;
  run(args: readonly string[], env?: Record<string, string>): Run;
  /** Process ids that belong to this place: ours, children, PostgreSQL. */
  processes(): number[];
  /** Ends whatever is left and removes the directory. */
  clear(): Promise<void>;
}

const FOREIGN = [
  'KAFKA_BROKERS',
  'DATABASE_URL',
  'EVENT_STORE_URL',
  'RAPPORT_ADMIN_KEY',
  'RAPPORT_MASTER_KEY',
  'RAPPORT_ROLES',
];

const start = (args: readonly string[], env: Record<string, string>, cwd: string): Run => {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.includes(name)));
  const child = spawn(process.execPath, [join(root, 'dist/rapport/main.js'), ...args], {
    cwd,
    env: { ...inherited, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  let end: number | string | undefined;
  const ended = new Promise<number | string>((done) => {
    child.once('close', (code, signal) => done((end = code ?? signal ?? 'unknown')));
  });
  const ready = async (): Promise<void> => {
    for (let waited = 0; !output.includes('Rapport is ready'); waited += 25) {
      if (end !== undefined) throw new Error(`ended with ${end}:\n${output}`);
      if (waited > 60_000) throw new Error(`not ready:\n${output}`);
      await sleep(25);
    }
  };
  return { child, output: () => output, ended, ready };
};

const belongs = (pid: number, dir: string): boolean => {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')[0];
    if (state === 'Z' || state === 'X') return false;
    return ['environ', 'cmdline'].some((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(dir));
  } catch {
    return false;
  }
};

/** Makes a place below the temporary directory, with an event store for all that runs there. */
export const newPlace = async (): Promise<Place> => {
  const engine = await startEngine();
  const store: Record<string, string> = engine.url === null ? {} : { EVENT_STORE_URL: engine.url };
  const dir = mkdtempSync(join(tmpdir(), 'rapport-e2e-'));
  const runs: Run[] = [];
  const processes = (): number[] =>
    existsSync('/proc/self/stat')
      ? readdirSync('/proc')
          .map(Number)
          .filter((pid) => pid > 0 && belongs(pid, dir))
      : [];
  return {
    dir,
    processes,
    run: (args, env = {}) => {
      const run = start(args, { RAPPORT_DATA_DIR: join(dir, 'data'), ...store, ...env }, dir);
      runs.push(run);
      return run;
    },
    clear: async () => {
      for (const { child } of runs) child.kill('SIGTERM');
      for (let waited = 0; processes().length > 0 && waited < 20_000; waited += 100) await sleep(100);
      for (const pid of processes()) process.kill(pid, 'SIGKILL');
      await engine.stop();
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};

/** Waits until something holds. @throws after `withinMs`. */
export const until = async (
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 20_000,
): Promise<void> => {
  for (const end = performance.now() + withinMs; !(await holds()); await sleep(50)) {
    if (performance.now() > end) throw new Error(`${what}: not within ${withinMs} ms`);
  }
};
