// A throw-away Kafka that lives exactly as long as this process's stdin is open: it ends with its parent, however the
// parent ends. Prints one line of JSON, {"address"} or {"error"}. Then each line of its stdin is something to do to a broker
// ("kill 1", freeze, thaw, start; the number is its place among the addresses) or to ask ("leader": which one leads the cluster),
// answered by {"did", "leader"?} or {"error"}. `own`: three that keep three copies and can be treated badly, so
// never containers. At its end it removes the files named as further arguments.
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
let kafka;
let doing = Promise.resolve();
const perform = async (line) => {
  const [what, nth] = line.split(' ');
  try {
    if (what === 'leader') return say({ did: what, leader: leaderOf(kafka.brokers) });
    await kafka.brokers[Number(nth) - 1][what]();
    say({ did: what });
  } catch (error) {
    say({ error: error.message });
  }
};
const leaderOf = (brokers) => {
  const terms = brokers.map((broker) => broker.ledTerm());
  return terms.indexOf(Math.max(...terms)) + 1;
};
const startOwn = async (size) => {
  const { startBrokers } = await import('../libs/testing/src/kafka/broker.ts');
  const brokers = await startBrokers(root, dir, size);
  const stop = () => Promise.all(brokers.map((broker) => broker.stop()));
  return { brokers, address: brokers.map(({ address }) => address).join(','), stop };
};
try {
  const { startContainer } = await import('../libs/testing/src/kafka/container.ts');
  kafka = (kind === 'any' ? await startContainer() : null) ?? (await startOwn(kind === 'own' ? 3 : 1));
  lines.on('line', (line) => (doing = doing.then(() => perform(line))));
  say({ address: kafka.address });
  await Promise.race([parentGone, told]);
  await doing;
} catch (error) {
  say({ error: error.message });
  process.exitCode = 1;
} finally {
  await kafka?.stop();
  for (const path of [dir, ...notes]) rmSync(path, { recursive: true, force: true });
}
process.exit();
