import { randomBytes } from 'node:crypto';
import type { Kafka, RetryOptions } from 'kafkajs';
import { startKeeper } from './keeper';
import { testBrokers } from './test-broker';

/** A real Kafka for one spec, which it shares with other specs: what it makes there has names of its own. */
export interface TestKafka {
  readonly brokers: readonly string[];
  /** A client that says nothing and gives up after half a minute. */
  readonly client: Kafka;
  /** A name that nobody else has, for topics and groups: `name('intake')` → `intake-3f9c2a`. */
  name(hint: string): string;
}

/** Three brokers of one spec's own, to be treated badly; which one is said by its place in `brokers`, from 1 on. */
export interface OwnKafka extends TestKafka {
  /** Ends one as a power cut would; `start` brings it back with its data, on the same address. */
  kill(nth: number): Promise<void>;
  /** It answers nobody until `thaw`; connections stay open. */
  freeze(nth: number): Promise<void>;
  thaw(nth: number): Promise<void>;
  start(nth: number): Promise<void>;
  /** The one whose controller leads the cluster. */
  leader(): Promise<number>;
  /** Ends them for good; call it in afterAll. */
  stop(): Promise<void>;
}

/** A fresh broker on a busy machine takes its time to let the first group in. */
const RETRY: RetryOptions = { initialRetryTime: 50, maxRetryTime: 1_000, retries: 30 };

const clientOf = async (brokers: readonly string[]): Promise<TestKafka> => {
  // Loaded at need: most specs want something else of this library.
  const { Kafka, logLevel } = await import('kafkajs');
  return {
    brokers,
    client: new Kafka({ clientId: 'spec', brokers: [...brokers], logLevel: logLevel.NOTHING, retry: RETRY }),
    name: (hint) => `${hint}-${randomBytes(4).toString('hex')}`,
  };
};

/**
 * A real Kafka for tests; the first call in a run starts it (some 10 s, so call it in beforeAll with a timeout of 120 s).
 *
 *     let kafka: TestKafka;
 *     beforeAll(async () => void (kafka = await kafkaForTests()), 120_000);
 *     it('…', async () => {
 *       const topic = kafka.name('intake'); // topics are never made by themselves: create them with kafka.client.admin()
 *     });
 *
 * Processes find it by `KAFKA_BROKERS: kafka.brokers.join(',')`. Give consumers `maxWaitTimeInMs: 200`: their `disconnect` waits
 * for a fetch that is under way. Needs KAFKA_BROKERS, a container engine, or Java 17 and Maven.
 * @throws CannotRun when no broker can be had: such a test is named as not run, and fails on CI.
 */
export const kafkaForTests = async (): Promise<TestKafka> => clientOf(await testBrokers());

/**
 * As `kafkaForTests`, but three brokers of the spec's own from Maven's jars, which can be killed and frozen. They keep three copies of
 * everything, of which two must have a record. @throws CannotRun
 */
export const ownKafka = async (): Promise<OwnKafka> => {
  const keeper = await startKeeper(['own']);
  const ended = new Promise<void>((resolve) => keeper.child.once('close', () => resolve()));
  const tell = (what: string) => async (nth: number) => void (await keeper.tell(`${what} ${nth}`));
  return {
    ...(await clientOf(keeper.address.split(','))),
    ...{ kill: tell('kill'), freeze: tell('freeze'), thaw: tell('thaw'), start: tell('start') },
    leader: async () => (await keeper.tell('leader')).leader!,
    stop: async () => {
      keeper.child.stdin!.end();
      await ended;
    },
  };
};
