import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Small: several share a machine with what is tested. */
export const JVM = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true', '-Xms96m', '-Xmx384m'];

const START_WITHIN_MS = 60_000;
const READY = 'Kafka Server started';

/** Starts a broker's process and waits until it says that it is ready; `hears` is told of each line. */
export const launch = (args: readonly string[], hears: (line: string) => void): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    // Ctrl-C in the terminal is for whoever started us.
    const child = spawn('java', args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const last: string[] = [];
    const fail = (why: string): void => {
      clearTimeout(late);
      child.kill('SIGKILL');
      reject(new Error(`the broker ${why}: ${last.join(' | ')}`));
    };
    const late = setTimeout(() => fail(`is not ready after ${START_WITHIN_MS} ms`), START_WITHIN_MS);
    // Read for as long as it lives: what it says must not fill the pipe.
    for (const input of [child.stdout, child.stderr])
      createInterface({ input }).on('line', (line) => {
        hears(line);
        last.push(line.slice(0, 1_000));
        if (last.length > 3) last.shift();
        if (!line.includes(READY)) return;
        clearTimeout(late);
        resolve(child);
      });
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`ended (${signal ?? code})`));
  });

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** Sends a signal and waits for the end, if it has not ended before. */
export const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
};
