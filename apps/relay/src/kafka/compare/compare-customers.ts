import { loadBroughtUp } from '../customers/brought-up';
import { standing } from '../customers/standing';
import { type StateTopic, topicName } from '../topic-names';
import { TopicFault } from '../topics';
import type { Comparison } from './compare';
import { type FoundState, compareStates } from './compare-states';
import { expectedNow } from './expected-states';
import { foundState } from './found-state';
import { type CompareDeps, openTopic, publishedTo } from './opened-topic';
import { partitionerOf } from './partitioner';

/** What was compared, and what came out. */
export interface StateComparison extends Comparison {
  readonly topic: string;
  readonly position: string | null;
}

/**
 * Compares a topic of states with the view, while both go on. Who is touched by an event that the relay had not published when it
 * began, or is to be told again just now, may be either.
 * @throws TopicFault | TableExchanged when it cannot be compared at this moment.
 */
export const compareCustomers = async (topic: StateTopic, deps: CompareDeps): Promise<StateComparison> => {
  const { config, pool } = deps;
  const opened = await openTopic(config, topic);
  const name = `${config.prefix}/customers`;
  const began = new Date().toISOString();
  const position = await publishedTo(pool, name);
  const { source } = await standing(deps);
  const at = position === null ? null : await loadBroughtUp(pool, name);
  if (position !== null && (at?.stage !== 'done' || !at.source.includes(JSON.stringify(source))))
    throw new TopicFault(`${opened.name} is being told anew: compare it later`);
  const found: FoundState[] = [];
  await opened.read((record) => found.push(foundState(record)));
  const expected = await expectedNow(topic, deps, source, began, position);
  const partitionOf = partitionerOf(opened.partitions);
  return { topic: topicName(config, topic), position, ...compareStates(expected, found, { partitionOf, lows: [] }) };
};
