import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { killTree } from './process-tree';
import { ADMIN_KEY } from './product';

const ROOT = resolve(__dirname, '../..');

/** A run of the command line. */
export interface Command {
  readonly isRunning: () => boolean;
  /** What it printed, once it has ended: `answer` is its JSON, null when it came to none. */
  readonly ended: Promise<{ readonly answer: any; readonly said: string }>;
  /** With -9. */
  kill(): Promise<void>;
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};

/** Runs `rapport …` against the instance at this URL. */
export const runCommand = (args: readonly string[], url: string, dataDir: string, zone: string): Command => {
  const env = { RAPPORT_URL: url, RAPPORT_DATA_DIR: dataDir, RAPPORT_ADMIN_KEY: ADMIN_KEY, RAPPORT_ZONE: zone };
  const child = spawn(process.execPath, [join(ROOT, 'dist/rapport/main.js'), ...args, '--json'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [printed, said] = ['', ''];
  child.stdout.on('data', (chunk) => (printed += String(chunk)));
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  return {
    isRunning: () => child.exitCode === null && child.signalCode === null,
    ended: ended.then(() => ({ answer: jsonOf(printed), said })),
    kill: async () => {
      killTree(child.pid!);
      await ended;
    },
  };
};
