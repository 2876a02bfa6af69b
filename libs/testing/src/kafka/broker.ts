import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LOGGING, type Seat, settingsOf } from './broker-settings';
import { freePort } from './free-port';
import { kafkaJars, requireJava } from './jars';
import { JVM, end, launch } from './jvm';

/** A broker in a process of its own, which can be treated badly. */
export interface Broker {
  /** `host:port`. */
  readonly address: string;
  /** Of the controllers' terms that it has seen begin as its own, the last; 0 = it never led the cluster. */
  ledTerm(): number;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Stops it in mid-air, as a long pause of its machine would: connections stay open and nobody answers. */
  freeze(): void;
  thaw(): void;
  /** Starts it again, on the same address and data, after `kill`. */
  start(): Promise<void>;
  /** Ends it for good, in order if it can. */
  stop(): Promise<void>;
}

const CLUSTER = '5L6g3nShT-eMCtK--X86sw';
const STOP_WITHIN_MS = 5_000;
const LEADS = /Becoming the active controller at epoch (\d+)/;

/**
 * Starts a Kafka (KRaft) of so many brokers from Maven's jars, with its data in `dir`. `root`: the repository. When one of them does not
 * start, all of them are tried once more with other ports.
 * @throws when Java or the jars are missing, or one does not start.
 */
export const startBrokers = async (root: string, dir: string, size: number): Promise<readonly Broker[]> => {
  await requireJava();
  const classes = join(await kafkaJars(root), '*');
  return startAll(classes, join(dir, 'first'), size).catch(() => startAll(classes, join(dir, 'second'), size));
};

const startAll = async (classes: string, dir: string, size: number): Promise<readonly Broker[]> => {
  const ports = new Set<number>();
  while (ports.size < 2 * size) ports.add(await freePort());
  const free = [...ports];
  const seats = Array.from({ length: size }, (_, at): Seat => {
    return { node: at + 1, port: free[2 * at]!, controllerPort: free[2 * at + 1]! };
  });
  // All at once: one alone waits for others to lead it.
  const started = await Promise.allSettled(
    seats.map((seat) => startBroker(classes, join(dir, String(seat.node)), seat, seats)),
  );
  const brokers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = started.find((one) => one.status === 'rejected');
  if (!failed) return brokers;
  await Promise.all(brokers.map((broker) => broker.kill()));
  throw failed.reason;
};

const startBroker = async (classes: string, dir: string, seat: Seat, all: readonly Seat[]): Promise<Broker> => {
  mkdirSync(dir, { recursive: true });
  const settings = join(dir, 'server.properties');
  const logging = join(dir, 'log4j2.properties');
  writeFileSync(settings, settingsOf(dir, seat, all));
  writeFileSync(logging, LOGGING);
  const java = [...JVM, `-Dlog4j2.configurationFile=${logging}`, '-cp', classes];
  const format = ['kafka.tools.StorageTool', 'format', '-g', '-t', CLUSTER, '-c', settings];
  await promisify(execFile)('java', [...java, ...format]);
  let led = 0;
  const hears = (line: string): void => void (led = Math.max(led, Number(LEADS.exec(line)?.[1] ?? 0)));
  const run = () => launch([...java, 'kafka.Kafka', settings], hears);
  let child = await run();
  return {
    address: `127.0.0.1:${seat.port}`,
    ledTerm: () => led,
    kill: () => end(child, 'SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    start: async () => void (child = await run()),
    stop: async () => {
      child.kill('SIGCONT');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await end(child, 'SIGTERM').finally(() => clearTimeout(late));
    },
  };
};
