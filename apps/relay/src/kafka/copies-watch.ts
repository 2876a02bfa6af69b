import { setTimeout as pause } from 'node:timers/promises';
import type { Check, KafkaConfig } from '@rapport/edge';
import { asAdmin, kafkaClient } from '@rapport/kafka';
import type { Admin } from 'kafkajs';
import { type FewCopies, copiesReason, fewCopies } from './few-copies';
import { allTopics, topicName } from './topic-names';

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
