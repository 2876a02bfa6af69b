import type { ICustomPartitioner, Message, RecordMetadata } from 'kafkajs';
import { partitionOf } from './partition-of';

/** Kafka has not acknowledged a part of what was sent; whether it has it is not known. */
export class NotAcknowledged extends Error {
  constructor(topic: string, partition: string) {
    super(`Kafka has not acknowledged what was sent to ${topic}/${partition}`);
    this.name = 'NotAcknowledged';
  }
}

/**
 * Holds answers against what was asked. kafkajs keeps answers of brokers over its own retries: when one broker answered, another did not,
 * and the first now leads the other's partitions, it sends them nothing and reports success. What is missing in its answer shows that.
 */
export class Answers {
  readonly #asked = new Map<string, Set<number>>();
  #turn = 0;
  #over: Error | null = null;

  /** Puts keys where Java's clients do, and notes to which partitions something goes. */
  readonly createPartitioner: ICustomPartitioner = () => {
    return ({ topic, partitionMetadata, message }) => {
      // The client asks before each of its attempts: none begins that its owner has given up waiting for.
      if (this.#over) throw this.#over;
      const partition = this.#place(message, partitionMetadata.length);
      const of = this.#asked.get(topic);
      if (of) of.add(partition);
      else this.#asked.set(topic, new Set([partition]));
      return partition;
    };
  };

  /** From now on nothing is sent any more, not even what the client would try again. */
  close(reason: Error): void {
    this.#over = reason;
  }

  /** Sends, one request after the other. @throws NotAcknowledged when the answer says nothing of a partition */
  async whole(send: () => Promise<readonly RecordMetadata[]>): Promise<void> {
    this.#asked.clear();
    const answered = new Set((await send()).map(({ topicName, partition }) => `${topicName}/${partition}`));
    for (const [topic, partitions] of this.#asked)
      for (const partition of partitions)
        if (!answered.has(`${topic}/${partition}`)) throw new NotAcknowledged(topic, String(partition));
  }

  #place({ partition, key }: Message, partitions: number): number {
    if (partition !== undefined) return partition;
    if (key !== null && key !== undefined) return partitionOf(key, partitions);
    this.#turn = (this.#turn + 1) % partitions;
    return this.#turn;
  }
}
