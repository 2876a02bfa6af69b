import type { Check, KafkaConfig, Metrics } from '@rapport/edge';
import type pg from 'pg';
import { publishedTopics } from '../topic-names';
import { type Findings, KINDS, findings } from './findings';

const saidOf = ({ topic, equal, fault, differsSince }: Findings): readonly string[] => [
  ...(equal === false ? [`${topic} does not tell what it must since ${differsSince} (GET /v1/topics)`] : []),
  ...(fault === null ? [] : [`${topic} could not be compared: ${fault}`]),
];

/** What is to be said of what came out of comparing topics. It never makes a process unready. */
export const comparedCheck = async (
  pool: pg.Pool,
  config: Pick<KafkaConfig, 'prefix' | 'purposes' | 'projections'>,
): Promise<Check> => {
  const mine = new Set(publishedTopics(config));
  const all = (await findings(pool)).filter(({ topic }) => mine.has(topic));
  const reason = all.flatMap(saidOf).join('; ');
  const topics = Object.fromEntries(all.map(({ topic, at, position, equal }) => [topic, { at, position, equal }]));
  return { status: reason === '' ? 'up' : 'degraded', ...(reason === '' ? {} : { reason }), topics };
};

/** Shows what came out at /metrics. */
export const showFindings = (metrics: Metrics, pool: pg.Pool): void => {
  const help = 'Differences between a topic and what it must tell, by kind (duplicate and dropped do no harm)';
  metrics.gauge('rapport_relay_topic_differences', help, ['topic', 'kind'], async (gauge) => {
    for (const { topic, found } of await findings(pool))
      for (const kind of KINDS) gauge.set({ topic, kind }, found[kind] ?? 0);
  });
  const aged = 'Seconds since a topic was last compared';
  metrics.gauge('rapport_relay_topic_compared_age_seconds', aged, ['topic'], async (gauge) => {
    for (const { topic, at } of await findings(pool))
      if (at !== null) gauge.set({ topic }, (Date.now() - Date.parse(at)) / 1_000);
  });
};
