import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { portState } from '../up/port';
import { runningInstance } from '../up/instance';
import { type Finding, type Look, fail, ok, reasonOf, warn } from './finding';

const NODE_WANTED = [20, 19] as const;

/** Node ≥ 20.19. */
export const node: Look = async () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > NODE_WANTED[0] || (major === NODE_WANTED[0] && minor >= NODE_WANTED[1]);
  return [
    enough
      ? ok('node', process.versions.node)
      : fail('node', `${process.versions.node} is too old`, `install Node ${NODE_WANTED.join('.')} or newer`),
  ];
};

/** The nearest directory that exists, from the data directory upwards. */
const existing = (path: string): string =>
  existsSync(path) || path === dirname(path) ? path : existing(dirname(path));

/** May we write there, and can others read the keys? */
export const dataDir: Look = async ({ config }) => {
  const at = existing(config.dataDir);
  try {
    accessSync(at, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const fix = `give this user the right to write to ${at}, or set RAPPORT_DATA_DIR`;
    return [fail('data directory', `${at} cannot be written (${reasonOf(error)})`, fix)];
  }
  const open = ['master.key', 'admin.key']
    .map((name) => join(config.dataDir, name))
    .filter(
      (file) => process.platform !== 'win32' && ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0,
    );
  if (open.length > 0) {
    return [fail('data directory', `other users can read ${open.join(', ')}`, `chmod 600 ${open.join(' ')}`)];
  }
  return [ok('data directory', at === config.dataDir ? at : `${config.dataDir} (not there yet, can be made)`)];
};

const MIB = 2 ** 20;
const ROOM_NEEDED_MIB = 256;
const ROOM_WANTED_MIB = 2_048;

/** A full disk stops PostgreSQL. */
export const disk: Look = async ({ config }) => {
  const { bavail, bsize } = statfsSync(existing(config.dataDir));
  const free = Math.floor((bavail * bsize) / MIB);
  const detail = `${free} MiB free`;
  const fix = 'make room, or set RAPPORT_DATA_DIR to a larger disk';
  if (free < ROOM_NEEDED_MIB) return [fail('disk', detail, fix)];
  return [free < ROOM_WANTED_MIB ? warn('disk', detail, fix) : ok('disk', detail)];
};

/** Free, or ours. */
export const port: Look = async ({ config }) => {
  const running = runningInstance(config.dataDir);
  if (running) return [ok('port', `in use by Rapport, process ${running.pid}`)];
  const state = await portState(config.port, config.host).catch((error: unknown) => reasonOf(error));
  const finding: Record<string, Finding> = {
    free: ok('port', `${config.port} is free`),
    taken: fail('port', `${config.port} is taken by another program`, `set RAPPORT_PORT, or stop that program`),
    denied: fail('port', `${config.port} needs more rights`, 'set RAPPORT_PORT to 1024 or more'),
  };
  return [finding[state] ?? fail('port', state, 'check RAPPORT_HOST and RAPPORT_PORT')];
};
