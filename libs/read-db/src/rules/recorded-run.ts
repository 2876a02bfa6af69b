import type { EventStore, StoredEvent } from '@rapport/event-store';
import { decodeEvent, eventIdOf, type Fact } from '@rapport/events';
import { ruleSource } from './rule-event';

/** The events between which the decisions of a run stand. */
interface Ends {
  readonly opened: StoredEvent;
  readonly closed: StoredEvent;
}

/** Where a run that the log has whole began and ended; undefined when it was never closed. */
export const recordedEnds = async (
  store: Pick<EventStore, 'find'>,
  rule: string,
  run: string,
): Promise<Ends | undefined> => {
  const [opened, closed] = await store.find(
    ['opened', 'closed'].map((end) => eventIdOf(ruleSource(rule), `${run}#${end}`)),
  );
  return opened && closed && { opened, closed };
};

/**
 * The decisions of a run that the log has whole, a part after the other. Decisions are facts: whoever reads the log again takes them from
 * there and decides nothing anew.
 */
export const recordedDecisions = async function* (
  store: Pick<EventStore, 'follow'>,
  run: string,
  { opened, closed }: Ends,
): AsyncGenerator<readonly Fact[], void, undefined> {
  const done = new AbortController();
  try {
    for await (const events of store.follow(opened.position, done.signal)) {
      const facts = events.filter(({ position }) => position < closed.position).map(decodeEvent);
      yield facts.filter(({ channel, data }) => channel === 'rule' && data['run'] === run);
      if (events.at(-1)!.position >= closed.position) return;
    }
  } finally {
    done.abort();
  }
};
