import { migrate } from '@rapport/postgres';
import { RELAY_STEPS } from '../schema';
import type { ComparedTopic } from '../topic-names';
import { type Reconciled, compareTopic } from './compare-topic';
import { noteFindings } from './note-findings';
import type { CompareDeps } from './opened-topic';

/** Compares a whole topic and writes down what came out. @throws TopicFault when it cannot be compared. */
export const reconcile = async (topic: ComparedTopic, deps: CompareDeps): Promise<Reconciled> => {
  await migrate(deps.pool, 'relay', RELAY_STEPS);
  const found = await compareTopic(topic, deps, null);
  await noteFindings(deps.pool, found, null);
  return found;
};
