import { createRequire } from 'node:module';
import type { Kafka, ProducerConfig, RecordMetadata, TopicMessages } from 'kafkajs';
import { NotAcknowledged } from './answers';
import { partitionOf } from './partition-of';
import { openSender, openTransactions } from './sender';
import { NoAnswer } from './silence';

const PARTITIONS = 3;
const partitionMetadata = Array.from({ length: PARTITIONS }, (_, partitionId) => ({
  ...{ partitionErrorCode: 0, partitionId, leader: 0, replicas: [0], isr: [0] },
}));
const message = (key: string | null) => ({ key, value: 'v' });
const ack = (topicName: string, partition: number): RecordMetadata => ({ topicName, partition, errorCode: 0 });

const SILENCE = { broker: 'b:1', apiName: 'Produce' };
type Silent = (event: { readonly payload: typeof SILENCE }) => void;

/** A client that answers for the partitions that are given. */
const answering = (answer: (asked: readonly number[]) => readonly RecordMetadata[]) => {
  const calls: string[] = [];
  const asked: number[] = [];
  let silent: Silent = () => undefined;
  const producer = ({ createPartitioner }: ProducerConfig) => {
    const place = createPartitioner!();
    const sendBatch = async ({ topicMessages }: { topicMessages: TopicMessages[] }) => {
      calls.push('send');
      for (const { topic, messages } of topicMessages)
        for (const one of messages) asked.push(place({ topic, partitionMetadata, message: one }));
      return answer(asked);
    };
    return {
      ...{ events: { REQUEST_TIMEOUT: 'silent' }, on: (_: string, listener: Silent) => void (silent = listener) },
      connect: async () => void calls.push('connect'),
      disconnect: async () => undefined,
      sendBatch,
      transaction: async () => ({
        sendBatch,
        commit: async () => void calls.push('commit'),
        abort: async () => void calls.push('abort'),
      }),
    };
  };
  return { client: { producer } as unknown as Kafka, calls, asked, fallSilent: () => silent({ payload: SILENCE }) };
};

const all = (topic: string) => (asked: readonly number[]) => asked.map((partition) => ack(topic, partition));
const ten = Array.from({ length: 10 }, (_, n) => message(`k${n}`));

