import { binariesFor } from './binaries';
import { initialise } from './initialise';
import { layOut } from './layout';
import { endOrphan } from './orphan';
import { own } from './owner';
import { choosePort } from './port';
import { runAs } from './run-as';
import { runServer } from './server';
import { settings } from './settings';

/** Options of `startEmbedded`. */
export interface EmbeddedOptions {
  /** Directory of the server's files; made when missing. */
  readonly dataDir: string;
  /** TCP port on 127.0.0.1; when absent, a free one is chosen and kept for the next start. */
  readonly port?: number;
  /** False only for tests: faster, and lost when the machine (not the process) crashes. */
  readonly durable?: boolean;
  /** Called once the server's process is there and before it takes connections, with its URL: for what can be done meanwhile. */
  readonly onSpawn?: (url: string) => void;
}

/** A running embedded PostgreSQL. */
export interface Embedded {
  /** Connection URL of the superuser; holds the password, so never print it. */
  readonly url: string;
  readonly port: number;
  /** Process id of the postmaster. */
  readonly pid: number;
  /** Log file of the server. */
  readonly log: string;
  /** Resolves with the reason when the server has ended, wanted or not. */
  readonly ended: Promise<string>;
  /** Fast shutdown (open transactions are rolled back); resolves when the process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the real PostgreSQL that npm installed, on this data directory and on 127.0.0.1 only. Works as root (the server
 * then runs as `postgres` or `nobody`), after a kill -9 of everything (a server left behind is ended first), and keeps the
 * server out of the terminal's process group, so that Ctrl-C lets the application drain before `stop`.
 * @throws PortTaken | DataDirInUse | EmbeddedFailed
 */
export const startEmbedded = async (options: EmbeddedOptions): Promise<Embedded> => {
  const { dataDir, port, durable = true, onSpawn } = options;
  const as = runAs();
  const native = binariesFor(as);
  const layout = layOut(dataDir, as);
  const release = own(layout.dataDir, layout.ownerFile);
  try {
    await endOrphan(layout.cluster);
    const chosen = await choosePort(port, layout.portFile);
    const password = await initialise(layout, native, as, durable);
    const at = { native, cluster: layout.cluster, log: layout.log, port: chosen };
    const url = `postgres://postgres:${password}@127.0.0.1:${chosen}/postgres`;
    const server = await runServer(at, settings(durable), as, () => onSpawn?.(url));
    const stop = async (): Promise<void> => {
      await server.stop();
      release();
    };
    return { url, port: chosen, pid: server.pid, log: layout.log, ended: server.ended, stop };
  } catch (error) {
    release();
    throw error;
  }
};
