import { type ChildProcess, fork } from 'node:child_process';
import { say } from '../terminal';

/** Names the role of a child process; set by the supervisor only. */
export const CHILD_ENV = 'RAPPORT_CHILD';

/** What a child tells its supervisor, `ready`, and what it is told: that it may begin, and that it is to stop. */
export type ChildMessage = 'ready' | 'begin' | 'stop';

/** A child that is kept alive until it is told to stop. */
export interface Kept {
  /** Resolves when the child has said for the first time that it is ready. */
  readonly ready: Promise<void>;
  /** Process id of the present child, for logs and tests. */
  pid(): number | undefined;
  /** Tells it to finish; resolves when it has ended. Killed after `patienceMs`. */
  stop(patienceMs: number): Promise<void>;
  kill(): void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** A child that has run this long was well: its next crash is a first one. */
const WELL_AFTER_MS = 60_000;

/** The pause before the n-th restart in a row, from 1: 250 ms, doubling, at most 30 s. */
export const pauseMs = (crashes: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(crashes - 1, 16));

/** Forks a role of this program. In a session of its own: Ctrl-C in the terminal must reach the supervisor only. */
export const forkRole = (role: string, env: NodeJS.ProcessEnv): ChildProcess =>
  fork(process.argv[1]!, [], {
    env: { ...env, [CHILD_ENV]: role },
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });

/** Starts a child and starts it again, with growing pauses, whenever it ends by itself. It is told to begin once `begin` is there. */
export const keepAlive = (
  name: string,
  start: () => ChildProcess,
  begin: Promise<unknown> = Promise.resolve(),
): Kept => {
  let child: ChildProcess | undefined;
  let stopping = false;
  let crashes = 0;
  let timer: NodeJS.Timeout | undefined;
  let announce: () => void = () => undefined;
  const ready = new Promise<void>((done) => (announce = done));
  const launch = (): void => {
    const began = performance.now();
    const current = (child = start());
    void begin.then(() => tell(current, 'begin'));
    current.on('message', (message) => message === 'ready' && announce());
    current.on('error', (error) => say(`${name}: ${error.message}`));
    current.once('exit', (code, signal) => {
      if (child === current) child = undefined;
      if (stopping) return;
      crashes = performance.now() - began > WELL_AFTER_MS ? 1 : crashes + 1;
      say(`${name} ended (${signal ?? `code ${code}`}); starting it again in ${pauseMs(crashes)} ms`);
      timer = setTimeout(launch, pauseMs(crashes));
    });
  };
  launch();
  return {
    ready,
    pid: () => child?.pid,
    kill: () => void child?.kill('SIGKILL'),
    stop: async (patienceMs) => {
      stopping = true;
      clearTimeout(timer);
      if (child) await finish(child, name, patienceMs);
    },
  };
};

/** One that has gone meanwhile hears nothing; that it has gone is noticed elsewhere. */
const tell = (child: ChildProcess, message: ChildMessage): void => {
  if (child.connected) child.send(message, () => undefined);
};

const finish = async (child: ChildProcess, name: string, patienceMs: number): Promise<void> => {
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const impatient = setTimeout(() => {
    say(
      `${name} did not finish within ${patienceMs} ms; ending it. What it had not committed is done again next time.`,
    );
    child.kill('SIGKILL');
  }, patienceMs);
  if (child.connected) tell(child, 'stop');
  else child.kill('SIGTERM');
  await ended;
  clearTimeout(impatient);
};
