import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { freePort } from './free-port';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { kafkaJars, requireJava } from './jars';

/** A broker in a process of its own, which can be treated badly. */
export interface Broker {
  /** `host:port`. */
  readonly address: string;
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
const START_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 5_000;
const JVM = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true', '-Xms96m', '-Xmx384m'];

const propertiesOf = (dir: string, port: number, controller: number): string =>
  `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${join(dir, 'data')}
auto.create.topics.enable=false
num.partitions=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.cleaner.dedupe.buffer.size=2097152
num.network.threads=2
num.io.threads=4
`;

const LOGGING = `status = warn
appender.c.type = Console
appender.c.name = C
appender.c.layout.type = PatternLayout
appender.c.layout.pattern = [%d] %p %m (%c)%n
rootLogger.level = info
rootLogger.appenderRef.c.ref = C
`;

/**
 * Starts a single-node Kafka (KRaft) from Maven's jars, with its data in `dir`, an empty folder. `root`: the repository.
 * @throws when Java or the jars are missing, or it does not start.
 */
export const startBroker = async (root: string, dir: string): Promise<Broker> => {
  await requireJava();
  const classes = join(await kafkaJars(root), '*');
  mkdirSync(dir, { recursive: true });
  const [port, controller] = [await freePort(), await freePort()];
  const properties = join(dir, 'server.properties');
  const logging = join(dir, 'log4j2.properties');
  writeFileSync(properties, propertiesOf(dir, port, controller));
  writeFileSync(logging, LOGGING);
  const java = [...JVM, `-Dlog4j2.configurationFile=${logging}`, '-cp', classes];
  await promisify(execFile)('java', [
    ...java,
    'kafka.tools.StorageTool',
    'format',
    '-g',
    '-t',
    CLUSTER,
    '-c',
    properties,
  ]);
  let child = await launch([...java, 'kafka.Kafka', properties]);
  return {
    address: `127.0.0.1:${port}`,
    kill: () => end(child, 'SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    start: async () => void (child = await launch([...java, 'kafka.Kafka', properties])),
    stop: async () => {
      child.kill('SIGCONT');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await end(child, 'SIGTERM').finally(() => clearTimeout(late));
    },
  };
};

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
};

/** Starts the process and waits until it says that it is ready. */
const launch = (args: readonly string[]): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    // Ctrl-C in the terminal is for whoever started us.
    const child = spawn('java', args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let tail = '';
    const fail = (why: string): void => {
      clearTimeout(late);
      child.kill('SIGKILL');
      reject(new Error(`the broker ${why}: ${tail.trim().split('\n').slice(-3).join(' | ')}`));
    };
    const late = setTimeout(() => fail(`is not ready after ${START_WITHIN_MS} ms`), START_WITHIN_MS);
    const read = (chunk: Buffer): void => {
      tail = (tail + chunk.toString()).slice(-4_000);
      if (!tail.includes('Kafka Server started')) return;
      clearTimeout(late);
      // Nobody reads on; what it says must not fill the pipe.
      for (const stream of [child.stdout, child.stderr]) stream.off('data', read).resume();
      resolve(child);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`ended (${signal ?? code})`));
  });
