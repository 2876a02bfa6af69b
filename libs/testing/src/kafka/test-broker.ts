import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotRun } from '../cannot-run';
import { letGo, startKeeper } from './keeper';

/**
 * Addresses of the Kafka brokers for tests: those of KAFKA_BROKERS, else the one that `npm test` starts when the first test asks
 * for it (in a container where there is an engine, else from Maven's jars with Java), else one that this worker process starts and
 * that ends with it.
 * @throws CannotRun when there is none and none can be had.
 */
export const testBrokers = async (): Promise<readonly string[]> => {
  const given = process.env['KAFKA_BROKERS'];
  if (given) return given.split(',').map((broker) => broker.trim());
  const socket = process.env['RAPPORT_TEST_KAFKA'];
  if (socket) return [await askFor(socket)];
  // Jest gives each spec file a fresh module registry, so the worker's broker is found by a file.
  const note = join(tmpdir(), `rapport-test-broker-${process.pid}`);
  if (existsSync(note)) {
    const address = readFileSync(note, 'utf8');
    if (await accepts(address)) return [address];
  }
  const keeper = await startKeeper(['any', note]);
  letGo(keeper);
  writeFileSync(note, keeper.address);
  return [keeper.address];
};

const askFor = async (socket: string): Promise<string> => {
  const text = await new Promise<string>((resolve, reject) => {
    let said = '';
    createConnection(socket)
      .setEncoding('utf8')
      .on('data', (chunk: string) => (said += chunk))
      .on('end', () => resolve(said))
      .on('error', reject);
  });
  const { address, error } = JSON.parse(text) as { address?: string; error?: string };
  if (address === undefined) throw new CannotRun(`no Kafka: ${error}`);
  return address;
};

const accepts = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const [host, port] = address.split(':');
    const socket = createConnection({ host: host!, port: Number(port) });
    const say = (does: boolean): void => (socket.destroy(), resolve(does));
    socket.once('connect', () => say(true)).once('error', () => say(false));
  });
