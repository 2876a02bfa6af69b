import type { Sql } from '@rapport/postgres';
import { type KnownTopic, TopicFault } from './topics';

const NOTE = 'insert into rapport_relay.topic (name, partitions) values ($1, $2) on conflict (name) do nothing';

/**
 * Holds the number of a topic's partitions against that of the first time: with another number a key goes to another
 * partition, and its order is lost.
 * @throws TopicFault
 */
export const requirePartitions = async (sql: Sql, topics: Iterable<KnownTopic>): Promise<void> => {
  for (const { name, partitions } of topics) {
    await sql.query(NOTE, [name, partitions]);
    const { rows } = await sql.query<{ partitions: number }>(
      'select partitions from rapport_relay.topic where name = $1',
      [name],
    );
    const first = rows[0]!.partitions;
    if (first !== partitions)
      throw new TopicFault(
        `topic ${name} has ${partitions} partitions, and had ${first}: the order of each key is lost. Publish under another RAPPORT_KAFKA_PREFIX`,
      );
  }
};
