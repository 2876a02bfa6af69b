import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The event store of one installation. */
export interface Engine {
  /** For EVENT_STORE_URL; null: the installation's PostgreSQL. */
  readonly url: string | null;
  stop(): Promise<void>;
}

/** Whether end-to-end tests run on the engine for KurrentDB (`npm run test:kurrent`). */
export const ON_KURRENT = process.env['RAPPORT_TEST_ENGINE'] === 'kurrent';

/** The table in which the engine under test keeps fingerprints. */
export const EVENTS_TABLE = ON_KURRENT ? 'rapport_kurrent.event' : 'rapport_store.events';

const root = join(__dirname, '../..');
const inPostgres: Engine = { url: null, stop: async () => undefined };

/** A part of its own of the KurrentDB that EVENT_STORE_URL names. */
const onServer = (server: string): Engine => {
  const namespace = `e2e-${randomBytes(6).toString('hex')}`;
  return { ...inPostgres, url: `${server}${server.includes('?') ? '&' : '?'}namespace=${namespace}` };
};

const onDouble = async (): Promise<Engine> => {
  const args = ['--import', './infra/typescript.mjs', 'infra/kurrent-double.mjs'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const line = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout }).once('line', done);
    child.once('exit', (code) => fail(new Error(`the double of KurrentDB ended (${code})`)));
  });
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    stop: () => {
      child.stdin.end();
      return ended;
    },
  };
};

/**
 * Starts an event store that nobody else has: none but the installation's PostgreSQL, or when
 * asked for, as with RAPPORT_TEST_ENGINE=kurrent, a stand-in for KurrentDB in a process of its own (or a namespace of a real one, where EVENT_STORE_URL names it).
 */
export const startEngine = async (onKurrent = ON_KURRENT): Promise<Engine> => {
  if (!onKurrent) return inPostgres;
  const server = process.env['EVENT_STORE_URL'] ?? '';
  return /^(esdb|kurrentdb)/.test(server) ? onServer(server) : onDouble();
};
