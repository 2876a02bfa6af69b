// `npm test [faults|published|kurrent|roles] [--full] [jest arguments]`: one throw-away PostgreSQL for the whole run, then Jest; the last line is
// `N passed, N failed, N skipped`. A test whose server could not start is named with the reason: skipped on a developer's
// machine, a failure where CI=true. `kurrent`: the end-to-end tests on the engine for KurrentDB; `roles`: those with separate processes. A run that hangs is ended after
// RAPPORT_TEST_MINUTES (40 where CI=true, else none; .ci/run says less or more for each suite) and has failed, with the files that were running. Where CI=true, up to
// three files that failed run once more, alone.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { offerBroker } from './test-broker.mjs';

const APART = ['faults', 'published'];
const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
// `--full`: the whole number of kills and orders instead of the few that fit into minutes.
const full = args.includes('--full') && args.splice(args.indexOf('--full'), 1).length === 1;
const onKurrent = args[0] === 'kurrent';
if (onKurrent) args[0] = 'e2e';
const ofRoles = args[0] === 'roles';
if (ofRoles) args.splice(0, 1, 'e2e', '--testPathPatterns=e2e/roles');
const suite = [...APART, 'e2e'].includes(args[0]) ? args.shift() : undefined;
// Bare words are patterns of paths. As they stand, Jest would take them for more projects, and run everything.
for (let at = 0; suite && at < args.length && !args[at].startsWith('-'); at += 1) {
  args[at] = `--testPathPatterns=${args[at]}`;
}
const chosen = args.some((arg) => arg.startsWith('--selectProjects') || arg.startsWith('--ignoreProjects'));
const projects = suite ? ['--selectProjects', suite] : chosen ? [] : ['--ignoreProjects', ...APART];
// Most files wait for servers most of their time; what kills servers runs alone. Jest's own choice is one fewer than there are cores.
const workers =
  suite === 'faults' || args.some((arg) => /^(-i|-w|--runInBand|--maxWorkers)/.test(arg))
    ? []
    : [`--maxWorkers=${Math.max(2, availableParallelism() - 1)}`];
const onCi = /^(1|true)$/.test(process.env.CI ?? '');
const limitMinutes = Number(process.env.RAPPORT_TEST_MINUTES ?? (onCi ? 40 : 0));

// A Ctrl-C reaches Jest as well; we stay until it has ended, so that the summary and the clean-up still happen.
process.on('SIGINT', () => undefined);
const scratch = mkdtempSync(join(tmpdir(), 'rapport-npm-test-'));
const database = process.env.RAPPORT_TEST_DATABASE_URL ? undefined : startDatabase();
const server = (await database?.started) ?? { url: process.env.RAPPORT_TEST_DATABASE_URL };
const resultFile = join(scratch, 'result.json');
const broker = offerBroker(join(scratch, 'kafka.sock'));
const environment = {
  ...(server.url ? { RAPPORT_TEST_DATABASE_URL: server.url } : { RAPPORT_TEST_DATABASE_ERROR: server.error }),
  RAPPORT_TEST_RESULT: resultFile,
  RAPPORT_TEST_KAFKA: join(scratch, 'kafka.sock'),
  ...(full ? { RAPPORT_FULL: '1' } : {}),
  ...(onKurrent ? { RAPPORT_TEST_ENGINE: 'kurrent' } : {}),
};
let code = await runJest(environment, [...workers, ...args]);
let result = readResult();
const unsteady = onCi && result ? await again(result) : [];
// A server that does not end is left to its own watch over its parent.
await Promise.race([
  Promise.all([database?.stop(), broker.stop()]),
  new Promise((resolve) => setTimeout(resolve, 30_000)),
]);
report(result);
rmSync(scratch, { recursive: true, force: true });
process.exit();

function startDatabase() {
  const child = spawn(process.execPath, [join(root, 'infra/test-database.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const line = new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const started = Promise.race([
    line.then(JSON.parse),
    ended.then(() => ({ error: 'the test database did not start' })),
  ]);
  return { started, stop: () => (child.stdin.end(), ended) };
}

function runJest(env, what) {
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const reporters = ['--reporters=default', `--reporters=${join(root, 'infra/jest/reporter.cjs')}`];
  // A test that failed may leave a connection open: that must not keep the run from ending.
  const all = [jest, '--forceExit', ...projects, ...reporters, ...what];
  const child = spawn(process.execPath, all, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  const seen = { seconds: 0 };
  const watch = setInterval(() => endWhatHangs(child, seen), 1_000);
  return new Promise((resolve) =>
    child.once('exit', (exit) => {
      clearInterval(watch);
      resolve(exit ?? 1);
    }),
  );
}

function endWhatHangs(child, seen) {
  if (existsSync(resultFile) && ++seen.seconds > 30) return child.kill('SIGKILL');
  if (limitMinutes === 0 || performance.now() < limitMinutes * 60_000) return;
  console.error(`\nEnded after ${limitMinutes} minutes. Running then: ${readText(`${resultFile}.running`)}`);
  child.kill('SIGKILL');
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

// CI's machine is shared: up to three files that failed, or whose server did not start, run once more, alone. What passes then counts as passed
// and is named.
async function again(first) {
  const unwell = [...first.failed, ...first.cannotRun];
  const files = [...new Set(unwell.map(({ name }) => name.split(':')[0]))];
  if (files.length === 0 || files.length > 3 || !files.every((file) => file.endsWith('.spec.ts'))) return [];
  rmSync(resultFile);
  console.error(`\nOnce more, alone: ${files.join(' ')}`);
  const suites = suite ? ['--selectProjects', suite] : [];
  code = await runJest(environment, ['--runInBand', ...suites, '--runTestsByPath', ...files]);
  const { failed, cannotRun } = readResult() ?? first;
  const passed = unwell.filter(({ name }) => ![...failed, ...cannotRun].some((one) => one.name === name));
  result = { ...first, passed: first.passed + passed.length, failed, cannotRun };
  return passed.map(({ name }) => name);
}

function readResult() {
  try {
    return JSON.parse(readText(resultFile));
  } catch {
    return undefined;
  }
}

function report(result) {
  if (!result) {
    console.error('Jest ended without a result.');
    process.exitCode = code || 1;
    return;
  }
  const { passed, failed, cannotRun, pending } = result;
  const broken = failed.length + (onCi ? cannotRun.length : 0);
  const skipped = [...pending, ...(onCi ? [] : cannotRun)];
  if (cannotRun.length + pending.length > 0) console.error('\nNot run:');
  for (const { name, why } of [...cannotRun, ...pending]) console.error(`  ${name}\n    ${why}`);
  if (unsteady.length > 0) console.error(`\nUnsteady (failed in the crowd, passed alone):\n  ${unsteady.join('\n  ')}`);
  const nothing = passed + broken + skipped.length === 0;
  process.exitCode = broken > 0 || nothing || (code !== 0 && cannotRun.length === 0) ? 1 : 0;
  console.error(`\n${passed} passed, ${broken} failed, ${skipped.length} skipped`);
}
