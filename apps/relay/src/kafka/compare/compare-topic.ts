import { type ComparedTopic, isStateTopic } from '../topic-names';
import { type Compared, compareLog } from './compare-log';
import type { Comparison } from './compare';
import type { CompareDeps } from './opened-topic';
import { compareCustomers } from './compare-customers';

/** What was compared, and what came out. */
export interface Reconciled extends Comparison {
  /** Name of the topic. */
  readonly topic: string;
  /** What the relay says that it has published; the topic must have everything up to here. */
  readonly position: string | null;
  /** Where the next comparison may go on; null = it must be of the whole. */
  readonly next: Compared | null;
}

/**
 * Compares a topic with what it must tell, while all goes on: the whole, or for a topic of the log what has come since an earlier
 * comparison. Topics of states are compared as a whole: any record may have been overwritten by any other.
 * @throws TopicFault when it cannot be compared.
 */
export const compareTopic = async (
  topic: ComparedTopic,
  deps: CompareDeps,
  since: Compared | null,
): Promise<Reconciled> =>
  isStateTopic(topic) ? { ...(await compareCustomers(topic, deps)), next: null } : compareLog(topic, deps, since);
