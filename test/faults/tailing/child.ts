import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(__dirname, '../../..');

/** A process of the test that may be killed at any moment. */
export interface Child {
  /** Lines it has printed. */
  readonly lines: () => number;
  /** Why it ended, when nobody wanted that. */
  readonly failure: () => string | undefined;
  /** With -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to end in order. */
  stop(): Promise<void>;
}

/** Runs a script of this folder. It ends by itself when we are gone, since its input ends then. */
export const startChild = (
  script: string,
  args: readonly (string | number)[],
  onLine: (line: string) => void,
): Child => {
  const file = join(ROOT, 'test/faults/tailing', script);
  const child = spawn(process.execPath, [file, ...args.map(String)], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [lines, said, wanted] = [0, '', false];
  let failure: string | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines += 1;
    onLine(line);
  });
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  // Nobody is there any more to be told.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((done) =>
    child.once('close', (code, signal) => {
      if (!wanted || (signal === null && code !== 0))
        failure = `${script} ${args.slice(1).join(' ')} ended (${code ?? signal}): ${said}`;
      done();
    }),
  );
  return {
    lines: () => lines,
    failure: () => failure,
    kill: async () => {
      wanted = true;
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      wanted = true;
      child.stdin.write('stop\n');
      await ended;
    },
  };
};
