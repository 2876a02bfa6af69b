// A throw-away Kafka broker that lives exactly as long as this process's stdin is open: it ends with its parent, however the
// parent ends. Prints one line of JSON, {"address"} or {"error"}. Then each line of its stdin is something to do to the broker
// (kill, freeze, thaw, start), answered by {"did"} or {"error"}. `own`: a broker that can be treated badly, so never a container.
// At its end it removes the files named as further arguments.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import './typescript.mjs';

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const root = fileURLToPath(new URL('..', import.meta.url));
// A Ctrl-C on the terminal is for the parent: we end when it has ended.
process.on('SIGINT', () => undefined);
process.stdout.on('error', () => undefined);
const told = new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGHUP', resolve));
const [kind, ...notes] = process.argv.slice(2);
const dir = mkdtempSync(join(tmpdir(), 'rapport-test-kafka-'));
const lines = createInterface({ input: process.stdin });
const parentGone = new Promise((resolve) => {
  lines.once('close', resolve);
  process.stdin.once('error', resolve);
});
let broker;
let doing = Promise.resolve();
const perform = async (what) => {
  try {
    await broker[what]();
    say({ did: what });
  } catch (error) {
    say({ error: error.message });
  }
};
try {
  const { startBroker } = await import('../libs/testing/src/kafka/broker.ts');
  const { startContainer } = await import('../libs/testing/src/kafka/container.ts');
  broker = (kind === 'own' ? null : await startContainer()) ?? (await startBroker(root, join(dir, 'broker')));
  lines.on('line', (what) => (doing = doing.then(() => perform(what))));
  say({ address: broker.address });
  await Promise.race([parentGone, told]);
  await doing;
} catch (error) {
  say({ error: error.message });
  process.exitCode = 1;
} finally {
  await broker?.stop();
  for (const path of [dir, ...notes]) rmSync(path, { recursive: true, force: true });
}
process.exit();
