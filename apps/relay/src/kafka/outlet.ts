import type { EventStore } from '@rapport/event-store';
import type { Kafka, Message, TopicMessages } from 'kafkajs';
import type { Outgoing } from './record';
import type { Published, Tenure } from './tenure';
import type { Topic } from './topic-names';
import type { KnownTopic } from './topics';

/** The topics of an outlet, as they were found. */
export type Topics = ReadonlyMap<Topic, KnownTopic>;

/** A record, to which topic, and its size in bytes. */
export interface Sending {
  readonly topic: Topic;
  readonly message: Message;
  readonly bytes: number;
}

/** What an outlet works with while the right to publish is its process's. */
export interface Desk {
  readonly client: Kafka;
  readonly store: EventStore;
  readonly topics: Topics;
  readonly tenure: Tenure;
  /** Aborted when the right is lost or the process stops. */
  readonly signal: AbortSignal;
  /** Says that everything is open and publishing begins. */
  begun(): void;
  /** Waits for an answer of Kafka; how long it has not come is part of the state. */
  asked<T>(answer: () => Promise<T>): Promise<T>;
  /** Notes that everything up to a position is published, by so many records. @throws Overtaken */
  advance(to: Published, records: number): Promise<void>;
}

/** What a part of the log is told as. */
export interface Outlet {
  /** Names its place in the log. */
  readonly name: string;
  readonly topics: readonly Topic[];
  /** Publishes what comes after `desk.tenure.from`, and does not end by itself. */
  publish(desk: Desk): Promise<void>;
}

/** A record as something to be sent. */
export const sendingOf = (topic: Topic, { bytes, ...message }: Outgoing): Sending => ({ topic, message, bytes });

/** Records of a request by topic, as clients send them. */
export const messagesOf = (topics: Topics, request: readonly Sending[]): TopicMessages[] =>
  [...topics]
    .map(([topic, { name }]) => ({
      topic: name,
      messages: request.filter((sending) => sending.topic === topic).map(({ message }) => message),
    }))
    .filter(({ messages }) => messages.length > 0);

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
