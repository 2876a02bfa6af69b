// Starts Rapport as the README says, runs the README's own examples against it, stops it with Ctrl-C, starts it again.
// Own data directory and port, so that an instance which is in use is not touched.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'rapport-smoke-'));
const FIRST_START_MS = 60_000;
const RESTART_MS = Number(process.env.SMOKE_RESTART_MS ?? 5_000);
const STOP_MS = 30_000;

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const env = { ...process.env, RAPPORT_PORT: String(port), RAPPORT_DATA_DIR: join(scratch, 'data') };
for (const name of ['DATABASE_URL', 'RAPPORT_ADMIN_KEY', 'RAPPORT_ROLES', 'EVENT_STORE_URL', 'KAFKA_BROKERS'])
  delete env[name];

/** The shell examples of the README that follow this mark, as one script; a failing request fails it. */
const examples = () => {
  const [, marked = ''] = readFileSync(join(root, 'README.md'), 'utf8').split('<!-- infra/smoke.mjs runs these -->');
  const blocks = [...marked.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  if (blocks.length === 0) throw new Error('README.md has no examples to run');
  return `set -euo pipefail\ncurl() { command curl --fail-with-body --max-time 20 "$@"; echo; }\n${blocks.join('\n')}`;
};

/** The instance that runs now, also when it is not ready yet. */
let running;

/** `npm start` in a process group of its own, as a terminal would have it. */
const start = async (within) => {
  const began = performance.now();
  const child = spawn('npm', ['start', '--silent'], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise((done) => child.once('exit', (code, signal) => done(code ?? signal)));
  running = { child, ended };
  let end;
  void ended.then((code) => (end = code));
  while (!/Rapport is ready/.test(output)) {
    if (end !== undefined) throw new Error(`npm start ended (${end}):\n${output}`);
    if (performance.now() - began > FIRST_START_MS * 3) throw new Error(`npm start is not ready:\n${output}`);
    await sleep(20);
  }
  const took = Math.round(performance.now() - began);
  if (took > within) throw new Error(`ready after ${took} ms, allowed are ${within} ms:\n${output}`);
  return { child, ended, took, output: () => output };
};

/** Ctrl-C: the whole foreground group gets the signal; npm then ends by it. Nothing may be left, and all ended in order. */
const stop = async ({ child, ended, output }) => {
  process.kill(-child.pid, 'SIGINT');
  const code = await Promise.race([ended, sleep(STOP_MS, 'timeout', { ref: false })]);
  if (![0, 130, 'SIGINT'].includes(code)) throw new Error(`Ctrl-C: npm start ended with ${code}:\n${output()}`);
  for (let waited = 0; leftOver().length > 0 && waited < STOP_MS; waited += 50) await sleep(50);
  running = undefined;
  const left = leftOver();
  if (left.length > 0) throw new Error(`left running after Ctrl-C: ${left.join('; ')}`);
  if (existsSync(join(scratch, 'data/instance.json'))) throw new Error(`it did not end in order:\n${output()}`);
};

/** Command lines of processes that still work in our scratch directory. */
const leftOver = () => {
  let pids = [];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return pids.flatMap((pid) => {
    try {
      const mine = readFileSync(`/proc/${pid}/environ`, 'utf8') + readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      const self = Number(pid) === process.pid;
      return mine.includes(scratch) && !self
        ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')]
        : [];
    } catch {
      return [];
    }
  });
};

const check = (what, good, detail) => {
  if (!good) throw new Error(`${what}:\n${detail}`);
  process.stderr.write(`ok  ${what}\n`);
};

try {
  const first = await start(FIRST_START_MS);
  check(`ready after ${first.took} ms, build included when there was none`, true);
  const key = /rk_[0-9a-z]{12}_[\w-]{43}/.exec(first.output())?.[0];
  check('an admin key is printed', key !== undefined, first.output());
  const shell = spawnSync('bash', ['-c', examples()], { env: { ...env, RAPPORT: url, KEY: key }, encoding: 'utf8' });
  check('the examples of the README run', shell.status === 0, `${shell.stdout}${shell.stderr}`);
  check('an interaction is accepted', /"status":\s*"(accepted|duplicate)"/.test(shell.stdout), shell.stdout);
  check('and seen in the view', shell.stdout.includes('129.90'), shell.stdout);
  await stop(first);
  check('Ctrl-C ends everything', true);
  const again = await start(RESTART_MS);
  check(`restarted in ${again.took} ms`, true);
  await stop(again);
} catch (error) {
  process.stderr.write(`FAILED  ${error.message}\n`);
  process.exitCode = 1;
} finally {
  try {
    if (running) process.kill(-running.child.pid, 'SIGTERM');
    if (running) await Promise.race([running.ended, sleep(10_000, undefined, { ref: false })]);
  } catch {
    // It has gone already.
  }
  rmSync(scratch, { recursive: true, force: true });
}
