import { until } from '../../e2e/program';
import type { Site } from './site';

/** Longer than the client of the relay and that of the intake wait for an answer, and then some. */
const PATIENCE_MS = 120_000;

/** Who publishes a part of the log, and how many events wait to be told. */
export interface Publishing {
  readonly name: string;
  readonly pid: number;
  readonly told: number;
  readonly fault: string | null;
}

/** The number of the last event in the log. */
export const headOf = async ({ database }: Site): Promise<number> => {
  const { rows } = await database.pool.query(
    'select coalesce(max(position), 0)::int as head from rapport_store.events',
  );
  return rows[0].head as number;
};

/** Those who tell the log and the customers. */
export const publishersOf = async ({ database }: Site): Promise<readonly Publishing[]> => {
  const { rows } = await database.pool.query(
    "select name, owner, position, fault from rapport_relay.publisher where name ~ '/(log|customers)$'",
  );
  return rows.map(({ name, owner, position, fault }) => ({
    ...{ name, fault, pid: Number(owner.split(':')[1]) },
    told: position === '' ? 0 : Number(position.split('-').at(-1)),
  }));
};

/** Waits until everything is told that is in the log now, and says by whom. */
export const tellsUpToNow = async (site: Site): Promise<readonly Publishing[]> => {
  const head = await headOf(site);
  let last: readonly Publishing[] = [];
  await until(
    'Kafka is told',
    async () => {
      last = await publishersOf(site);
      return last.length === 2 && last.every(({ told }) => told >= head);
    },
    PATIENCE_MS,
  ).catch((error: Error) => {
    throw new Error(`${error.message}; the log is at ${head}, ${JSON.stringify(last)}`);
  });
  return last;
};

/** Waits until all that was written to the topic of the intake by now is in the log. */
export const takesUpToNow = async (site: Site, acknowledged: ReadonlySet<string>): Promise<void> => {
  const last = [...acknowledged].filter((id) => id.startsWith('k-')).at(-1);
  if (last === undefined) throw new Error('nothing was sent to the intake');
  const find = `select from rapport_store.events where body like '%"id":"' || $1 || '"%'`;
  const isThere = async (): Promise<boolean> => (await site.database.pool.query(find, [last])).rowCount === 1;
  await until(`the intake takes ${last}`, isThere, PATIENCE_MS);
};

/** Waits until every partition has all its copies again. */
export const copiesAreWhole = async ({ kafka }: Site): Promise<void> => {
  const admin = kafka.client.admin();
  await admin.connect();
  try {
    const isWhole = async (): Promise<boolean> => {
      const { topics } = await admin.fetchTopicMetadata().catch(() => ({ topics: [] }));
      const partitions = topics.flatMap((topic) => topic.partitions);
      return partitions.length > 0 && partitions.every(({ isr, replicas }) => isr.length === replicas.length);
    };
    await until('all copies are there again', isWhole, PATIENCE_MS);
  } finally {
    await admin.disconnect();
  }
};

/** The broker that leads a partition of a topic; its place among the brokers. */
export const leaderOf = async ({ kafka }: Site, topic: string, nth: number): Promise<number> => {
  const admin = kafka.client.admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const { partitions } = topics[0]!;
    // Their node ids are their places.
    return partitions[nth % partitions.length]!.leader;
  } finally {
    await admin.disconnect();
  }
};
