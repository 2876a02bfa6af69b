import type { EventStore } from '@rapport/event-store';
import { decodeEvent, eventIdOf, type Fact } from '@rapport/events';
import { ruleSource } from './rule-event';

/**
 * The decisions of a run that the log has whole; undefined when the run was never closed. Decisions are facts: whoever
 * reads the log again takes them from there and decides nothing anew.
 */
export const recordedRun = async (
  store: Pick<EventStore, 'find' | 'follow'>,
  rule: string,
  run: string,
): Promise<readonly Fact[] | undefined> => {
  const ids = ['opened', 'closed'].map((end) => eventIdOf(ruleSource(rule), `${run}#${end}`));
  const [opened, closed] = await store.find(ids);
  if (!opened || !closed) return undefined;
  const decisions: Fact[] = [];
  const done = new AbortController();
  for await (const events of store.follow(opened.position, done.signal)) {
    for (const fact of events.map(decodeEvent)) {
      if (fact.channel === 'rule' && fact.data['run'] === run && fact.position < closed.position) decisions.push(fact);
    }
    if (events.at(-1)!.position >= closed.position) done.abort();
  }
  return decisions;
};
