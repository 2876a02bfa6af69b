import type { TestKafka } from '@rapport/testing';
import type { KafkaMessage } from 'kafkajs';
import { until } from '../../e2e/program';
import { PEOPLE, numberOf } from './traffic';

/** What somebody outside found who read a topic and compared it with what was sent. Nothing of the product's code is used. */
export interface Witnessed {
  readonly records: number;
  readonly repeats: number;
  /** Acknowledged and not told. */
  readonly lost: readonly string[];
  /** Told, and nobody sent it. */
  readonly foreign: readonly string[];
  /** The same id with other content, key or place. */
  readonly changed: readonly string[];
  /** Told for the first time after something that is behind it in the log, of the same key. */
  readonly turned: readonly string[];
  /** Of one person by one way, told in another order than it was sent in. */
  readonly disordered: readonly string[];
}

/** Judges records of all partitions, those of each in its order. */
export const judge = (records: readonly KafkaMessage[], acknowledged: ReadonlySet<string>): Witnessed => {
  const first = new Map<string, string>();
  const [foreign, changed, turned, disordered]: [string[], string[], string[], string[]] = [[], [], [], []];
  const [lastOfKey, lastOfPerson] = [new Map<string, string>(), new Map<string, number>()];
  let repeats = 0;
  for (const { key, value, headers } of records) {
    const id = String(headers?.['ce_id']);
    const place = String(headers?.['position']);
    const text = `${String(key)} ${place} ${String(value)}`;
    if (first.has(id)) {
      repeats += 1;
      if (first.get(id) !== text) changed.push(id);
      continue;
    }
    first.set(id, text);
    if (!acknowledged.has(id)) foreign.push(id);
    if (place <= (lastOfKey.get(String(key)) ?? '')) turned.push(id);
    lastOfKey.set(String(key), place);
    const person = `${id[0]}${numberOf(id) % PEOPLE}`;
    if (numberOf(id) <= (lastOfPerson.get(person) ?? -1)) disordered.push(id);
    lastOfPerson.set(person, numberOf(id));
  }
  const lost = [...acknowledged].filter((id) => !first.has(id));
  return { records: records.length, repeats, lost, foreign, changed, turned, disordered };
};

/** Nothing is wrong. */
export const CLEAN = { lost: [], foreign: [], changed: [], turned: [], disordered: [] } as const;

/** Reads a topic from its beginning to where it ends now. */
export const readTopic = async (kafka: TestKafka, topic: string): Promise<readonly KafkaMessage[]> => {
  const admin = kafka.client.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const consumer = kafka.client.consumer({ groupId: kafka.name('witness'), maxWaitTimeInMs: 200 });
  const records: KafkaMessage[] = [];
  const all = ends.reduce((sum, { high }) => sum + Number(high), 0);
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void records.push(message) });
    await until('the topic is read', () => records.length >= all, 120_000);
  } finally {
    await consumer.disconnect();
  }
  return records;
};
