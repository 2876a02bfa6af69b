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
