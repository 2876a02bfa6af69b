// Lets the tests of one run share one Kafka broker, started when the first of them asks: whoever connects to the socket is
// told {"address"} or {"error"} in one line of JSON. The broker ends with this process.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Listens on a socket; `stop` ends the broker, if anybody needed it. */
export const offerBroker = (socket) => {
  let broker;
  const server = createServer((asker) => {
    asker.on('error', () => undefined);
    broker ??= start();
    broker.line.then((line) => asker.end(`${line}\n`));
  });
  server.on('error', () => undefined).listen(socket);
  return {
    stop: async () => {
      server.close();
      broker?.child.stdin.end();
      await broker?.ended;
    },
  };
};

const start = () => {
  const script = fileURLToPath(new URL('test-kafka.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, 'any'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined);
  const ended = new Promise((resolve) => child.once('close', resolve));
  const said = new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  return { child, ended, line: Promise.race([said, ended.then(() => '{"error":"the test broker did not start"}')]) };
};
