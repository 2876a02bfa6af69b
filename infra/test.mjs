// `npm test [faults|published|kurrent] [--full] [jest arguments]`: one throw-away PostgreSQL for the whole run, then Jest; the last line is
// `N passed, N failed, N skipped`. A test whose server could not start is named with the reason: skipped on a developer's
// machine, a failure where CI=true. `kurrent`: the end-to-end tests on the engine for KurrentDB.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const APART = ['faults', 'published'];
const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
// `--full`: the whole number of kills and orders instead of the few that fit into minutes.
const full = args.includes('--full') && args.splice(args.indexOf('--full'), 1).length === 1;
const onKurrent = args[0] === 'kurrent';
if (onKurrent) args[0] = 'e2e';
const suite = [...APART, 'e2e'].includes(args[0]) ? args.shift() : undefined;
const chosen = args.some((arg) => arg.startsWith('--selectProjects') || arg.startsWith('--ignoreProjects'));
const projects = suite ? ['--selectProjects', suite] : chosen ? [] : ['--ignoreProjects', ...APART];
const onCi = /^(1|true)$/.test(process.env.CI ?? '');

// A Ctrl-C reaches Jest as well; we stay until it has ended, so that the summary and the clean-up still happen.
process.on('SIGINT', () => undefined);
const scratch = mkdtempSync(join(tmpdir(), 'rapport-npm-test-'));
const database = process.env.RAPPORT_TEST_DATABASE_URL ? undefined : startDatabase();
const server = (await database?.started) ?? { url: process.env.RAPPORT_TEST_DATABASE_URL };
const resultFile = join(scratch, 'result.json');
const code = await runJest({
  ...(server.url ? { RAPPORT_TEST_DATABASE_URL: server.url } : { RAPPORT_TEST_DATABASE_ERROR: server.error }),
  RAPPORT_TEST_RESULT: resultFile,
  ...(full ? { RAPPORT_FULL: '1' } : {}),
  ...(onKurrent ? { RAPPORT_TEST_ENGINE: 'kurrent' } : {}),
});
await database?.stop();
report(readResult());
rmSync(scratch, { recursive: true, force: true });

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

function runJest(env) {
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const reporters = ['--reporters=default', `--reporters=${join(root, 'infra/test-reporter.cjs')}`];
  const all = [jest, ...projects, ...reporters, ...args];
  const child = spawn(process.execPath, all, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  return new Promise((resolve) => child.once('close', (exit) => resolve(exit ?? 1)));
}

function readResult() {
  try {
    return JSON.parse(readFileSync(resultFile, 'utf8'));
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
  const nothing = passed + broken + skipped.length === 0;
  process.exitCode = broken > 0 || nothing || (code !== 0 && cannotRun.length === 0) ? 1 : 0;
  console.error(`\n${passed} passed, ${broken} failed, ${skipped.length} skipped`);
}
