import type { Admin } from 'kafkajs';
import { hasPulse } from './pulse';

/** A broker that leads something does not answer. */
export class NoPulse extends Error {
  constructor(broker: string, topics: readonly string[]) {
    super(`broker ${broker} does not answer, and leads partitions of ${topics.join(', ')}`);
    this.name = 'NoPulse';
  }
}

/**
 * Asks who leads these topics whether they are there, so that nothing is sent to one that is frozen and waited for.
 * @throws NoPulse
 */
export const requirePulse = async (admin: Admin, tls: boolean, topics: readonly string[]): Promise<void> => {
  const { brokers } = await admin.describeCluster();
  const { topics: found } = await admin.fetchTopicMetadata({ topics: [...topics] });
  const led = (nodeId: number): string[] =>
    found.filter(({ partitions }) => partitions.some(({ leader }) => leader === nodeId)).map(({ name }) => name);
  await Promise.all(
    brokers.map(async ({ nodeId, host, port }) => {
      const topicsOf = led(nodeId);
      const broker = `${host}:${port}`;
      if (topicsOf.length > 0 && !(await hasPulse(broker, tls))) throw new NoPulse(broker, topicsOf);
    }),
  );
};