describe('a sender', () => {
  it('puts keys where they belong, and what has none everywhere in turn', async () => {
    const given = answering(all('t'));
    await openSender(given.client).send([{ topic: 't', messages: [...ten, ...[1, 2, 3].map(() => message(null))] }]);
    expect(given.asked.slice(0, 10)).toEqual(ten.map(({ key }) => partitionOf(key!, PARTITIONS)));
    expect(given.asked.slice(10).sort()).toEqual([0, 1, 2]);
  });

  it('does not take an answer for one that leaves out a partition or a topic', async () => {
    const given = answering((asked) => all('t')(asked).filter(({ partition }) => partition !== 1));
    const sending = openSender(given.client).send([{ topic: 't', messages: ten }]);
    await expect(sending).rejects.toThrow(new NotAcknowledged('t', '1'));
    const of = [{ topic: 't', messages: ten }, { topic: 'u', messages: ten }]; // prettier-ignore
    await expect(openSender(answering(all('t')).client).send(of)).rejects.toThrow(/u\//);
  });

  it('asks each time anew', async () => {
    const sender = openSender(answering((asked) => [ack('t', asked.at(-1)!)]).client);
    for (const { key } of ten) await sender.send([{ topic: 't', messages: [message(key)] }]);
  });

  it('waits for nobody who does not answer, and sends nothing more afterwards, not even what the client tries again', async () => {
    let again: () => readonly RecordMetadata[] = () => [];
    const given = answering(all('t'));
    const { producer } = given.client as unknown as { producer: (config: ProducerConfig) => object };
    const hanging = (config: ProducerConfig) => {
      const place = config.createPartitioner!();
      const sendBatch = () =>
        new Promise((_, reject) => {
          again = () => {
            try {
              place({ topic: 't', partitionMetadata, message: ten[0]! });
            } catch (error) {
              reject(error as Error);
            }
            return [];
          };
        });
      return { ...producer(config), sendBatch };
    };
    const sender = openSender({ producer: hanging } as unknown as Kafka);
    const sending = sender.send([{ topic: 't', messages: ten }]);
    given.fallSilent();
    await expect(sending).rejects.toThrow('b:1 does not answer (Produce)');
    again();
    expect(given.asked).toEqual([]);
    await expect(sender.send([{ topic: 't', messages: ten }])).rejects.toThrow('does not answer');
    await expect(sender.silence).rejects.toThrow(NoAnswer);
  });

  it('commits nothing of which a part was not acknowledged', async () => {
    const given = answering((asked) => all('t')(asked).slice(0, 1));
    const sender = openTransactions(given.client, 'name', 1_000);
    await sender.connect();
    await expect(sender.send([{ topic: 't', messages: ten }])).rejects.toThrow(NotAcknowledged);
    expect(given.calls).toEqual(['connect', 'abort', 'send']);
    await sender.send([{ topic: 't', messages: [ten[0]!] }]);
    expect(given.calls.slice(3)).toEqual(['send', 'commit']);
  });
});

/** What there is to be guarded against, in the client itself: when this fails, it has been mended, and the guard may go. */
describe('kafkajs', () => {
  it('reports success for records that it never sent, when a broker that has answered inherits a partition', async () => {
    const require = createRequire(__filename);
    const createSendMessages = require('kafkajs/src/producer/sendMessages.js');
    const createRetry = require('kafkajs/src/retry/index.js');
    const { KafkaJSConnectionError } = require('kafkajs/src/errors.js');
    let leaders = [1, 2];
    const written: number[] = [];
    const brokerOf = (nodeId: number) => ({
      nodeId,
      produce: async ({ topicData }: { topicData: { partitions: { partition: number }[] }[] }) => {
        if (nodeId === 2) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          leaders = [1, 1];
          throw new KafkaJSConnectionError('gone', {});
        }
        const partitions = topicData[0]!.partitions.map(({ partition }) => partition);
        written.push(...partitions);
        return {
          topics: [{ topicName: 't', partitions: partitions.map((partition) => ({ partition, errorCode: 0 })) }],
        };
      },
    });
    const brokers = new Map([1, 2].map((id) => [id, brokerOf(id)]));
    const nothing = async (): Promise<void> => undefined;
    const send = createSendMessages({
      logger: { error: nothing, debug: nothing },
      cluster: {
        ...{ addMultipleTargetTopics: nothing, refreshMetadata: nothing, refreshMetadataIfNecessary: nothing },
        isConnected: () => true,
        findTopicPartitionMetadata: () => [0, 1].map((partitionId) => ({ partitionId, leader: leaders[partitionId] })),
        findBroker: async ({ nodeId }: { nodeId: string }) => brokers.get(Number(nodeId)),
        findLeaderForPartitions: (_: string, partitions: readonly string[]) => {
          const found: Record<number, number[]> = {};
          for (const partition of partitions.map(Number)) (found[leaders[partition]!] ??= []).push(partition);
          return found;
        },
      },
      partitioner: ({ message: { partition } }: { message: { partition: number } }) => partition,
      eosManager: {
        ...{ acquireBrokerLock: nothing, releaseBrokerLock: nothing, isTransactional: () => false },
        ...{ getSequence: () => 0, updateSequence: nothing, getProducerId: () => 1, getProducerEpoch: () => 0 },
      },
      retrier: createRetry({ initialRetryTime: 1, retries: 3 }),
    });
    const messages = [0, 1].map((partition) => ({ key: 'k', value: 'v', partition }));
    const answered: RecordMetadata[] = await send({ acks: -1, topicMessages: [{ topic: 't', messages }] });
    expect([written, answered.map(({ partition }) => partition)]).toEqual([[0], [0]]);
  });
});
