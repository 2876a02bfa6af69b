// A throw-away PostgreSQL that lives exactly as long as this process's stdin is open: it ends with its parent, however the
// parent ends. Prints one line of JSON, {"url"} or {"error"}; at its end it
// removes the files named as arguments.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import './typescript.mjs';

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
// A Ctrl-C on the terminal is for the parent: we end when it has ended.
process.on('SIGINT', () => undefined);
const told = new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGHUP', resolve));
const notes = process.argv.slice(2);
const dir = mkdtempSync(join(tmpdir(), 'rapport-test-'));
chmodSync(dir, 0o755);
let server;
process.stdin.resume();
const parentGone = new Promise((resolve) =>
  process.stdin.once('end', resolve).once('error', resolve).once('close', resolve),
);
try {
  const { startEmbedded } = await import('../libs/postgres/src/index.ts');
  server = await startEmbedded({ dataDir: join(dir, 'data'), durable: false });
  say({ url: server.url });
  await Promise.race([parentGone, told, server.ended]);
} catch (error) {
  say({ error: error.message });
  process.exitCode = 1;
} finally {
  await server?.stop();
  for (const path of [dir, ...notes]) rmSync(path, { recursive: true, force: true });
}
process.exit();
