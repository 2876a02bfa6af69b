import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedFailed, PortTaken } from './errors';
import { waitUntil } from './process';
import { type RunAs, serverEnv } from './run-as';

const LOG_LIMIT = 10 * 1024 * 1024;

/** A running postmaster of ours. */
export interface Server {
  readonly pid: number;
  /** Resolves with the reason when the server process has ended, whether or not somebody wanted it. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** Starts the postmaster and waits until it accepts connections, 60 s at most (recovery after a crash included). */
export const runServer = async (
  at: { native: string; cluster: string; log: string; port: number },
  flags: readonly string[],
  as: RunAs,
  onSpawn: () => void,
): Promise<Server> => {
  rotate(at.log);
  const log = openSync(at.log, 'a', 0o600);
  const from = statSync(at.log).size;
  const args = ['-D', at.cluster, '-p', String(at.port), ...flags.flatMap((flag) => ['-c', flag])];
  // Detached = its own process group: a Ctrl-C on the terminal reaches us only, and the server goes last.
  const options = { ...as, env: serverEnv(), cwd: '/', detached: true, stdio: ['ignore', log, log] as const };
  const child = spawn(join(at.native, 'bin/postgres'), args, { ...options, stdio: [...options.stdio] });
  closeSync(log);
  let end: string | undefined;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve((end = error.message)));
    child.once('exit', (code, name) => resolve((end = `PostgreSQL ended (${code ?? name})`)));
  });
  if (child.pid !== undefined) onSpawn();
  const up = await waitUntil(() => end !== undefined || isReady(at.cluster, child.pid), 60_000);
  if (end !== undefined) throw failure(end, at.port, readFileSync(at.log).subarray(from).toString());
  if (!up) {
    child.kill('SIGQUIT');
    throw new EmbeddedFailed('PostgreSQL was not ready after 60 s', readFileSync(at.log).subarray(from).toString());
  }
  return supervised(child, ended, () => end !== undefined);
};

const supervised = (child: ChildProcess, ended: Promise<string>, gone: () => boolean): Server => {
  child.unref();
  const onExit = (): void => void child.kill('SIGINT');
  process.once('exit', onExit);
  void ended.then(() => process.off('exit', onExit));
  const stop = async (): Promise<void> => {
    // Fast shutdown; if it hangs, immediate shutdown (recovery at the next start); then the kernel's way.
    for (const [name, ms] of [
      ['SIGINT', 30_000],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 5_000],
    ] as const) {
      if (gone()) return;
      child.kill(name);
      if (await waitUntil(gone, ms)) return;
    }
  };
  return { pid: child.pid!, ended, stop };
};

/** Line 1 of postmaster.pid is the pid, line 8 the status: an orphan's server cannot answer for ours. */
const isReady = (cluster: string, pid: number | undefined): boolean => {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
};

const failure = (end: string, port: number, log: string): Error =>
  /could not bind|Address already in use/.test(log)
    ? new PortTaken(port)
    : new EmbeddedFailed(end, log.trimEnd().split('\n').slice(-15).join('\n'));

const rotate = (log: string): void => {
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) renameSync(log, `${log}.1`);
};
