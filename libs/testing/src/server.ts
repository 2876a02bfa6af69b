import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { CannotRun } from './cannot-run';

/**
 * URL of the PostgreSQL server for tests: the one that `npm test` started, else a throw-away one that this worker process
 * starts at first need and that ends with it.
 */
export const testServer = async (): Promise<string> => {
  const given = process.env['RAPPORT_TEST_DATABASE_URL'];
  if (given) return given;
  const failed = process.env['RAPPORT_TEST_DATABASE_ERROR'];
  if (failed) throw new CannotRun(`no PostgreSQL: ${failed}`);
  // Jest gives each spec file a fresh module registry and a fresh process.env, so the worker's server is found by a file.
  const note = join(tmpdir(), `rapport-test-server-${process.pid}`);
  if (existsSync(note)) {
    const url = readFileSync(note, 'utf8');
    if (await accepts(url)) return url;
    rmSync(note, { force: true });
  }
  const url = await startKeeper(note);
  writeFileSync(note, url, { mode: 0o600 });
  return url;
};

const accepts = async (url: string): Promise<boolean> => {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
};

const startKeeper = async (note: string): Promise<string> => {
  const script = resolve(__dirname, '../../../infra/test-database.mjs');
  const child = spawn(process.execPath, [script, note], { stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout }).once('line', done);
    child.once('exit', (code) => fail(new Error(`the test database ended (${code})`)));
    child.once('error', fail);
  });
  const said = JSON.parse(line) as { url?: string; error?: string };
  if (said.url === undefined) throw new CannotRun(`no PostgreSQL: ${said.error}`);
  // Its stdin stays open until this process ends, in whatever way; nothing here keeps the process alive.
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) (pipe as unknown as { unref(): void }).unref();
  return said.url;
};
