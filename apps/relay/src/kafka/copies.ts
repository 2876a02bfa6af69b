import { setTimeout as pause } from 'node:timers/promises';
import type { Check, KafkaConfig } from '@rapport/edge';
import { asAdmin, kafkaClient } from '@rapport/kafka';
import type { Admin } from 'kafkajs';
import { allTopics, topicName } from './topic-names';

/** A topic of ours that has fewer copies than were asked for, and than there are brokers for. */
export interface FewCopies {
  readonly topic: string;
  /** Of the partition that has the fewest. */
  readonly copies: number;
  readonly asked: number;
}

/** As Kafka tells of topics: the brokers that are to have a copy of a partition, whether they are away or not. */
interface Told {
  readonly name: string;
  readonly partitions: readonly { readonly replicas: readonly number[] }[];
}

/** Which topics have too few. Brokers that are away are none that could take a copy. */
export const fewCopies = (topics: readonly Told[], brokers: number, asked: number): readonly FewCopies[] =>
  topics.flatMap(({ name, partitions }) => {
    const copies = Math.min(...partitions.map(({ replicas }) => replicas.length));
    return copies < Math.min(asked, brokers) ? [{ topic: name, copies, asked: Math.min(asked, brokers) }] : [];
  });

/** Says it, and where it is written what to do about it. */
export const copiesReason = (few: readonly FewCopies[]): string | null =>
  few.length === 0
    ? null
    : `fewer copies than RAPPORT_KAFKA_COPIES asks for: ${few.map(({ topic, copies, asked }) => `${topic} ${copies} of ${asked}`).join(', ')} ` +
      '(docs/how-to/subscribe-with-kafka.md#copies says how to add them)';

const look = async (admin: Admin, config: KafkaConfig): Promise<readonly FewCopies[]> => {
  const there = new Set(await admin.listTopics());
  const names = allTopics(config).map((topic) => topicName(config, topic)).filter((name) => there.has(name)); // prettier-ignore
  if (names.length === 0) return [];
  const { brokers } = await admin.describeCluster();
  const { topics } = await admin.fetchTopicMetadata({ topics: names });
  return fewCopies(topics, brokers.length, config.copies);
};

const EVERY_MS = 60_000;

/**
 * Looks now and then whether the topics have as many copies as were asked for: a topic that was made while a broker was away has
 * fewer, and nobody notices before the next broker goes.
 */
export class CopiesWatch {
  readonly #stop = new AbortController();
  #few: readonly FewCopies[] = [];
  #ended: Promise<void> | undefined;

  constructor(
    private readonly config: KafkaConfig,
    private readonly everyMs = EVERY_MS,
  ) {}

  start(): this {
    this.#ended ??= this.#run(this.#stop.signal);
    return this;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  check(): Check {
    const reason = copiesReason(this.#few);
    return { status: reason === null ? 'up' : 'degraded', ...(reason === null ? {} : { reason }) };
  }

  async #run(signal: AbortSignal): Promise<void> {
    // The first look is for topics that are made at the start.
    for (let ms = Math.min(5_000, this.everyMs); ; ms = this.everyMs) {
      await pause(ms, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const client = kafkaClient(this.config, 'rapport-copies');
      // That Kafka does not answer is said by those who publish.
      this.#few = await asAdmin(client, (admin) => look(admin, this.config)).catch(() => this.#few);
    }
  }
}
