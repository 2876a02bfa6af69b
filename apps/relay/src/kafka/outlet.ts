import type { Fact } from '@rapport/events';
import type { Message } from 'kafkajs';
import type { KnownTopic, Topic } from './topics';

/** The topics of an outlet, as they were found. */
export type Topics = ReadonlyMap<Topic, KnownTopic>;

/** A record, to which topic, and its size in bytes. */
export interface Sending {
  readonly topic: Topic;
  readonly message: Message;
  readonly bytes: number;
}

/** What a part of the log is told as. */
export interface Outlet {
  /** Names its place in the log. */
  readonly name: string;
  readonly topics: readonly Topic[];
  /** The records of some facts, in the order in which they must be sent; `previous`: position of the fact before them. */
  sendings(facts: readonly Fact[], previous: string | null, topics: Topics, signal: AbortSignal): Promise<Sending[]>;
}

/** Records of one request: neither so many that one slow answer holds up the rest, nor larger than any topic takes. */
const RECORDS_MAX = 2_000;
/** Of what a topic takes; the rest is for the batch's own head and for what a record adds. */
const SHARE = 0.85;

/** Largest record that fits into a batch of every topic. */
export const recordBytesMax = (topics: Topics): number =>
  Math.floor(Math.min(...[...topics.values()].map(({ batchBytes }) => batchBytes)) * SHARE);

/** Cuts records into requests, in order. A record that is too large by itself goes alone. */
export const inRequests = (sendings: readonly Sending[], bytesMax: number): Sending[][] => {
  const requests: Sending[][] = [];
  let current: Sending[] = [];
  let bytes = 0;
  for (const sending of sendings) {
    if (current.length > 0 && (bytes + sending.bytes > bytesMax || current.length === RECORDS_MAX)) {
      requests.push(current);
      current = [];
      bytes = 0;
    }
    current.push(sending);
    bytes += sending.bytes;
  }
  if (current.length > 0) requests.push(current);
  return requests;
};
