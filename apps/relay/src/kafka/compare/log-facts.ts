import { createHash } from 'node:crypto';
import type { EventStore, Position } from '@rapport/event-store';
import { type Fact, cloudEventTypeOf, decodeEvent, eventIdOf } from '@rapport/events';
import { type LogTopic, topicOf } from '../published';
import type { Lying } from '../topic-reader';
import type { Expected, Found } from './compare';

const digestOf = (bytes: Buffer | string): string => createHash('sha1').update(bytes).digest('base64');

/** A record of a topic of the log, as it lies there. */
export const foundOf = ({ headers = {}, key, value, partition, offset }: Lying): Found => {
  const text = (name: string): string => (headers[name] === undefined ? '' : String(headers[name]));
  const [source, id] = [text('ce_source'), text('ce_id')];
  return {
    id: source && id ? eventIdOf(source, id) : null,
    key: key?.toString() ?? '',
    position: text('position'),
    type: text('ce_type'),
    digest: headers['claimcheck'] !== undefined ? null : digestOf(value ?? ''),
    partition,
    offset,
  };
};

/** An event as its topic should tell it. */
export const expectedAs = (fact: Fact, required: boolean): Expected => ({
  key: fact.handle,
  position: fact.position,
  type: cloudEventTypeOf(fact.type, fact.v),
  digest: digestOf(JSON.stringify(fact.data)),
  required,
});

/** The events of a topic after a position up to the end of the log; those up to `published` must be told. */
export const expectedAfter = async (
  store: EventStore,
  topic: LogTopic,
  after: Position | null,
  published: Position | null,
): Promise<Map<string, Expected>> => {
  const expected = new Map<string, Expected>();
  for await (const facts of upToHead(store, after))
    for (const fact of facts) {
      if (topicOf(fact) !== topic) continue;
      expected.set(fact.eventId, expectedAs(fact, published !== null && fact.position <= published));
    }
  return expected;
};

/** The facts after a position up to where the log ends at the time of the call, or up to another position. */
export async function* upToHead(
  store: EventStore,
  after: Position | null,
  until?: Position,
): AsyncGenerator<readonly Fact[], void, undefined> {
  const head = await store.head();
  const end = until ?? head.position;
  if (head.eventId === null || (after !== null && after >= end)) return;
  const stop = new AbortController();
  try {
    for await (const batch of store.follow(after, stop.signal)) {
      yield batch.map(decodeEvent);
      if (batch.at(-1)!.position >= end) return;
    }
  } finally {
    stop.abort();
  }
}
